"""Header text with encoded words (RFC 2047), read as it is really written."""

from __future__ import annotations

import base64
import binascii
import re

from integrations.catalog.charsets import codec_of, decode_text

# The language after a star is RFC 2231's. Spaces inside are forbidden, and written all the same in form Q.
ENCODED_WORD = re.compile(r"=\?(?P<charset>[^?*\s]+)(?:\*[^?\s]*)?\?(?P<form>[bBqQ])\?(?P<text>[^?\r\n]*)\?=")
_QUOTED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode_words(text: str) -> str:
    """The text with its encoded words decoded; a word in a charset that nobody knows stays as it is.

    The space between two encoded words is none. Neighbours in one charset are put together before they are read,
    for letters that a sender has cut in two.
    """
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for word in ENCODED_WORD.finditer(text):
        between = text[end : word.start()]
        content = _content(word)
        if content is None:
            continue
        follows = bool(charset) and not between.strip()
        if not follows or charset != word["charset"].lower():
            pieces.append(decode_text(pending, charset) if charset else "")
            pending = b""
        if not follows:
            pieces.append(between)
        pending, charset, end = pending + content, word["charset"].lower(), word.end()
    return "".join([*pieces, decode_text(pending, charset) if charset else "", text[end:]])


def _content(word: re.Match[str]) -> bytes | None:
    """The bytes of a word; None for one that is none."""
    if codec_of(word["charset"]) is None or not word["text"].isascii():
        return None
    if word["form"] in "qQ":
        underscored = word["text"].replace("_", " ").encode("ascii")
        return _QUOTED_BYTE.sub(lambda byte: bytes.fromhex(byte[1].decode()), underscored)
    letters = re.sub(r"[^A-Za-z0-9+/]", "", word["text"])
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return None
