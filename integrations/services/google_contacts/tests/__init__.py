"""Tests of the service Google Contacts."""
