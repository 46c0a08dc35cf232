"""Turns on a real Redis."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from pytest_django import Settings

from integrations.egress.deadline import Cancelled, Deadline
from integrations.egress.turns import Turn
from integrations.errors import RateLimited


def turn(account: str = "a1", service: str = "post") -> Turn:
    return Turn(service=service, vendor="Post", account=account)


def is_refused(turn: Turn) -> bool:
    """Whether somebody has it; who gets it gives it back at once."""
    try:
        with turn.held(Deadline(20), patience=0):
            return False
    except RateLimited as error:
        return "Others are writing to this account of Post" in str(error) and error.retry_after == 2.0


def test_only_one_at_a_time_has_it_and_the_next_one_after_it() -> None:
    with turn().held(Deadline(20), patience=1):
        assert is_refused(turn())
    assert not is_refused(turn())


def test_other_accounts_and_services_have_their_own() -> None:
    with turn().held(Deadline(20), patience=0):
        assert not is_refused(turn("a2"))
        assert not is_refused(turn(service="bank"))
        assert is_refused(turn())


def test_writes_that_wait_never_overlap() -> None:
    inside, most = [0], [0]

    def write(_: int) -> None:
        with turn().held(Deadline(20), patience=10):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.01)
            inside[0] -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    assert most == [1]


def test_what_fails_inside_gives_it_back() -> None:
    with pytest.raises(KeyError), turn().held(Deadline(20), patience=0):
        raise KeyError
    assert not is_refused(turn())


def test_it_ends_with_the_deadline_of_a_worker_that_has_died(redis_server: redis.Redis) -> None:
    with turn().held(Deadline(20), patience=0):
        (key,) = redis_server.keys("machina:turn:*")
        assert 15_000 < int(redis_server.pttl(key)) <= 20_000


def test_who_has_lost_it_does_not_end_the_turn_of_another(redis_server: redis.Redis) -> None:
    with turn().held(Deadline(20), patience=0):
        (key,) = redis_server.keys("machina:turn:*")
        redis_server.set(key, "another")
    assert redis_server.get(key) == b"another"


def test_a_cancelled_call_stops_waiting() -> None:
    deadline = Deadline(20)
    deadline.cancel()
    with turn().held(Deadline(20), patience=0), pytest.raises(Cancelled), turn().held(deadline, patience=10):
        raise AssertionError


def test_without_redis_writes_go_on(settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with turn().held(Deadline(20), patience=0):
        assert not is_refused(turn())
