"""Mail as it travels (RFC 5322), built by the standard library."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from integrations.catalog.email_addresses import parse_address
from integrations.catalog.files import FileRef
from integrations.catalog.lines import as_line
from integrations.errors import InputError
from integrations.services.gmail.html_text import html_to_text

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


def message_id_for(call_key: str, email: str) -> str:
    """A Message-ID that is the same for every attempt of a call, so that a lost answer can be searched for."""
    digest = hashlib.sha256(call_key.encode()).hexdigest()[:32]
    domain = email.rpartition("@")[2] or "machina.invalid"
    return f"<machina.{digest}@{domain}>"


def compose(letter: Letter) -> bytes:
    """The message as bytes with CRLF line ends. Raises InputError when it is larger than Gmail takes."""
    message = EmailMessage(policy=SMTP)
    _put_addresses(message, letter)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.date)
    message["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
    if letter.references:
        message["References"] = " ".join(letter.references)
    _put_body(message, letter)
    for reference, content in letter.attachments:
        _attach(message, reference, content)
    source = message.as_bytes()
    if len(source) > MAX_BYTES:
        size = len(source) // (1024 * 1024)
        raise InputError(f"The message and its attachments have {size} MB in transport form; Gmail takes 35 MB.")
    return source


def encode(source: bytes) -> str:
    """Base64url, the form in which Gmail takes a message."""
    return base64.urlsafe_b64encode(source).decode("ascii")


def _put_addresses(message: EmailMessage, letter: Letter) -> None:
    lists = (
        ("From", [letter.sender] if letter.sender else []),
        ("To", letter.to),
        ("Cc", letter.cc),
        ("Bcc", letter.bcc),
        ("Reply-To", letter.reply_to),
    )
    for name, texts in lists:
        addresses: tuple[Address, ...] = tuple(parse_address(text) for text in texts)
        if addresses:
            message[name] = addresses


def _put_body(message: EmailMessage, letter: Letter) -> None:
    if letter.body_type == "text":
        message.set_content(letter.body)
        return
    message.set_content(html_to_text(letter.body))
    message.add_alternative(letter.body, subtype="html")


def _attach(message: EmailMessage, reference: FileRef, content: bytes) -> None:
    filename = as_line(reference.filename, instead="_")
    kind = reference.mime_type if _is_media_type(reference.mime_type) else ""
    kind = kind or mimetypes.guess_type(filename)[0] or "application/octet-stream"
    maintype, _, subtype = kind.partition("/")
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=filename)


def _is_media_type(text: str) -> bool:
    maintype, slash, subtype = text.partition("/")
    allowed = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_")
    return bool(slash and maintype and subtype) and allowed.issuperset(maintype + subtype)
