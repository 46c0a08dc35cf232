"""Workflows that come with services, ready to be made one's own."""
