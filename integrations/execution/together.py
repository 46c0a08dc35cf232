"""Closing calls together that ride on work of one worker: their ends, their usage and that work in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from integrations.billing import ledger
from integrations.connect import health
from integrations.execution.claims import Claim, unstored_unless_done
from integrations.execution.closing import end_columns, ended_row, ended_with, kept_content, metered_of, tell_of
from integrations.execution.endings import Ending
from integrations.execution.outcome import Outcome
from integrations.models import Call, Payload
from integrations.prepared.inserts import insert
from integrations.queue import claims
from integrations.queue.claims import ClaimLost

logger = logging.getLogger(__name__)

RecordAll = Callable[[Sequence[Outcome]], None]
"""As ``Record``, for calls that end together, in their order."""
ForeseeAll = Callable[[Sequence[Ending]], Sequence[Payload]]
"""As ``Foresee``, likewise."""
Made = Sequence[tuple[Call, Ending]]


def close_together(ended: Sequence[tuple[Claim, Ending]], record: RecordAll, foresee: ForeseeAll) -> bool:
    """End calls of ours; ``record`` proves that the work they ride on still is, by ending it.

    False where something has kept any of them from being written: then none is, and each is to be closed by itself,
    which says what it was.
    """
    made = [(claim.call, replace(ending, content=kept_content(claim.call, ending))) for claim, ending in ended]
    try:
        along = foresee([ending for _, ending in made])
        with ExitStack() as kept, transaction.atomic():
            for call, _ in made:
                kept.enter_context(unstored_unless_done(call))
            _close(made, record, along)
    except (ClaimLost, DatabaseError):
        logger.warning("execution.not_closed_together", extra={"calls": len(made)}, exc_info=True)
        return False
    except Exception:  # closed one by one, only the one it comes from suffers from it
        logger.exception("execution.not_closed_together", extra={"calls": len(made)})
        return False
    return True


def _close(made: Made, record: RecordAll, along: Sequence[Payload]) -> None:
    now = timezone.now()
    metered = [each for call, ending in made if (each := metered_of(call, ending, now)) is not None]
    contents = _write_ends(made, now)
    insert([*contents, *along])
    usages = {each.call_id: usage for each, usage in zip(metered, ledger.record_together(metered), strict=True)}
    _note_use(made, now)
    outcomes = [ended_with(call, ending, ending.content, usages.get(call.pk), now) for call, ending in made]
    record(outcomes)
    for (call, _), outcome in zip(made, outcomes, strict=True):
        tell_of(call, outcome)


def _write_ends(made: Made, now: datetime) -> list[Payload]:
    """Write the rows of the calls; returns the contents that belong to them. Raises ClaimLost."""
    new: list[Call] = []
    contents = [ending.content for _, ending in made if ending.content is not None]
    for call, ending in made:
        columns = end_columns(call, ending, ending.content, now)
        if call._state.adding:
            new.append(ended_row(call, columns))
        elif not claims.write(call, even_cancelled=True, **columns):
            raise ClaimLost
    insert(new)
    return [*contents, *(call.params for call in new if call.params is not None)]


def _note_use(made: Made, now: datetime) -> None:
    """Each account once."""
    used = {call.connection.pk: call.connection for call, ending in made if call.connection and ending.requests}
    for connection in used.values():
        health.used(connection, now)
