"""From Gmail's message resource to our message, whatever is missing or broken in it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html import unescape

from integrations.catalog.lines import as_line
from integrations.services.gmail.models.messages import MailAttachment, MailMessage
from integrations.services.gmail.source import Resource, payload_of_source

HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")


def parse_message(message: Resource) -> MailMessage:
    """A message in any of Gmail's formats; with format raw everything is read out of the source itself."""
    raw = message.get("raw")
    payload: Resource = payload_of_source(decode(raw)) if raw else message.get("payload") or {}
    headers = header_lines(payload)
    received_at = _received_at(message)
    return MailMessage(
        message_id=message["id"],
        thread_id=message.get("threadId"),
        from_=next(iter(addresses(headers.get("from"))), None),
        to=addresses(headers.get("to")),
        cc=addresses(headers.get("cc")),
        bcc=addresses(headers.get("bcc")),
        reply_to=addresses(headers.get("reply-to")),
        subject=decoded(headers.get("subject", "")),
        date=_date(headers.get("date")) or received_at,
        received_at=received_at,
        snippet=unescape(message.get("snippet") or ""),  # Gmail gives it escaped for a web page
        labels=message.get("labelIds") or [],
        size_estimate=message.get("sizeEstimate"),
        body_text=_text(payload, "text/plain"),
        body_html=_text(payload, "text/html"),
        attachments=parse_attachments(payload),
        rfc822_message_id=headers.get("message-id"),
        raw=raw,
    )


def parse_attachments(payload: Resource) -> list[MailAttachment]:
    """The files that hang on a message, in reading order."""
    return [_attachment(part) for part in _parts(payload) if _is_attachment(part)]


def file_name_and_type(message: Resource, *, attachment_id: str, size: int) -> tuple[str, str]:
    """Of an attachment: found in the message by its id, which Gmail changes each time, else by a size no other has."""
    listed = parse_attachments(message.get("payload") or {})
    matching = [each for each in listed if each.attachment_id == attachment_id]
    matching = matching or [each for each in listed if each.size == size]
    if len(matching) != 1:
        return "attachment", "application/octet-stream"
    return matching[0].filename or "attachment", matching[0].mime_type


def header_lines(payload: Resource) -> dict[str, str]:
    """Headers of a payload by lower-case name, each on one line; of repeated ones the first."""
    lines: dict[str, str] = {}
    for header in payload.get("headers") or ():
        value = "".join(str(header.get("value", "")).splitlines())
        lines.setdefault(str(header.get("name", "")).lower(), value.strip())
    return lines


def addresses(value: str | None) -> list[str]:
    """The mailboxes of an address header with their names decoded; what cannot be read stays as it is."""
    if not value:
        return []
    found = [(decoded(name), address) for name, address in getaddresses([value]) if address]
    return [f"{_quoted(name)} <{address}>" if name else address for name, address in found] or [value]


def decoded(value: str) -> str:
    """The readable text of a header, which may be written in encoded words (RFC 2047)."""
    try:
        text = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        text = value
    return as_line(text).strip()


def decode(data: str) -> bytes:
    """Base64url as Gmail writes it, with or without padding; what is not base64 is empty."""
    try:
        return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""


def _quoted(name: str) -> str:
    """A display name as it may stand before an address."""
    if any(letter in '()<>[]:;@\\,."' for letter in name):
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return name


def _date(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    # "-0000" means: this is UTC, and nothing is known about the sender's zone.
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _received_at(message: Resource) -> datetime | None:
    milliseconds = str(message.get("internalDate", ""))
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds.isdecimal() else None


def _parts(payload: Resource) -> Iterator[Resource]:
    """All leaves of the tree of parts in reading order; an attached message is one, whatever it holds."""
    waiting: list[Resource] = [payload] if payload else []
    while waiting:
        part = waiting.pop()
        children: Sequence[Resource] = () if _is_attachment(part) else part.get("parts") or ()
        waiting.extend(reversed(children))
        if not children:
            yield part


def _is_attachment(part: Resource) -> bool:
    attached = part.get("filename") or (part.get("body") or {}).get("attachmentId")
    return bool(attached) or part.get("mimeType") == "message/rfc822"


def _attachment(part: Resource) -> MailAttachment:
    body: Resource = part.get("body") or {}
    disposition = header_lines(part).get("content-disposition", "")
    return MailAttachment(
        filename=decoded(part.get("filename") or ""),
        mime_type=part.get("mimeType") or "application/octet-stream",
        size=body.get("size") or 0,
        attachment_id=body.get("attachmentId"),
        inline=disposition.lower().startswith("inline"),
    )


def _text(payload: Resource, mime_type: str) -> str | None:
    texts = [
        _characters(part) for part in _parts(payload) if part.get("mimeType") == mime_type and not _is_attachment(part)
    ]
    found = [text for text in texts if text is not None]
    return "\n".join(found).replace("\r\n", "\n").rstrip("\n") if found else None


def _characters(part: Resource) -> str | None:
    data = (part.get("body") or {}).get("data")
    if data is None:
        return None
    content = decode(data)
    declared = Message()
    declared["Content-Type"] = header_lines(part).get("content-type", "text/plain")
    # Gmail hands text over as UTF-8 mostly, whatever the part declares; its declaration decides what is not.
    for charset in ("utf-8", declared.get_content_charset("latin-1")):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")
