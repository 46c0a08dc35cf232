"""Content to be uploaded, as a stream: of a stored file, a text, base64, or a public address."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from integrations.catalog.context import Ctx
from integrations.catalog.files import FileRef
from integrations.catalog.http.web import WebRequest
from integrations.errors import InputError
from integrations.services.google_drive.file_types import BEGINNING, type_of
from integrations.services.google_drive.models.writing import DriveFileUpdate, DriveFileUpload

UPLOAD_PART = 8 * 1024 * 1024
"""Bytes of one request of an upload. They are read from the file while they are sent."""
LONGEST_REFUSAL = 1024 * 1024
_SPACE = re.compile(r"\s+")
_REFUSALS = frozenset(range(400, 500)) - {408, 429}


@dataclass(frozen=True)
class Content:
    """A seekable stream, and what is known of it."""

    stream: BinaryIO
    name: str
    mime_type: str


@contextmanager
def content_of(ctx: Ctx, data: DriveFileUpload | DriveFileUpdate, *, name: str | None = None) -> Iterator[Content]:
    """What is given. Raises InputError for a file that there is not, and what cannot be read or fetched.

    ``name`` is what the file is called in Drive, where that is known.
    """
    stored, stream = _opened(ctx, data)
    with closing(stream):
        called = data.name or (stored.filename if stored else None) or name or "file"
        beginning = stream.read(BEGINNING)
        stream.seek(0)
        mime_type = data.mime_type or type_of(called, stated=stored.mime_type if stored else "", beginning=beginning)
        yield Content(stream, called, mime_type)


def _opened(ctx: Ctx, data: DriveFileUpload | DriveFileUpdate) -> tuple[FileRef | None, BinaryIO]:
    if data.source == "text":
        return None, BytesIO((data.text or "").encode())
    if data.source == "base64":
        return None, BytesIO(_decoded(data.content_base64 or ""))
    stored_id = _fetched(ctx, data.url or "") if data.source == "url" else data.stored_file_id or ""
    return ctx.files.open(stored_id)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(_SPACE.sub("", text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(
            f"content_base64 is no base64 ({error}). Give the bytes in base64, or the content as text.",
            field="content_base64",
        ) from error


def _fetched(ctx: Ctx, url: str) -> str:
    """What is at a public address, kept as a stored file; its id. The account does not go there."""
    request = WebRequest(method="GET", url=url, accept_status=_REFUSALS)
    reply = ctx.web.as_nobody().send(request, as_file=lambda status, headers: status < 300, at_most=LONGEST_REFUSAL)
    if reply.file is None or reply.status >= 300:
        raise InputError(
            f"The address answered {reply.status}, so there is nothing to upload. Check it in a browser where you are "
            "not signed in.",
            field="url",
        )
    return reply.file.file_id
