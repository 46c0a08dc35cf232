"""Messages as Gmail shows them, in its four formats."""

from __future__ import annotations

from collections.abc import Collection

from integrations.sandbox.google.errors import GoogleError
from integrations.sandbox.google.gmail.mailbox import label_ids_of
from integrations.sandbox.google.gmail.mime import encode
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Message

METADATA_SCOPE = "https://www.googleapis.com/auth/gmail.metadata"
SHOWS_CONTENT = frozenset(
    {
        "https://mail.google.com/",
        "https://www.googleapis.com/auth/gmail.compose",
        "https://www.googleapis.com/auth/gmail.modify",
        "https://www.googleapis.com/auth/gmail.readonly",
    }
)


def message_resource(
    message: Message,
    *,
    style: str = "full",
    headers: Collection[str] = (),
    label_ids: list[str] | None = None,
) -> Resource:
    """A message; pass its labels where they are known already."""
    shown: Resource = {
        "id": message.message_id,
        "threadId": message.thread_id,
        "labelIds": label_ids_of(message) if label_ids is None else label_ids,
        "snippet": message.snippet,
        "historyId": str(message.history_id),
        "internalDate": str(message.internal_date),
        "sizeEstimate": message.size_estimate,
    }
    if style == "full":
        shown["payload"] = message.payload
    elif style == "metadata":
        shown["payload"] = _metadata(message.payload, {name.lower() for name in headers})
    elif style == "raw":
        shown["raw"] = encode(bytes(message.raw))
    return shown


def brief_resource(message: Message, label_ids: list[str]) -> Resource:
    """What writes answer."""
    return {"id": message.message_id, "threadId": message.thread_id, "labelIds": label_ids}


def refuse_content(scopes: frozenset[str], style: str) -> None:
    """The metadata scope shows headers only. Raises 403 for a format that shows more."""
    if style in ("full", "raw") and is_metadata_only(scopes):
        raise GoogleError(403, "forbidden", f"Metadata scope doesn't allow format {style.upper()}")


def is_metadata_only(scopes: frozenset[str]) -> bool:
    """Whether a token may see headers and labels, but no content."""
    return METADATA_SCOPE in scopes and scopes.isdisjoint(SHOWS_CONTENT)


def _metadata(payload: Resource, names: Collection[str]) -> Resource:
    headers = [entry for entry in payload["headers"] if not names or entry["name"].lower() in names]
    return {"mimeType": payload["mimeType"], "headers": headers}
