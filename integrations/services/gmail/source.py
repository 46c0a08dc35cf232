"""The source of a message (RFC 5322, RFC 2046) in the shape of Gmail's payload, so that there is one way to read both.

The bytes are cut here, not by the standard library: that one takes attached messages and delivery reports apart and
writes them anew, and fails at names that are no text.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from integrations.catalog.charsets import decode_text
from integrations.services.gmail.media import Media, Resource, header_lines, media_of

DEEPEST = 30
"""Levels of parts inside parts that are taken apart; what lies deeper stays whole."""
MOST_PARTS = 1000
MOST_HEADERS = 1000
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\n|\r|\Z)")


def payload_of_source(source: bytes) -> Resource:
    """The tree of parts of a message. ``content`` in a body are its bytes, ``text`` its text if it is one.

    ``isCut`` says that not all of its parts were taken apart.
    """
    cutter = _Cutter()
    payload = cutter.part(source, default_type="text/plain", depth=0)
    return {**payload, "isCut": cutter.is_cut}


class _Cutter:
    def __init__(self) -> None:
        self.is_cut = False
        self._parts = 0

    def part(self, source: bytes, *, default_type: str, depth: int) -> Resource:
        self._parts += 1
        headers, content = _split_head(source)
        shown = {"headers": [{"name": name, "value": value} for name, value in headers]}
        media = media_of(header_lines(shown), default_type=default_type)
        leaf = {**shown, "mimeType": media.mime_type, "filename": media.filename, "parts": []}
        if not media.mime_type.startswith("multipart/"):
            return {**leaf, "body": _body(content, media)}
        if depth == DEEPEST:
            self.is_cut = True
            return {**leaf, "body": {"size": len(content)}}
        inner_type = "message/rfc822" if media.mime_type == "multipart/digest" else "text/plain"
        children = list(self._children(_between(content, media.boundary), default_type=inner_type, depth=depth + 1))
        return {**leaf, "parts": children, "body": {"size": 0} if children else _body(content, media)}

    def _children(self, sources: Iterator[bytes], *, default_type: str, depth: int) -> Iterator[Resource]:
        for source in sources:
            if self._parts >= MOST_PARTS:
                self.is_cut = True
                return
            yield self.part(source, default_type=default_type, depth=depth)


def _body(content: bytes, media: Media) -> Resource:
    decoded = _decoded(content, media.encoding)
    body: dict[str, object] = {"size": len(decoded), "content": decoded}
    if media.mime_type.startswith(("text/", "multipart/")):
        body["text"] = decode_text(decoded, media.charset)
    return body


def _decoded(content: bytes, encoding: str) -> bytes:
    """What a transfer encoding stands for, as far as it can be read."""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    if encoding != "base64":
        return content
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _split_head(source: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Headers, and what comes after them: the first line that is none ends them, an empty one is left out."""
    headers: list[tuple[str, list[bytes]]] = []
    at = 0
    while at < len(source):
        line = _line_at(source, at)
        text = line.rstrip(b"\r\n")
        if not text:
            at += len(line)
            break
        header = _HEADER.fullmatch(text)
        if text[:1] in b" \t" and headers:
            headers[-1][1].append(text)
        elif header:
            headers.append((header[1].decode("ascii"), [header[2]]))
        elif not (text.startswith((b"From ", b">From ")) and not headers):
            break
        at += len(line)
    texts = [(name, decode_text(b"".join(value), None).strip()) for name, value in headers[:MOST_HEADERS]]
    return texts, source[at:]


def _line_at(source: bytes, at: int) -> bytes:
    found = _LINE.match(source, at)
    return found[0] if found else b""


def _between(content: bytes, boundary: str) -> Iterator[bytes]:
    """The parts between a multipart's boundaries; the last one also where its end is missing."""
    if not boundary:
        return
    marks = re.compile(
        rb"(?:\A|\r\n|\n|\r)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*+(?=\r|\n|\Z)"
    )
    start: int | None = None
    for mark in marks.finditer(content):
        if start is not None:
            yield _without_first_break(content[start : mark.start()])
        start = mark.end()
        if mark[1]:
            return
    if start is not None:
        yield _without_first_break(content[start:])


def _without_first_break(part: bytes) -> bytes:
    return part[2:] if part.startswith(b"\r\n") else part[1:] if part[:1] in (b"\r", b"\n") else part
