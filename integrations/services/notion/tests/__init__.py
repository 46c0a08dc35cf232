"""Tests of the service Notion."""
