"""Mail as it travels (RFC 5322)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from integrations.catalog.email_addresses import parse_address
from integrations.catalog.files import FileRef
from integrations.catalog.html_text import html_to_text
from integrations.errors import InputError
from integrations.services.gmail.attaching import attachment_part
from integrations.services.gmail.written_headers import address_line, text_line, tokens_line

MAX_BYTES = 35 * 1024 * 1024
"""What Gmail takes in one message, attachments in base64 included; other providers take less."""


@dataclass(frozen=True)
class Letter:
    """Everything that goes into a message. Addresses are checked ones, header texts are single lines."""

    message_id: str
    date: datetime
    body: str
    body_type: Literal["text", "html"]
    sender: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    reply_to: Sequence[str] = ()
    subject: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    attachments: Sequence[tuple[FileRef, bytes]] = field(default=(), repr=False)
    inline: Sequence[tuple[FileRef, bytes, str]] = field(default=(), repr=False)
    """Pictures that HTML shows, each with the content id by which it names them."""


def message_id_for(call_key: str, email: str) -> str:
    """A Message-ID that is the same for every attempt of a call, so that a lost answer can be searched for."""
    digest = hashlib.sha256(call_key.encode()).hexdigest()[:32]
    domain = email.rpartition("@")[2] or "machina.invalid"
    return f"<machina.{digest}@{domain}>"


def compose(letter: Letter) -> bytes:
    """The message as bytes with CRLF line ends. Raises InputError when it is larger than Gmail takes."""
    source = _head(letter) + _content(letter)
    if len(source) > MAX_BYTES:
        size = len(source) // (1024 * 1024)
        raise InputError(
            f"The message and its attachments have {size} MB in transport form; Gmail takes 35 MB.",
            field="attachments" if letter.attachments else "body",
        )
    return source


def encode(source: bytes) -> str:
    """Base64url, the form in which Gmail takes a message."""
    return base64.urlsafe_b64encode(source).decode("ascii")


def _head(letter: Letter) -> bytes:
    lists = (
        ("From", [letter.sender] if letter.sender else []),
        ("To", letter.to),
        ("Cc", letter.cc),
        ("Bcc", letter.bcc),
        ("Reply-To", letter.reply_to),
    )
    lines = [address_line(name, [parse_address(text) for text in texts]) for name, texts in lists if texts]
    lines += [
        text_line("Subject", letter.subject),
        tokens_line("Date", [format_datetime(letter.date)]),
        tokens_line("Message-ID", [letter.message_id]),
    ]
    if letter.in_reply_to:
        lines.append(tokens_line("In-Reply-To", [letter.in_reply_to]))
    if letter.references:
        lines.append(tokens_line("References", letter.references))
    return b"".join([*lines, b"MIME-Version: 1.0\r\n"])


def _content(letter: Letter) -> bytes:
    """Headers and content of the text, or of a part for the text and one for each file."""
    text = _text_part(letter)
    if letter.inline:
        pictures = [attachment_part(reference, content, content_id=cid) for reference, content, cid in letter.inline]
        text = _multipart("related", [text, *pictures], seed=f"related {letter.message_id}")
    parts = [text, *(attachment_part(reference, content) for reference, content in letter.attachments)]
    return text if len(parts) == 1 else _multipart("mixed", parts, seed=letter.message_id)


def _multipart(kind: str, parts: Sequence[bytes], *, seed: str) -> bytes:
    boundary = _boundary(seed, parts)
    encoding = "7bit" if all(part.isascii() for part in parts) else "8bit"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    mark = f"--{boundary}".encode("ascii")
    return b"".join([head.encode("ascii"), *(b"%b\r\n%b\r\n" % (mark, part) for part in parts), mark, b"--\r\n"])


def _boundary(seed: str, parts: Sequence[bytes]) -> str:
    """A line that stands in none of the parts."""
    boundary = hashlib.sha256(seed.encode()).hexdigest()[:32]
    while any(boundary.encode("ascii") in part for part in parts):
        boundary = hashlib.sha256(boundary.encode()).hexdigest()[:32]
    return boundary


def _text_part(letter: Letter) -> bytes:
    part = MIMEPart(policy=SMTP)
    if letter.body_type == "text":
        part.set_content(letter.body)
    else:
        part.set_content(html_to_text(letter.body))
        part.add_alternative(letter.body, subtype="html")
    return part.as_bytes()
