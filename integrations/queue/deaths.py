"""What stopped together: of all that a worker held when it died, at most one piece of work was the cause.

A claim's token begins with a mark of the process that took it. Who was taken up of a dead worker before is remembered
in the process that sweeps; if that is forgotten, the next one to be taken up seems to have died alone.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from uuid import UUID

from integrations.queue.clock import from_now
from integrations.queue.model import Queued, tables

MARK_BYTES = 8
CLEARLY_MORE = 3
"""Attempts that a piece of work is ahead of all that died with it, to be blamed for it: it was there each time."""
RENEWED_WITHIN = 10.0
"""Seconds of lease that a living worker's work always has left; the dead one's leases all end within these."""
WORKERS_KNOWN, ROWS_KNOWN = 500, 200

_mark = os.urandom(MARK_BYTES)
_lock = threading.Lock()
_taken_up: OrderedDict[bytes, dict[UUID, int]] = OrderedDict()
"""Attempts of the rows that were taken up, by the mark of their worker."""


def new_token() -> UUID:
    """A token that nobody can guess, of this process."""
    return UUID(bytes=_mark + os.urandom(16 - MARK_BYTES))


def is_to_blame(row: Queued) -> bool:
    """Whether the work, as it was read when its lease had lapsed, is likely to be why its worker stopped.

    It was alone, or it has met such an end clearly more often than everything that it died with.
    """
    if row.claim_token is None:
        return False
    mark = row.claim_token.bytes[:MARK_BYTES]
    attempts = {**_noted(mark), **_still_held(mark)}
    attempts.pop(row.pk, None)
    _note(mark, row)
    return all(row.attempt - each >= CLEARLY_MORE for each in attempts.values())


def _still_held(mark: bytes) -> dict[UUID, int]:
    """What the dead worker holds and nobody has taken up yet, as its lease still runs for some seconds."""
    its = (UUID(bytes=mark + bytes(8)), UUID(bytes=mark + b"\xff" * 8))
    found: dict[UUID, int] = {}
    for model in tables():
        held = model._default_manager.filter(state=Queued.State.RUNNING, claim_token__range=its)
        dying = held.filter(lease_until__lt=from_now(RENEWED_WITHIN)).order_by()
        found |= dict(dying.values_list("pk", "attempt")[:ROWS_KNOWN])
    return found


def _noted(mark: bytes) -> dict[UUID, int]:
    with _lock:
        return dict(_taken_up.get(mark, {}))


def _note(mark: bytes, row: Queued) -> None:
    with _lock:
        rows = _taken_up.setdefault(mark, {})
        _taken_up.move_to_end(mark)
        if len(rows) < ROWS_KNOWN:
            rows[row.pk] = row.attempt
        if len(_taken_up) > WORKERS_KNOWN:
            _taken_up.popitem(last=False)


def be_another_process() -> None:
    """A forked child, or what starts where a worker has died, holds nothing of the other's."""
    global _mark
    _mark = os.urandom(MARK_BYTES)


os.register_at_fork(after_in_child=be_another_process)
