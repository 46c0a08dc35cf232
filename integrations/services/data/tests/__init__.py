"""Tests of the service Data."""
