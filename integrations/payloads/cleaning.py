"""The job that removes files whose time is over, and bytes in the storage that no row knows of."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from integrations.models import Customer, StoredFile
from integrations.payloads.files import OWNER, remove

logger = logging.getLogger(__name__)

BATCH = 500
ABANDONED_AFTER = timedelta(days=1)
"""Bytes without a row may still be on their way in; after so long nobody will write the row."""


def clean() -> int:
    """Remove both kinds, in batches; returns how many files went. Run by the scheduler."""
    return prune() + sweep()


def prune() -> int:
    """Remove the files whose time is over. One that cannot be removed is logged and holds up no other."""
    removed, last = 0, UUID(int=0)
    while True:
        over = StoredFile.objects.filter(expires_at__lte=timezone.now(), pk__gt=last).order_by("pk")[:BATCH]
        batch = list(over)
        if not batch:
            return removed
        last = batch[-1].pk
        removed += sum(remove(stored) for stored in batch)


def sweep() -> int:
    """Remove bytes that a rolled back transaction or a killed process left, and those of erased customers."""
    return sum(_sweep_holder(holder) for holder in _folders())


def _sweep_holder(holder: str) -> int:
    names = [name for name in default_storage.listdir(holder)[1] if _is_id(name)]
    is_erased = holder != OWNER and not Customer.objects.filter(pk=holder).exists()
    newest = timezone.now() - ABANDONED_AFTER
    removed = 0
    for unknown in _without_row(names):
        path = f"{holder}/{unknown}"
        try:
            if is_erased or default_storage.get_modified_time(path) < newest:
                default_storage.delete(path)
                removed += 1
        except OSError:
            logger.exception("payloads.bytes_not_removed", extra={"path": path})
    return removed


def _without_row(names: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(names), BATCH):
        some = names[start : start + BATCH]
        known = {str(pk) for pk in StoredFile.objects.filter(pk__in=some).values_list("pk", flat=True)}
        yield from (name for name in some if name not in known)


def _folders() -> list[str]:
    """The holders that have a folder; anything else in the storage is not ours to touch."""
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:  # nothing was ever stored
        return []
    return [name for name in folders if name == OWNER or _is_id(name)]


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
