"""How far the ledger is final: up to which position no line can appear any more that is not visible now.

A line takes its position before it is committed, so on PostgreSQL a line may become visible below one that was seen
long ago. The argument why none is passed over:

1. An INSERT locks the table (ROW EXCLUSIVE) before it takes a position from the sequence, and holds the lock until its
   transaction ends; a commit makes its lines visible before it lets go of the lock.
2. `last_seen` reads the highest visible position P. Whoever takes a position below P has done (1) before that.
3. `writers` then reads who holds the lock. A transaction with a line below P has either ended, so that every later
   statement sees the line, or it is among them. Our own transaction is left out: it sees its own lines.
4. So P is final once none of those writers is left. Writers that come later take positions above P.

SQLite has one writer, which holds the whole database: there everything visible is final.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Model, Subquery
from django.db.models.functions import Coalesce

from integrations.models import RollupWatermark, UsageLine

_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND relation = %s::regclass
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND pid IS DISTINCT FROM pg_backend_pid()
"""


@dataclass(frozen=True)
class Mark:
    """A watermark (its row's id) and the table, with a ``position``, that it stands in."""

    id: int
    model: type[Model]


ROLLUPS = Mark(1, UsageLine)


def advance(of: Mark = ROLLUPS, *, since: int | None = None) -> int:
    """The position up to which rows are final, as far as can be said now; it never goes back.

    Where others are writing, a candidate is remembered with them, for the next time. ``since`` takes the place of the
    remembered position for whoever knows better how far he is.
    """
    mark, _ = RollupWatermark.objects.get_or_create(pk=of.id)
    if since is not None:
        mark.position = since
    if mark.candidate is None:
        mark.candidate = last_seen(of.model)
        if mark.candidate <= mark.position:
            return mark.position
        mark.writers = sorted(writers(of.model))
    else:
        mark.writers = sorted(writers(of.model).intersection(mark.writers))
    final = mark.position
    if not mark.writers:
        final, mark.candidate = max(final, mark.candidate), None
    mark.save()
    return final


def rolled_up(position: int) -> None:
    """The rollups hold all lines up to ``position`` now."""
    RollupWatermark.objects.filter(pk=1).update(position=position)


def current() -> int:
    """Up to which position the rollups hold all lines."""
    return RollupWatermark.objects.filter(pk=1).values_list("position", flat=True).first() or 0


def position() -> Coalesce:
    """The watermark as part of another query, so that rollups and the lines above them are read at one moment."""
    return Coalesce(Subquery(RollupWatermark.objects.filter(pk=1).values("position")), 0)


def last_seen(model: type[Model] = UsageLine) -> int:
    """The highest position that is visible; 0 in an empty table."""
    return model._default_manager.aggregate(last=Max("position"))["last"] or 0


def writers(model: type[Model] = UsageLine) -> frozenset[str]:
    """The other transactions of this database that may have written such rows and have not ended."""
    if connection.vendor != "postgresql":
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS, [model._meta.db_table])
        return frozenset(row[0] for row in cursor.fetchall())
