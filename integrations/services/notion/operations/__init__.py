"""Notion's operations, in the order the palette shows them."""

from integrations.services.notion.operations import search, pages, blocks, databases, comments, users, files  # noqa: I001  # palette

__all__ = ["blocks", "comments", "databases", "files", "pages", "search", "users"]
