"""Slack's operations, in the order the palette shows them."""

from integrations.services.slack.operations import messages, reading, items, channels, people, files  # noqa: I001  # palette

__all__ = ["channels", "files", "items", "messages", "people", "reading"]
