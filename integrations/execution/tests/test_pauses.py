"""Why a call does not go on, as people read it."""

from __future__ import annotations

import pytest

from integrations.errors import MachinaError, RateLimited, RemoteUnavailable
from integrations.execution.pauses import next_attempt, reason


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RateLimited("Post is asked too often with ada@example.com. Wait, then try again."), "Post asks us to wait."),
        (RemoteUnavailable("post.example does not answer. Try again later."), "post.example does not answer."),
        (RemoteUnavailable("It broke"), "It broke"),
    ],
)
def test_the_reason_is_what_happened_and_no_advice(error: MachinaError, said: str) -> None:
    assert reason(error, "Post") == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "in a moment"), (2.6, "in 3 s"), (90.0, "in 90 s"), (300.0, "in 5 min")]
)
def test_the_next_attempt_is_told_in_units_that_people_use(seconds: float, said: str) -> None:
    assert next_attempt(2, seconds, "Post asks us to wait.") == f"Attempt 2 {said}: Post asks us to wait."


def test_an_attempt_that_begins_is_told_without_what_was_before() -> None:
    assert next_attempt(2, 0, "Post asks us to wait.") == "Attempt 2."
