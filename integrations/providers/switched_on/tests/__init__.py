"""Tests of providers that a setting switches on."""
