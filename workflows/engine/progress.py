"""Where a run stands, computed from where its steps stand: the only place that decides what a run's state is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal, cast

StepState = Literal["queued", "running", "waiting", "succeeded", "failed", "cancelled", "skipped", "outcome_unknown"]
RunState = Literal["queued", "running", "waiting", "succeeded", "failed", "cancelled"]


def run_state(steps: Iterable[str]) -> RunState:
    """The state of a run whose steps are in these states, in whichever order they came to them.

    While something is open: running if anything runs or is about to after something else has ended, queued if nothing
    has begun, waiting only if nothing runs and nothing is queued. Once all is over: failed before cancelled before
    succeeded, where a step whose outcome is unknown counts as failed. A run without steps has nothing left to do.
    """
    states = frozenset(steps)
    if "running" in states:
        return "running"
    if "queued" in states:
        return "queued" if states <= {"queued", "waiting"} else "running"
    if "waiting" in states:
        return "waiting"
    if states & {"failed", "outcome_unknown"}:
        return "failed"
    return "cancelled" if "cancelled" in states else "succeeded"


def states_along(changes: Sequence[tuple[Hashable, str]], *, now: str) -> list[RunState]:
    """The run's state after each of its steps' changes ``(step, state)``, all of them and in their order.

    ``now`` is the run's present state, which the last change has led to. Between the end of one step and the
    beginning of the next nothing is open, and yet the run is not over: it counts as running there.
    """
    known: dict[Hashable, str] = {}
    counts: Counter[str] = Counter()
    along: list[RunState] = []
    for step, state in changes:
        if step in known:
            counts[known[step]] -= 1
        known[step] = state
        counts[state] += 1
        after = run_state(each for each, count in counts.items() if count)
        along.append(after if after in ("queued", "running", "waiting") else "running")
    if along:
        along[-1] = cast(RunState, now)
    return along
