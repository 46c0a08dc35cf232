"""Tests of the service Google Calendar."""
