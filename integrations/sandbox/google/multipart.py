"""Splits multipart bodies without touching a byte of their parts, which may themselves be mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from integrations.sandbox.google.errors import invalid

END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Part:
    """One part: its headers, and its content exactly as it came."""

    headers: Message
    content: bytes


def split_parts(content_type: str, body: bytes, *, expected: str) -> list[Part]:
    """The parts of a body of the expected type. Raises 400 in Google's shape for anything else."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != expected or not boundary:
        raise invalid(f"Failed to parse the request: expected {expected} with a boundary.", reason="badRequest")
    sections = (b"\n" + body).split(b"\n--" + boundary.encode())[1:]
    # What follows the boundary on its line is padding; the line break before the next boundary is part of that.
    parts = [section.partition(b"\n")[2].removesuffix(b"\r") for section in sections if not section.startswith(b"--")]
    return [split_head(part) for part in parts]


def split_head(text: bytes) -> Part:
    """Headers, of which there may be none, up to the first empty line; the rest is the content."""
    head, *content = END_OF_HEADERS.split(b"\n" + text, maxsplit=1)
    return Part(HeaderParser().parsestr(head.decode("utf-8", "replace").lstrip()), b"".join(content))
