from __future__ import annotations

import threading

import pytest

from integrations.egress.deadline import Cancelled, Deadline, DeadlineExceeded


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_remaining_time_shrinks_and_never_goes_below_zero() -> None:
    clock = Clock()
    deadline = Deadline(10, clock=clock)
    clock.now = 104.0
    assert deadline.remaining() == 6.0
    clock.now = 200.0
    assert deadline.remaining() == 0.0


def test_check_passes_until_the_time_is_up() -> None:
    clock = Clock()
    deadline = Deadline(10, clock=clock)
    clock.now = 109.9
    deadline.check()
    clock.now = 110.0
    with pytest.raises(DeadlineExceeded, match="within 10 seconds"):
        deadline.check()


def test_a_deadline_that_passed_is_reported_as_remote_unavailable() -> None:
    assert DeadlineExceeded.code == "remote_unavailable"


def test_check_raises_once_the_call_is_cancelled() -> None:
    deadline = Deadline(10)
    deadline.check()
    deadline.cancel()
    assert deadline.is_cancelled
    with pytest.raises(Cancelled):
        deadline.check()


def test_cancelling_wakes_a_wait_at_once() -> None:
    deadline = Deadline(60)
    timer = threading.Timer(0.02, deadline.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        deadline.wait(60)
    timer.join()
    assert deadline.remaining() > 50


def test_a_wait_ends_with_the_deadline() -> None:
    deadline = Deadline(0.02)
    with pytest.raises(DeadlineExceeded):
        deadline.wait(60)


def test_a_wait_that_fits_returns() -> None:
    Deadline(60).wait(0.001)


def test_a_part_of_it_ends_sooner_and_is_cancelled_with_it() -> None:
    clock = Clock()
    whole = Deadline(10, clock=clock)
    part = whole.within(2)
    assert (whole.within(None), whole.within(11)) == (whole, whole)
    clock.now += 2
    with pytest.raises(DeadlineExceeded, match="within 2 seconds"):
        part.check()
    whole.check()
    whole.cancel()
    with pytest.raises(Cancelled):
        part.check()
