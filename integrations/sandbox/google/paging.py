"""Pages: opaque tokens that say where the next page begins."""

from __future__ import annotations

import base64
import binascii

from integrations.sandbox.google.errors import invalid

PREFIX = "page:"


def offset_of(page_token: str) -> int:
    """Where the page begins. Raises 400 for a token that the sandbox did not give."""
    if not page_token:
        return 0
    try:
        text = base64.urlsafe_b64decode(page_token).decode()
    except (binascii.Error, ValueError):
        text = ""
    number = text.removeprefix(PREFIX)
    if not text.startswith(PREFIX) or not number.isdecimal():
        raise invalid("Invalid pageToken", location="pageToken")
    return int(number)


def token_for(offset: int) -> str:
    """The token of the page that begins at ``offset``."""
    return base64.urlsafe_b64encode(f"{PREFIX}{offset}".encode()).decode()
