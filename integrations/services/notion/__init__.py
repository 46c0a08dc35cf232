"""Notion: pages, blocks, databases with their data sources, comments, users and files."""
