"""Notion: its handshake, whose account a workspace is, and how it refuses."""

from integrations.providers.notion.provider import provider

__all__ = ["provider"]
