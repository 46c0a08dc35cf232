"""Answers to calls: opened under an id of which the end is told, and answered when they have ended."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from rest_framework.response import Response

from integrations.execution.awaited import Awaited
from integrations.execution.outcome import Outcome
from integrations.execution.waiting import take_place
from integrations.models import Call


def awaited(
    seconds: float, open_call: Callable[[UUID], Call], answer: Callable[[Call, Outcome | None], Response]
) -> Awaited:
    """Open a call under the id it is given, and answer when it has ended or so many seconds are over."""
    place = take_place()
    try:
        call = open_call(place.call_id)
    except BaseException:
        place.leave()
        raise
    place.call = call
    return Awaited(place, seconds, lambda outcome: answer(call, outcome))
