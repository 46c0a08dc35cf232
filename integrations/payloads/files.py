"""Stored files of one holder: content streams in and out, and never lies in memory as a whole."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import IO, BinaryIO, cast
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import InputError
from integrations.models import StoredFile
from integrations.payloads.intake import MEGABYTE, Intake
from integrations.payloads.retention import FILES

logger = logging.getLogger(__name__)

MAX_BYTES = 256 * MEGABYTE
OWNER = "owner"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]+")
_MIME_TYPE = re.compile(r"^[\w.+-]+/[\w.+-]+(;[\x20-\x7e]*)?$")


def save(
    chunks: Iterable[bytes], *, customer_id: UUID | None, filename: str, mime_type: str, kept_for: timedelta = FILES
) -> StoredFile:
    """Keep content while it arrives; ``customer_id`` None is the owner.

    Raises PayloadTooLarge as soon as 256 MB have passed, and whatever the chunks raise; nothing stays behind then.
    """
    file_id = uuid4()
    name = _plain_name(filename)
    intake = Intake(chunks, limit=MAX_BYTES, name=name)
    # The place is made of our own identifiers alone: no name from outside becomes a path.
    path = f"{customer_id or OWNER}/{file_id}"
    try:
        # Django's File asks of a file no more than a raw one can do.
        kept_at = default_storage.save(path, File(cast(IO[bytes], intake)))
        return StoredFile.objects.create(
            id=file_id,
            customer_id=customer_id,
            name=name,
            mime_type=mime_type if _MIME_TYPE.match(mime_type) else "application/octet-stream",
            size=intake.size,
            sha256=intake.sha256,
            path=kept_at,
            expires_at=timezone.now() + kept_for,
        )
    except BaseException:
        with suppress(OSError):  # what cannot be removed now, the cleaning job removes
            default_storage.delete(path)
        raise


def visible_to(actor: Actor) -> QuerySet[StoredFile]:
    """The files that the actor may know of, those whose time is over left out."""
    holders = Q() if actor.sees_all else Q(customer_id=actor.customer_id)
    return StoredFile.objects.filter(holders, expires_at__gt=timezone.now())


def find(file_id: str, *, customer_id: UUID | None) -> StoredFile:
    """Raises InputError when this holder has no such file, or no longer."""
    try:
        wanted = UUID(file_id)
    except ValueError:
        raise _missing(file_id) from None
    holder = Q(customer_id=customer_id) if customer_id else Q(customer__isnull=True)
    found = StoredFile.objects.filter(holder, pk=wanted, expires_at__gt=timezone.now()).first()
    if found is None:
        raise _missing(file_id)
    return found


def open_content(stored: StoredFile) -> BinaryIO:
    """The bytes as a seekable stream, to be closed by the caller. Raises InputError when they are gone."""
    try:
        content = default_storage.open(stored.path)
    except FileNotFoundError:
        raise _missing(str(stored.pk)) from None
    return cast(BinaryIO, content)  # Django's File passes on whatever its own file can do


def remove(stored: StoredFile) -> bool:
    """Remove the bytes, then the row; False if the storage does not let the bytes go, and both stay."""
    try:
        default_storage.delete(stored.path)
    except OSError:
        logger.exception("payloads.file_not_removed", extra={"file": str(stored.pk)})
        return False
    stored.delete()
    return True


def _missing(file_id: str) -> InputError:
    return InputError(
        f"There is no file {file_id!r} here, or it has expired. Fetch it again in an earlier step.", field="file_id"
    )


def _plain_name(filename: str) -> str:
    return _UNPRINTABLE.sub("_", filename).strip(". ")[:255] or "file"
