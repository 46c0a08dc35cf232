"""Tests of Google's client on egress."""
