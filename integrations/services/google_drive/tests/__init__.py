"""Tests of the service Google Drive."""
