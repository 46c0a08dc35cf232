"""Where a run stands, computed from where its steps stand: the only place that decides what a run's state is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
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


def states_along(
    changes: Sequence[tuple[Hashable, str]],
    *,
    now: str | None,
    known: Mapping[Hashable, str] | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[RunState]:
    """The run's state after each of its steps' changes ``(step, state)``, in their order.

    ``now`` is the run's present state, which the last change has led to; None where that is not its last. Of a run
    that is told from the middle on, ``counts`` says how many steps were in which state then, and ``known`` in which
    those were that change. Between the end of one step and the beginning of the next nothing is open, and yet the run
    is not over: it counts as running there.
    """
    states = dict(known or {})
    counted = Counter(counts or {})
    along: list[RunState] = []
    for step, state in changes:
        if step in states:
            counted[states[step]] -= 1
        states[step] = state
        counted[state] += 1
        after = run_state(each for each, count in counted.items() if count)
        along.append(after if after in ("queued", "running", "waiting") else "running")
    if along and now is not None:
        along[-1] = cast(RunState, now)
    return along
