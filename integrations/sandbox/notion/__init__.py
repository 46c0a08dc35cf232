"""Notion: OAuth, and its API of version 2026-03-11 over stateful workspaces.

Requests are checked against the tables in `methods.py` and `shapes/`, taken from https://developers.notion.com/reference
and from the types of Notion's own client.
"""
