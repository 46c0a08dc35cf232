"""Keeps JSON values and gives them back: whole, as a preview, or as a reference to fetch them by."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TypedDict
from uuid import UUID, uuid4

from django.utils import timezone

from integrations.errors import MachinaError
from integrations.models import Payload as Payload  # also for packages that may not know the models
from integrations.payloads.compression import ZstdError, compressed, expanded
from integrations.payloads.plain import plain_text
from integrations.payloads.retention import CONTENTS

COMPRESSED_ABOVE = 1024
"""Bytes of plain JSON."""
REFERRED_ABOVE = 256 * 1024
"""Bytes of plain JSON above which pushes and replies carry a reference."""
PREVIEWED = 2_000
"""Characters of a preview."""


class Reference(TypedDict):
    """What stands in the place of a content that is too large to be sent along."""

    payload: str
    """Id: ``GET /api/v1/payloads/<id>/`` gives the whole content."""
    size: int
    """Bytes of the whole as JSON."""
    preview: str
    """The first characters of the JSON text; not JSON by itself."""


class DamagedContent(MachinaError):
    """What is stored is not what was kept."""


def unsaved(value: object, *, customer_id: UUID | None, kept_for: timedelta = CONTENTS) -> Payload:
    """A row for the value, to be inserted by the caller, alone or with others. ``customer_id`` None is the owner.

    Halves of surrogate pairs, NUL and numbers that JSON does not know are replaced as ``plain.plain`` says.
    Raises TypeError for what is no JSON value. There is no limit of size here: who takes a value in has one.
    """
    content = plain_text(value).encode()
    is_large = len(content) > COMPRESSED_ABOVE
    return Payload(
        id=uuid4(),
        customer_id=customer_id,
        encoding=Payload.Encoding.ZSTD if is_large else Payload.Encoding.PLAIN,
        content=compressed(content) if is_large else content,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        expires_at=timezone.now() + kept_for,
    )


def keep(value: object, *, customer_id: UUID | None, kept_for: timedelta = CONTENTS) -> Payload:
    """Keep the value with one INSERT in the caller's transaction. As ``unsaved`` otherwise."""
    payload = unsaved(value, customer_id=customer_id, kept_for=kept_for)
    payload.save(force_insert=True)
    return payload


def text(payload: Payload) -> bytes:
    """The plain JSON in UTF-8. Raises DamagedContent when it is not what was kept."""
    try:
        stored = _start(payload, payload.size + 1)
    except ZstdError:
        stored = b""
    if hashlib.sha256(stored).digest() != bytes(payload.sha256):
        raise DamagedContent(f"The content of payload {payload.pk} is damaged. Restore it from a backup.")
    return stored


def load(payload: Payload) -> object:
    """The value as it was kept. Raises DamagedContent."""
    return json.loads(text(payload))


def preview(payload: Payload, limit: int = PREVIEWED) -> str:
    """The first ``limit`` characters of the JSON text, without expanding the rest."""
    longest = 4 * limit  # bytes that so many characters can take
    return _start(payload, longest).decode(errors="ignore")[:limit]


def reference(payload: Payload) -> Reference:
    """What pushes and replies carry instead of the content when ``is_large``."""
    return Reference(payload=str(payload.pk), size=payload.size, preview=preview(payload))


def is_large(payload: Payload) -> bool:
    """Whether the content is too large to be sent along."""
    return payload.size > REFERRED_ABOVE


def _start(payload: Payload, limit: int) -> bytes:
    stored = bytes(payload.content)
    return expanded(stored, limit=limit) if payload.encoding == Payload.Encoding.ZSTD else stored[:limit]
