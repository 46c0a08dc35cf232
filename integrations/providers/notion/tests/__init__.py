"""Tests of the provider Notion."""
