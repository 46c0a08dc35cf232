"""A mark of the call on what it makes, by which a later attempt finds it again."""

from __future__ import annotations

from hashlib import sha256

from integrations.catalog.context import Ctx
from integrations.services.google_drive.client import drive, in_drive, quoted
from integrations.services.google_drive.parsing import FILE_FIELDS, Resource

KEY = "machinaCall"
"""Among the app's own properties of a file, which no other app and no person sees."""


def mark(ctx: Ctx) -> dict[str, str]:
    """What goes into ``appProperties``."""
    return {KEY: _value(ctx)}


def find_marked(ctx: Ctx) -> Resource | None:
    """What this call has made before, be it in the trash by now."""
    query = f"appProperties has {{ key={quoted(KEY)} and value={quoted(_value(ctx))} }}"
    fields = f"files({FILE_FIELDS})"
    page = drive(ctx).files().list(q=query, pageSize=1, fields=fields, **in_drive(None)).execute()
    files: list[Resource] = page.get("files", [])
    return files[0] if files else None


def made_before(ctx: Ctx) -> Resource | None:
    """The same, asked only where there was an earlier attempt."""
    return find_marked(ctx) if ctx.attempt > 1 else None


def _value(ctx: Ctx) -> str:
    return sha256(ctx.call_key.encode()).hexdigest()[:32]
