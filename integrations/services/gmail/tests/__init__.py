"""Tests of the service Gmail."""
