"""The files of a message that exists already, to go along with another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from integrations.catalog.files import FileRef
from integrations.services.gmail.attached import NAMELESS
from integrations.services.gmail.composing import Letter
from integrations.services.gmail.media import Resource
from integrations.services.gmail.parsing import attachment_of, content_of, decode, payload_of
from integrations.services.gmail.structure import structure_of


@dataclass
class Carried:
    """Files with their content: those that hang on a message, and the pictures that its HTML shows."""

    attachments: list[tuple[FileRef, bytes]] = field(default_factory=list)
    inline: list[tuple[FileRef, bytes, str]] = field(default_factory=list)


def carried_files(message: Resource, *, html: str | None) -> Carried:
    """Everything but the texts, out of a message in format raw. ``html`` tells by ``cid:`` which pictures it shows."""
    carried = Carried()
    for leaf in structure_of(payload_of(message)).attachments:
        shown, content = attachment_of(leaf), content_of(leaf) or b""
        file = FileRef(file_id="", filename=shown.filename or NAMELESS, mime_type=shown.mime_type, size=len(content))
        if shown.content_id and html and f"cid:{shown.content_id}" in html:
            carried.inline.append((file, content, shown.content_id))
        else:
            carried.attachments.append((file, content))
    return carried


def with_whole(letter: Letter, message: Resource, *, name: str) -> Letter:
    """The letter with a message in format raw attached to it, as it travelled, before the letter's own files."""
    content = decode(str(message.get("raw") or ""))
    file = FileRef(file_id="", filename=f"{name or NAMELESS}.eml", mime_type="message/rfc822", size=len(content))
    return replace(letter, attachments=[(file, content), *letter.attachments])
