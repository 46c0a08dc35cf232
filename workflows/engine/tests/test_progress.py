"""A run's state follows from its steps', in whichever order they came to them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.progress import StepState, run_state, states_along

OPEN = {"queued", "running", "waiting"}
STATES = st.sampled_from(get_args(StepState))
ENDED = st.sampled_from([state for state in get_args(StepState) if state not in OPEN])
CHANGES = st.lists(st.tuples(st.integers(0, 3), STATES), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (["queued", "queued"], "queued"),
        (["queued", "waiting"], "queued"),
        (["waiting", "waiting"], "waiting"),
        (["waiting", "running"], "running"),
        (["failed", "running"], "running"),
        (["succeeded", "queued"], "running"),
        (["succeeded", "waiting"], "waiting"),
        (["failed", "succeeded"], "failed"),
        (["outcome_unknown", "succeeded"], "failed"),
        (["cancelled", "succeeded"], "cancelled"),
        (["cancelled", "failed"], "failed"),
        (["skipped", "succeeded"], "succeeded"),
        (["skipped"], "succeeded"),
        ([], "succeeded"),
    ],
)
def test_states_of_steps_make_the_state_of_the_run(steps: list[str], state: str) -> None:
    assert run_state(steps) == state


@given(steps=st.lists(STATES), seed=st.randoms())
def test_neither_order_nor_number_matters(steps: list[str], seed: object) -> None:
    shuffled = [*steps, *steps]
    seed.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    assert run_state(shuffled) == run_state(steps)


@given(steps=st.lists(STATES, min_size=1))
def test_a_run_is_over_exactly_when_all_its_steps_are(steps: list[str]) -> None:
    assert (run_state(steps) in OPEN) == bool(OPEN & set(steps))


@given(steps=st.lists(STATES))
def test_it_waits_only_when_nothing_runs_or_is_queued(steps: list[str]) -> None:
    is_waiting = run_state(steps) == "waiting"
    assert is_waiting == ("waiting" in steps and not {"running", "queued"} & set(steps))


@given(steps=st.lists(ENDED, min_size=1))
def test_one_failure_fails_the_run(steps: list[str]) -> None:
    assert (run_state(steps) == "failed") == bool({"failed", "outcome_unknown"} & set(steps))


@given(changes=CHANGES, now=st.sampled_from(["running", "failed", "succeeded"]))
def test_along_its_changes_a_run_is_as_its_steps_are_and_ends_with_the_last(
    changes: list[tuple[int, str]], now: str
) -> None:
    along = states_along(changes, now=now)
    assert len(along) == len(changes)
    assert along[-1] == now
    for count, state in enumerate(along[:-1], start=1):
        after = run_state(dict(changes[:count]).values())
        assert state == (after if after in OPEN else "running")


def test_a_run_without_changes_has_no_states() -> None:
    assert states_along([], now="succeeded") == []
