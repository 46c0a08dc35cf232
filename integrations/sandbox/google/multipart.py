"""Splits multipart bodies without touching a byte of their parts, which may themselves be mail."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from integrations.sandbox.google.errors import invalid


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
    return [split_head(section.partition(b"\n")[2]) for section in sections if not section.startswith(b"--")]


def split_head(section: bytes) -> Part:
    """Headers up to the first empty line, then the content, without the line break before the next boundary."""
    head, _, content = section.removesuffix(b"\r").replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
    return Part(HeaderParser().parsestr(head.decode("utf-8", "replace")), content)
