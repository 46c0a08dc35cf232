"""Pages: opaque tokens that say where the next page begins."""

from __future__ import annotations

import base64
import binascii
import re

from integrations.sandbox.google.errors import invalid

CONTENT = re.compile(r"page:(\d+):(\d+)")


def offset_of(page_token: str) -> int:
    """Where the page begins. Raises 400 for a token that the sandbox did not give."""
    return _read(page_token)[0]


def mark_of(page_token: str) -> int:
    """The number that the first page put into the tokens of all that follow; 0 on the first page."""
    return _read(page_token)[1]


def token_for(offset: int, *, mark: int = 0) -> str:
    """The token of the page that begins at ``offset``."""
    return base64.urlsafe_b64encode(f"page:{offset}:{mark}".encode()).decode()


def _read(page_token: str) -> tuple[int, int]:
    if not page_token:
        return 0, 0
    try:
        match = CONTENT.fullmatch(base64.urlsafe_b64decode(page_token).decode())
    except (binascii.Error, ValueError):
        match = None
    if match is None:
        raise invalid("Invalid pageToken", location="pageToken")
    return int(match[1]), int(match[2])
