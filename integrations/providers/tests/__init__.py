"""Tests of how providers are declared, found and asked."""
