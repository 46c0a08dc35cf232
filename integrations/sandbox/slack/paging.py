"""Slack's cursors: opaque texts that say how many have been told."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from integrations.sandbox.slack.call import SlackCall

ItemT = TypeVar("ItemT")


def one_page(call: SlackCall, items: Sequence[ItemT], *, default: int, most: int) -> tuple[list[ItemT], str]:
    """A page, and the cursor of the next; empty at the end."""
    limit = call.number("limit", default) or default
    start = _start(call)
    page = list(items[start : start + min(max(limit, 1), most)])
    after = start + len(page)
    return page, base64.b64encode(f"next:{after}".encode()).decode() if after < len(items) else ""


def _start(call: SlackCall) -> int:
    cursor = call.text("cursor")
    if not cursor:
        return 0
    try:
        name, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except ValueError:
        name, number = "", ""
    if name != "next" or not number.isdigit():
        call.refuse("invalid_cursor")
    return int(number)
