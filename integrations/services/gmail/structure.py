"""Which parts of a message are its text and which hang on it, by disposition and place (RFC 8621, 4.1.4).

A file name decides nothing: bodies have one, and attachments have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from integrations.services.gmail.media import Media, Resource, header_lines, media_of

BODY_TYPES = ("text/plain", "text/html", "text/calendar")


@dataclass(frozen=True)
class Leaf:
    """A part that holds content itself, and where it stands."""

    part_id: str
    """Numbers of its parts from the outside in, as Gmail counts them; empty for a message of one part."""
    media: Media
    body: Resource
    within: str
    """The kind of multipart around it, such as alternative."""
    position: int

    @property
    def is_body(self) -> bool:
        """Whether it is text of the message itself."""
        if self.media.disposition == "attachment" or self.media.mime_type not in BODY_TYPES:
            return False
        if self.within == "alternative" or self.position == 0 or self.media.mime_type == "text/calendar":
            return True
        return self.within != "related" and not self.media.filename


@dataclass
class Structure:
    """A message taken apart, everything in reading order."""

    bodies: dict[str, list[Leaf]] = field(default_factory=lambda: {kind: [] for kind in BODY_TYPES})
    """Texts of the message itself by their media type."""
    attachments: list[Leaf] = field(default_factory=list)
    """Everything else, and calendar parts once more, for they are files as well."""

    def leaf(self, part_id: str) -> Leaf | None:
        """The part of that number."""
        return next((leaf for leaf in self.everything if leaf.part_id == part_id), None)

    @property
    def everything(self) -> list[Leaf]:
        """Each part once."""
        texts = (leaf for leaves in self.bodies.values() for leaf in leaves)
        return [*self.attachments, *(leaf for leaf in texts if leaf not in self.attachments)]


def structure_of(payload: Resource) -> Structure:
    """Takes a payload apart, however deep it nests."""
    found = Structure()
    for leaf in _leaves(payload):
        if leaf.is_body:
            found.bodies[leaf.media.mime_type].append(leaf)
        if not leaf.is_body or leaf.media.mime_type == "text/calendar":
            found.attachments.append(leaf)
    return found


def _leaves(payload: Resource) -> Iterator[Leaf]:
    waiting = [(payload, "", "", 0)] if payload else []
    while waiting:
        part, part_id, within, position = waiting.pop()
        stated = str(part.get("mimeType") or "").lower()
        children = [each for each in part.get("parts") or () if isinstance(each, dict)]
        if stated.startswith("message/") or not children:
            yield from _leaf(part, part_id, within, position)
            continue
        inner = [
            (child, f"{part_id}.{number}" if part_id else str(number), stated.partition("/")[2], number)
            for number, child in enumerate(children)
        ]
        waiting.extend(reversed(inner))


def _leaf(part: Resource, part_id: str, within: str, position: int) -> Iterator[Leaf]:
    body: Resource = part.get("body") or {}
    media = media_of(header_lines(part), default_type="")
    stated = str(part.get("mimeType") or "").lower() or media.mime_type
    if stated.startswith("multipart/"):
        if not any(body.get(name) for name in ("text", "data", "attachmentId")):
            return
        stated = "text/plain"  # its parts cannot be told from each other
    named = str(part.get("filename") or "") or media.filename
    if stated or named or body.get("attachmentId"):
        whole = Media(**{**vars(media), "mime_type": stated or "application/octet-stream", "filename": named})
        yield Leaf(part_id, whole, body, within, position)
