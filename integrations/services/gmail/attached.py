"""Finding an attachment again: by Gmail's id, which changes each time, or by our own, its place in the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integrations.errors import InputError
from integrations.services.gmail.media import Resource
from integrations.services.gmail.parsing import PART, attachment_of, content_of, decode, payload_of
from integrations.services.gmail.structure import Structure, structure_of

NAMELESS = "attachment"


@dataclass(frozen=True)
class Attachment:
    """A file with its content."""

    filename: str
    mime_type: str
    content: bytes


def find_attachment(gmail: Any, message_id: str, attachment_id: str) -> Attachment:
    """The attachment of that id. Raises InputError where a message has no part at the place that our id names."""
    messages = gmail.users().messages()
    message: Resource = messages.get(userId="me", id=message_id, format="full", fields="payload").execute()
    structure = structure_of(payload_of(message))
    if attachment_id.startswith(PART):
        return _at_place(messages, structure, message_id, attachment_id)
    content = _fetched(messages, message_id, attachment_id)
    return Attachment(*_name_and_type(structure, attachment_id=attachment_id, size=len(content)), content)


def _at_place(messages: Any, structure: Structure, message_id: str, attachment_id: str) -> Attachment:
    part_id = attachment_id.removeprefix(PART)
    leaf = structure.leaf(part_id)
    if leaf is None:
        raise InputError(
            f"Message {message_id!r} has no attachment {attachment_id!r}; take the id from get_message or from "
            "search_messages with include_body.",
            field="attachment_id",
        )
    content = content_of(leaf)
    if content is None and leaf.body.get("attachmentId"):
        content = _fetched(messages, message_id, leaf.body["attachmentId"])
    if content is None:
        # An attached message: Gmail shows it taken apart, and only the source has it as it was.
        source: Resource = messages.get(userId="me", id=message_id, format="raw").execute()
        original = structure_of(payload_of(source)).leaf(part_id)
        content = (content_of(original) if original else None) or b""
    return Attachment(leaf.media.filename or NAMELESS, leaf.media.mime_type, content)


def _fetched(messages: Any, message_id: str, attachment_id: str) -> bytes:
    body = messages.attachments().get(userId="me", messageId=message_id, id=attachment_id).execute()
    return decode(str(body.get("data") or ""))


def _name_and_type(structure: Structure, *, attachment_id: str, size: int) -> tuple[str, str]:
    """Found in the message by its id, else by a size no other has."""
    listed = [attachment_of(leaf) for leaf in structure.everything]
    matching = [each for each in listed if each.attachment_id == attachment_id]
    matching = matching or [each for each in listed if each.size == size]
    if len(matching) != 1:
        return NAMELESS, "application/octet-stream"
    return matching[0].filename or NAMELESS, matching[0].mime_type
