"""Whose turn it is: an even division of places among shares, as a pure function."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from typing import TypeVar

ShareT = TypeVar("ShareT", bound=Hashable)
WorkT = TypeVar("WorkT")


def fair_turns(
    waiting: Mapping[ShareT, Sequence[WorkT]], *, busy: Mapping[ShareT, int], room: int, limit: int
) -> list[WorkT]:
    """Up to ``room`` of what waits, in the order of the turns.

    Each turn goes to the share with the least under way, between equals to the one named first in ``waiting``; within
    a share it goes to what comes first. ``busy`` says how much each share has under way already, and no share gets
    beyond ``limit``.
    """
    heap = [
        (busy.get(share, 0), place, 0, share)
        for place, (share, work) in enumerate(waiting.items())
        if work and busy.get(share, 0) < limit
    ]
    heapify(heap)
    turns: list[WorkT] = []
    while heap and len(turns) < room:
        under_way, place, taken, share = heap[0]
        turns.append(waiting[share][taken])
        if taken + 1 < len(waiting[share]) and under_way + 1 < limit:
            heapreplace(heap, (under_way + 1, place, taken + 1, share))
        else:
            heappop(heap)
    return turns
