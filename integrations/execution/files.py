"""Payload storage: content too large for JSON, kept for the customer whose call brought it."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from integrations.catalog.files import FileRef
from integrations.errors import InputError, PayloadTooLarge
from integrations.models import StoredFile

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
KEPT = timedelta(days=30)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]+")
_MIME_TYPE = re.compile(r"^[\w.+-]+/[\w.+-]+(;[\x20-\x7e]*)?$")


class CustomerFiles:
    """The catalog's ``Files`` for one customer, or with None for the owner. Other holders' files do not exist here."""

    def __init__(self, customer_id: UUID | None) -> None:
        self._customer_id = customer_id

    def save(self, content: bytes, *, filename: str, mime_type: str) -> FileRef:
        """Keep the content for 30 days. Raises PayloadTooLarge over 50 MB."""
        if len(content) > MAX_BYTES:
            said = f"{len(content) / MEGABYTE:.0f} MB"
            raise PayloadTooLarge(f"{filename!r} has {said}; the limit of a file is {MAX_BYTES // MEGABYTE} MB.")
        file_id = uuid4()
        # The place is made of our own identifiers alone: no name from outside becomes a path.
        path = default_storage.save(f"{self._customer_id or 'owner'}/{file_id}", ContentFile(content))
        stored = StoredFile.objects.create(
            id=file_id,
            customer_id=self._customer_id,
            name=_plain_name(filename),
            mime_type=mime_type if _MIME_TYPE.match(mime_type) else "application/octet-stream",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            path=path,
            expires_at=timezone.now() + KEPT,
        )
        return _reference(stored)

    def read(self, file_id: str) -> tuple[FileRef, bytes]:
        """The file and its bytes. Raises InputError when this holder has no such file, or no longer."""
        stored = self._find(file_id)
        try:
            with default_storage.open(stored.path) as file:
                return _reference(stored), file.read()
        except FileNotFoundError:
            raise _missing(file_id) from None

    def _find(self, file_id: str) -> StoredFile:
        try:
            wanted = UUID(file_id)
        except ValueError:
            raise _missing(file_id) from None
        holder = Q(customer_id=self._customer_id) if self._customer_id else Q(customer__isnull=True)
        found = StoredFile.objects.filter(holder, pk=wanted, expires_at__gt=timezone.now()).first()
        if found is None:
            raise _missing(file_id)
        return found


def prune_files(limit: int = 100) -> int:
    """Remove files whose time is over; returns how many."""
    over = list(StoredFile.objects.filter(expires_at__lte=timezone.now())[:limit])
    for stored in over:
        default_storage.delete(stored.path)
        stored.delete()
    return len(over)


def _missing(file_id: str) -> InputError:
    return InputError(f"There is no file {file_id!r} here, or it has expired. Fetch it again in an earlier step.")


def _plain_name(filename: str) -> str:
    return _UNPRINTABLE.sub("_", filename).strip(". ")[:255] or "file"


def _reference(stored: StoredFile) -> FileRef:
    return FileRef(file_id=str(stored.pk), filename=stored.name, mime_type=stored.mime_type, size=stored.size)
