"""The source of a message (RFC 5322) in the shape of Gmail's payload, so that there is one way to read both."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

Resource = Mapping[str, Any]  # JSON as Gmail sent it; every key may be missing


def payload_of_source(source: bytes) -> Resource:
    """The tree of parts of a message; empty when it nests deeper than any honest mail."""
    try:
        return _payload(message_from_bytes(source, policy=policy.compat32))
    except RecursionError:
        return {}


def _payload(part: Message) -> Resource:
    children = part.get_payload() if part.is_multipart() else []
    embedded = part.get_content_type() == "message/rfc822"
    content = b"" if children and not embedded else _content(part, embedded=embedded)
    return {
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": [{"name": name, "value": str(value)} for name, value in part.items()],
        "body": {"size": len(content), "data": base64.urlsafe_b64encode(content).decode("ascii")},
        "parts": [_payload(child) for child in children if isinstance(child, Message)] if not embedded else [],
    }


def _content(part: Message, *, embedded: bool) -> bytes:
    """The bytes of a leaf; text as UTF-8, which is how Gmail hands it over."""
    if embedded:
        inner = part.get_payload()
        messages = inner if isinstance(inner, list) else []
        return b"".join(each.as_bytes() for each in messages if isinstance(each, Message))
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    charset = part.get_content_charset()
    if part.get_content_maintype() != "text" or charset is None or part.get_filename():
        return content
    try:
        return content.decode(charset).encode()
    except (UnicodeDecodeError, LookupError):
        return content
