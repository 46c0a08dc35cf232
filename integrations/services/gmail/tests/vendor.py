"""Gmail's answers for tests, trimmed from its documentation."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from integrations.catalog.testing import FakeContext
from integrations.services.gmail.parsing import decode

API = "/gmail/v1/users/me"
FIXTURES = Path(__file__).parent / "fixtures"
SENT = {"id": "sent-1", "threadId": "thread-1", "labelIds": ["SENT"]}


def full_message() -> dict[str, Any]:
    """A message with everything: encoded headers, two texts, an attachment and a picture inside the text."""
    message: dict[str, Any] = json.loads((FIXTURES / "message_full.json").read_text(encoding="utf-8"))
    return message


def knows_own_addresses(ctx: FakeContext, *aliases: dict[str, Any]) -> None:
    """Gmail's settings name the account Ada Moss, besides its aliases."""
    own = {"sendAsEmail": "ada@globex.example", "displayName": "Ada Moss", "isPrimary": True}
    ctx.vendor.will_answer("GET", f"{API}/settings/sendAs", {"sendAs": [own, *aliases]})


def header_message(message_id: str = "m-1", *, labels: list[str] | None = None, **headers: str) -> dict[str, Any]:
    """A message in format metadata; ``message_id`` becomes ``Message-ID`` and so on."""
    return {
        "id": message_id,
        "threadId": "thread-1",
        "labelIds": ["INBOX"] if labels is None else labels,
        "internalDate": "1772442904000",
        "payload": {
            "mimeType": "text/plain",
            "headers": [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()],
        },
    }


def sent_source(ctx: FakeContext) -> EmailMessage:
    """What the operation handed to Gmail in its last request, taken apart by the standard library."""
    body = cast(dict[str, Any], ctx.vendor.requests[-1].json)
    raw = body.get("raw") or body["message"]["raw"]
    return read(decode(raw))


def read(source: bytes) -> EmailMessage:
    """A message taken apart by the standard library."""
    return message_from_bytes(source, policy=policy.default)
