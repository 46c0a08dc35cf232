"""Tests of the service Google Tasks."""
