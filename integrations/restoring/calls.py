"""Calls that were open in the backup: writes may have been sent since, reads are simply made again."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from integrations.errors import NotFound, OutcomeUnknown
from integrations.execution.closing import close_idle
from integrations.execution.door import MAYBE_DONE
from integrations.execution.endings import unknown
from integrations.execution.work import of_call
from integrations.models import Call
from integrations.restoring.parts import Part, takes_part


def _foreseen() -> list[str]:
    writes = sum(not _may_repeat(call) for call in _open().iterator())
    reads = _open().count() - writes
    return [
        *([f"{writes} open calls that change something end as outcome_unknown; none is sent."] if writes else []),
        *([f"{reads} open calls that only read, or may be repeated, are made."] if reads else []),
    ]


def _settle() -> int:
    return sum(
        close_idle(call, unknown(OutcomeUnknown(MAYBE_DONE), requests=0)) is not None
        for call in [each for each in _open().iterator() if not _may_repeat(each)]
    )


def _open() -> QuerySet[Call]:
    """Calls of their own; those that ride on other work end with it."""
    return Call.objects.filter(Q(state__in=Call.OPEN), rides_on=None).select_related("customer").order_by("created_at")


def _may_repeat(call: Call) -> bool:
    try:
        return of_call(call).may_repeat
    except NotFound:
        return False


takes_part(Part("calls", _foreseen, _settle))
