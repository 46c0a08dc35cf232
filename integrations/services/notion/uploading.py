"""How a file gets to Notion: in one part, in several, or fetched by Notion itself.

Source: https://developers.notion.com/reference/create-file, …/upload-file and …/complete-file-upload
"""

from __future__ import annotations

from collections.abc import Mapping

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.notion import api
from integrations.services.notion.api import HEADERS, Resource

MEGABYTE = 1024 * 1024
ONE_PART = 20 * MEGABYTE
PART = 10 * MEGABYTE
MOST_PARTS = 1000


def upload(ctx: Ctx, file_id: str, filename: str) -> Resource:
    """Raises InputError for a file that does not exist, is empty or is too large."""
    reference, stream = ctx.files.open(file_id)
    stream.close()
    if not reference.size:
        raise InputError(f"{reference.filename!r} is empty; Notion takes no empty file.", field="file_id")
    about = {"filename": filename or reference.filename, "content_type": _plain_type(reference.mime_type)}
    if reference.size <= ONE_PART:
        made = api.post(ctx, "/v1/file_uploads", {"mode": "single_part", **about})
        return _send(ctx, made, file_id, {})
    parts = -(-reference.size // PART)
    if parts > MOST_PARTS:
        words = f"{reference.size:,} bytes are too many; Notion takes {PART * MOST_PARTS:,}."
        raise InputError(words, field="file_id")
    made = api.post(ctx, "/v1/file_uploads", {"mode": "multi_part", "number_of_parts": parts, **about})
    for number in range(parts):
        start = number * PART
        part = (start, min(PART, reference.size - start))
        _send(ctx, made, file_id, {"part_number": str(number + 1)}, part)
    return api.post(ctx, "/v1/file_uploads/{id}/complete", {}, {"id": made.get("id")})


def import_address(ctx: Ctx, url: str, filename: str) -> Resource:
    """Notion fetches it by itself, a moment later; the upload is pending until then."""
    name = filename or url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return api.post(ctx, "/v1/file_uploads", {"mode": "external_url", "external_url": url, "filename": name})


def _send(
    ctx: Ctx, made: Resource, file_id: str, fields: Mapping[str, str], part: tuple[int, int] | None = None
) -> Resource:
    reply = ctx.http.upload(
        "POST",
        "/v1/file_uploads/{id}/send",
        file_id,
        field="file",
        fields=fields,
        part=part,
        path={"id": made.get("id")},
        headers=HEADERS,
    )
    answer = reply.json()
    return answer if isinstance(answer, dict) else {}


def _plain_type(mime_type: str) -> str:
    """Without its parameters, which Notion does not know."""
    return mime_type.partition(";")[0].strip()
