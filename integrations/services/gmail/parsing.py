"""From Gmail's message resource to our message, whatever is missing or broken in it."""

from __future__ import annotations

import base64
import binascii
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape

from integrations.catalog.address_lists import Mailbox, read_addresses
from integrations.catalog.charsets import codec_of, decode_text
from integrations.catalog.encoded_words import decode_words
from integrations.catalog.lines import as_line
from integrations.services.gmail.media import Resource, header_lines
from integrations.services.gmail.models.messages import MailAttachment, MailMessage
from integrations.services.gmail.source import payload_of_source
from integrations.services.gmail.structure import Leaf, Structure, structure_of

HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")
PART = "part:"
"""Begins our own ids of attachments, those to which Gmail gives none."""
UNREADABLE = "Its content cannot be read; format raw has its source."
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_STATEFUL = ("iso2022", "hz", "utf-7", "utf-16", "utf-32")  # their bytes may pass for UTF-8

logger = logging.getLogger(__name__)


def parse_message(message: Resource, *, fetched: Mapping[str, bytes] | None = None) -> MailMessage:
    """A message in any of Gmail's formats; with format raw everything is read out of the source itself.

    ``fetched`` are texts that Gmail keeps apart, by their attachment id. What cannot be read is left out, and said
    in ``warnings``; no message is so broken that it fails the list it is in.
    """
    try:
        return _Reading(message, fetched or {}).message()
    except Exception:  # whatever a stranger has sent must not hide the mail beside it
        logger.exception("gmail.message_unreadable", extra={"message_id": str(message.get("id"))})
        return unreadable(message)


def unreadable(message: Resource, *, reason: str = UNREADABLE) -> MailMessage:
    """Stands for a message of which no more than its ids can be told."""
    thread_id = message.get("threadId")
    return MailMessage(
        message_id=str(message.get("id") or ""),
        thread_id=thread_id if isinstance(thread_id, str) else None,
        labels=labels_of(message),
        warnings=[reason],
    )


def labels_of(message: Resource) -> list[str]:
    """Ids of a message's labels."""
    labels = message.get("labelIds")
    return [each for each in labels if isinstance(each, str)] if isinstance(labels, list) else []


def payload_of(message: Resource) -> Resource:
    """The tree of parts, out of the source where that is what Gmail sent."""
    raw = message.get("raw")
    return payload_of_source(decode(raw)) if raw else message.get("payload") or {}


def texts_kept_apart(message: Resource) -> list[str]:
    """Attachment ids of texts of the message itself that Gmail has not sent along, for they are long or named."""
    try:
        leaves = [leaf for each in structure_of(payload_of(message)).bodies.values() for leaf in each]
        return [str(leaf.body["attachmentId"]) for leaf in leaves if _is_kept_apart(leaf)]
    except (AttributeError, TypeError, ValueError):  # parse_message says what is wrong with it
        return []


def content_of(leaf: Leaf) -> bytes | None:
    """The bytes of a part, if Gmail has sent them along."""
    if "content" in leaf.body:
        content: bytes = leaf.body["content"]
        return content
    data = leaf.body.get("data")
    return None if data is None else decode(data)


def addresses(value: str | None) -> list[str]:
    """The mailboxes of an address header with their names decoded; what cannot be read stays as it is."""
    if not value:
        return []
    found = read_addresses(value)
    readable = [as_line(str(Mailbox(as_line(each.display_name), each.addr_spec))) for each in found.mailboxes]
    return [*readable, *map(decoded, found.unreadable)] or [decoded(value)]


def decoded(value: str) -> str:
    """The readable text of a header, which may be written in encoded words (RFC 2047)."""
    return as_line(decode_words(value)).strip()


def message_ids(value: str | None) -> list[str]:
    """The Message-IDs in a header, angle brackets included."""
    return _MESSAGE_ID.findall(decode_words(value or ""))


def decode(data: str) -> bytes:
    """Base64url as Gmail writes it, with or without padding; what is not base64 is empty."""
    try:
        return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""


def attachment_of(leaf: Leaf) -> MailAttachment:
    """A part as a file that hangs on its message."""
    content = content_of(leaf)
    size = leaf.body.get("size")
    return MailAttachment(
        filename=decoded(leaf.media.filename),
        mime_type=leaf.media.mime_type,
        size=size if isinstance(size, int) and size else len(content or b""),
        attachment_id=str(leaf.body.get("attachmentId") or f"{PART}{leaf.part_id}"),
        inline=leaf.media.disposition == "inline",
        content_id=leaf.media.content_id,
    )


@dataclass
class _Reading:
    """One message while it is read."""

    source: Resource
    fetched: Mapping[str, bytes]
    warnings: list[str] = field(default_factory=list)

    def message(self) -> MailMessage:
        payload = payload_of(self.source)
        headers, structure = header_lines(payload), structure_of(payload)
        received_at = _received_at(self.source)
        if payload.get("isCut"):
            self.warnings.append("It has too many parts, one in another or in all; the first of them were read.")
        senders = self._addresses(headers, "From")
        return MailMessage(
            message_id=self.source["id"],
            thread_id=self.source.get("threadId"),
            from_=next(iter(senders), None),
            to=self._addresses(headers, "To"),
            cc=self._addresses(headers, "Cc"),
            bcc=self._addresses(headers, "Bcc"),
            reply_to=self._addresses(headers, "Reply-To"),
            subject=decoded(headers.get("subject", "")),
            date=self._date(headers.get("date", "")) or received_at,
            received_at=received_at,
            snippet=as_line(unescape(self.source.get("snippet") or "")),  # Gmail gives it escaped for a web page
            labels=labels_of(self.source),
            size_estimate=self.source.get("sizeEstimate"),
            body_text=self._text(structure, "text/plain"),
            body_html=self._text(structure, "text/html"),
            body_calendar=self._text(structure, "text/calendar"),
            attachments=[attachment_of(leaf) for leaf in self._attached(structure)],
            rfc822_message_id=headers.get("message-id"),
            in_reply_to=next(iter(message_ids(headers.get("in-reply-to"))), None),
            references=message_ids(headers.get("references")),
            history_id=self.source.get("historyId"),
            raw=self.source.get("raw"),
            warnings=self.warnings,
        )

    def _addresses(self, headers: Mapping[str, str], name: str) -> list[str]:
        value = headers.get(name.lower())
        found = read_addresses(value or "")
        self.warnings += [f"{name} holds no address: {decoded(each)[:100]!r}." for each in found.unreadable]
        return addresses(value)

    def _date(self, value: str) -> datetime | None:
        if not value:
            return None
        date = date_of(value)
        if date is None:
            self.warnings.append(f"The Date header {value[:100]!r} is no date; date is when Gmail received it.")
        return date

    def _text(self, structure: Structure, mime_type: str) -> str | None:
        texts = [self._characters(leaf) for leaf in structure.bodies[mime_type]]
        found = [text for text in texts if text is not None]
        return "\n".join(found).replace("\r\n", "\n").rstrip("\n") if found else None

    def _characters(self, leaf: Leaf) -> str | None:
        charset = leaf.media.charset
        if charset and codec_of(charset) is None:
            self.warnings.append(f"The charset {charset[:100]!r} is not known; the text was read as UTF-8 or Western.")
        if "text" in leaf.body:
            text: str = leaf.body["text"]
            return text
        content = content_of(leaf)
        if content is None and leaf.body.get("attachmentId"):
            content = self.fetched.get(leaf.body["attachmentId"])
            if content is None:
                self.warnings.append("A text that Gmail keeps apart was not read; it is among the attachments.")
        return None if content is None else _delivered(content, charset)

    def _attached(self, structure: Structure) -> list[Leaf]:
        missing = [
            leaf
            for kind, leaves in structure.bodies.items()
            for leaf in leaves
            if kind != "text/calendar" and _is_kept_apart(leaf) and leaf.body["attachmentId"] not in self.fetched
        ]
        return [*missing, *structure.attachments]


def date_of(value: str) -> datetime | None:
    """The moment of a Date header; none for what is no date, or one that no calendar has."""
    try:
        date = parsedate_to_datetime(value)
        # "-0000" means: this is UTC, and nothing is known about the sender's zone.
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        date.astimezone(UTC)  # the first and the last day of the calendar are not there in every zone
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date


def _received_at(message: Resource) -> datetime | None:
    milliseconds = str(message.get("internalDate", ""))
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds.isdecimal() else None
    except (ValueError, OverflowError, OSError):
        return None


def _is_kept_apart(leaf: Leaf) -> bool:
    return content_of(leaf) is None and bool(leaf.body.get("attachmentId"))


def _delivered(content: bytes, charset: str) -> str:
    """Gmail hands text over as UTF-8 mostly, whatever the part declares; its declaration decides what is not."""
    if (codec_of(charset) or "").startswith(_STATEFUL) and (content.isascii() or b"\0" in content):
        return decode_text(content, charset)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode_text(content, charset)
