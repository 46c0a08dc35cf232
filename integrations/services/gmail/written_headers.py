"""Header lines as they travel (RFC 5322, 2.2.3; RFC 2047), the same on every Python.

Ids and addresses are tokens: they are never encoded or cut, lines break between them only.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence

from integrations.catalog.address_lists import Mailbox
from integrations.catalog.lines import is_line

WIDTH = 78
_LONGEST = 900
"""Characters that may stand without a space; lines end at 998."""
_BYTES_IN_WORD = 45
_WORD = re.compile(r"\s*\S+")


def tokens_line(name: str, tokens: Iterable[str]) -> bytes:
    """Tokens between spaces, such as Message-IDs."""
    return _folded(name, [f" {token}" for token in tokens])


def address_line(name: str, mailboxes: Sequence[Mailbox]) -> bytes:
    """Mailboxes between commas, names in encoded words where ASCII cannot write them."""
    pieces: list[str] = []
    for number, mailbox in enumerate(mailboxes):
        comma = "," if number < len(mailboxes) - 1 else ""
        if mailbox.display_name:
            plain, _, _ = str(mailbox).rpartition(" <")
            pieces += _words(plain if _fits(plain) else mailbox.display_name)
            pieces.append(f" <{mailbox.addr_spec}>{comma}")
        else:
            pieces.append(f" {mailbox.addr_spec}{comma}")
    return _folded(name, pieces)


def text_line(name: str, text: str) -> bytes:
    """Text such as a subject. Raises ValueError for more than one line."""
    if not is_line(text):
        raise ValueError(f"{name} must be one line without linefeed or carriage return, not {text!r}")
    return _folded(name, _words(text))


def _words(text: str) -> list[str]:
    if _fits(text):
        return _WORD.findall(f" {text}")
    return [f" =?utf-8?b?{base64.b64encode(each).decode('ascii')}?=" for each in _portions(text)]


def _fits(text: str) -> bool:
    """Whether the text can stand there as it is, and is read back as it is."""
    is_plain = text.isascii() and text.isprintable() and "=?" not in text and text == text.strip()
    return is_plain and all(len(word) <= _LONGEST for word in text.split(" "))


def _portions(text: str) -> list[bytes]:
    """The text in UTF-8, cut between letters into what fits an encoded word."""
    portions = [b""]
    for letter in text:
        encoded = letter.encode()
        if len(portions[-1]) + len(encoded) > _BYTES_IN_WORD:
            portions.append(b"")
        portions[-1] += encoded
    return portions


def _folded(name: str, pieces: Sequence[str]) -> bytes:
    """Pieces begin with the space before which a line may end."""
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + len(piece) > WIDTH and not lines[-1].endswith(":"):
            lines.append("")
        lines[-1] += piece
    return "\r\n".join(lines).encode("ascii") + b"\r\n"
