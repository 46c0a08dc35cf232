"""Tests of the service Google Sheets."""
