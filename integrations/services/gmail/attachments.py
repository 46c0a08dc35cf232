"""Name and media type of an attachment, whose id Gmail changes each time it is asked."""

from __future__ import annotations

from integrations.services.gmail.parsing import parse_attachments
from integrations.services.gmail.source import Resource


def file_name_and_type(message: Resource, *, attachment_id: str, size: int) -> tuple[str, str]:
    """Found in the message by the id, else by the size if only one attachment has it."""
    listed = parse_attachments(message.get("payload") or {})
    matching = [each for each in listed if each.attachment_id == attachment_id]
    matching = matching or [each for each in listed if each.size == size]
    if len(matching) != 1:
        return "attachment", "application/octet-stream"
    return matching[0].filename or "attachment", matching[0].mime_type
