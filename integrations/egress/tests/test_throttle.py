"""The throttle on a real Redis."""

from __future__ import annotations

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from pytest_django import Settings

from integrations.catalog.declare import Limit
from integrations.egress import throttle as throttling
from integrations.egress.throttle import Throttle
from integrations.shared_store import store
from machina.testing.worker import process_environment

PER_CONNECTION = Limit(amount=5, seconds=3600, per="connection")
PER_APP = Limit(amount=8, seconds=3600, per="oauth_app")
UNITS = Limit(amount=250, seconds=3600, per="connection", unit="quota_unit")


def throttle(*limits: Limit, connection: str = "c1", oauth_app: str = "a1", service: str = "gmail") -> Throttle:
    return Throttle(service=service, limits=limits, connection=connection, oauth_app=oauth_app)


def taken(throttle: Throttle, times: int, quota: int = 1) -> list[bool]:
    return [throttle.acquire(quota) == 0.0 for _ in range(times)]


def test_a_full_bucket_gives_its_amount_at_once_and_then_says_when_to_come_back() -> None:
    bucket = throttle(PER_CONNECTION)
    assert taken(bucket, 6) == [True] * 5 + [False]
    assert bucket.acquire() == pytest.approx(720, abs=5)


def test_a_bucket_fills_again_with_time() -> None:
    bucket = throttle(Limit(amount=1, seconds=1, per="connection"))
    assert bucket.acquire() == 0.0
    wait = bucket.acquire()
    assert 0.5 < wait <= 1.0
    quick = throttle(Limit(amount=1000, seconds=1, per="connection"), connection="c2")
    assert all(taken(quick, 1000))
    assert quick.acquire() < 0.01


def test_connections_have_buckets_of_their_own_and_share_that_of_their_app() -> None:
    one, two = (throttle(PER_CONNECTION, PER_APP, connection=name) for name in ("c1", "c2"))
    assert taken(one, 6) == [True] * 5 + [False]
    assert taken(two, 4) == [True] * 3 + [False]
    other_app = throttle(PER_CONNECTION, PER_APP, connection="c3", oauth_app="a2")
    assert taken(other_app, 5) == [True] * 5


def test_services_do_not_share_a_bucket() -> None:
    assert taken(throttle(PER_CONNECTION), 5) == [True] * 5
    assert throttle(PER_CONNECTION, service="google_calendar").acquire() == 0.0


def test_a_bucket_that_is_empty_keeps_the_others_full() -> None:
    both = throttle(Limit(amount=1, seconds=3600, per="connection"), PER_APP)
    assert taken(both, 20) == [True] + [False] * 19
    assert taken(throttle(PER_APP, connection="c2"), 8) == [True] * 7 + [False]


def test_quota_units_cost_what_the_operation_declares() -> None:
    bucket = throttle(UNITS)
    assert taken(bucket, 3, quota=100) == [True, True, False]
    assert taken(bucket, 11, quota=5) == [True] * 10 + [False]


def test_requests_are_counted_one_by_one_whatever_their_quota() -> None:
    assert taken(throttle(PER_CONNECTION), 5, quota=100) == [True] * 5


def test_a_cost_above_the_capacity_takes_a_full_bucket() -> None:
    bucket = throttle(UNITS)
    assert taken(bucket, 2, quota=1000) == [True, False]


def test_a_service_without_limits_never_waits() -> None:
    assert taken(throttle(), 50) == [True] * 50


@pytest.mark.parametrize("limits", [(), (PER_CONNECTION,)])
def test_after_a_hold_nothing_goes_out_on_the_connection(limits: tuple[Limit, ...]) -> None:
    held = throttle(*limits)
    held.hold(30)
    assert held.acquire() == pytest.approx(30, abs=1)
    assert throttle(*limits, connection="c2").acquire() == 0.0
    assert throttle(*limits, service="google_calendar").acquire() == 0.0


def test_a_hold_takes_nothing_from_the_bucket(redis_server: redis.Redis) -> None:
    bucket = throttle(PER_CONNECTION)
    bucket.hold(30)
    assert taken(bucket, 10) == [False] * 10
    redis_server.delete("machina:throttle:gmail:pause:c1")
    assert taken(bucket, 6) == [True] * 5 + [False]


def test_a_longer_hold_wins_and_a_shorter_one_changes_nothing() -> None:
    bucket = throttle()
    bucket.hold(30)
    bucket.hold(90)
    bucket.hold(5)
    assert bucket.acquire() == pytest.approx(90, abs=1)


def test_a_hold_of_no_time_is_none(caplog: pytest.LogCaptureFixture) -> None:
    throttle().hold(0)
    throttle().hold(0.0004)
    assert throttle().acquire() < 0.002
    assert caplog.records == []


def test_a_hold_ends_by_itself(redis_server: redis.Redis) -> None:
    throttle().hold(30)
    assert 29_000 < redis_server.pttl("machina:throttle:gmail:pause:c1") <= 30_000


def test_buckets_nobody_uses_disappear(redis_server: redis.Redis) -> None:
    throttle(PER_CONNECTION).acquire()
    (key,) = redis_server.keys("machina:throttle:*")
    assert 3600 <= redis_server.ttl(key) <= 3601


def test_many_workers_at_once_take_exactly_what_there_is() -> None:
    bucket = throttle(Limit(amount=100, seconds=36_000, per="connection"))
    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(lambda _: bucket.acquire(), range(300)))
    assert waits.count(0.0) == 100


def test_without_redis_calls_go_ahead_and_the_log_says_so(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with caplog.at_level(logging.WARNING, logger="integrations.egress.throttle"):
        assert throttle(PER_CONNECTION).acquire() == 0.0
        throttle(PER_CONNECTION).hold(30)
    assert [record.message for record in caplog.records] == ["egress.throttle_unreachable"] * 2


def test_a_hold_of_an_app_holds_all_its_connections_and_one_of_a_method_that_method(redis_server: redis.Redis) -> None:
    def wait(connection: str, oauth_app: str, method: str) -> float:
        return Throttle(service="slack", limits=(), connection=connection, oauth_app=oauth_app, method=method).acquire()

    held = Throttle(service="slack", limits=(), connection="c1", oauth_app="a1", method="post")
    held.hold(30, "method")
    assert wait("c1", "a1", "post") == pytest.approx(30, abs=1)
    assert [wait("c1", "a1", "list"), wait("c2", "a1", "post")] == [0.0, 0.0]
    held.hold(90, "app")
    assert wait("c2", "a1", "list") == pytest.approx(90, abs=1)
    assert wait("c2", "a2", "list") == 0.0


def test_nothing_said_closes_a_connection_for_longer_than_a_day() -> None:
    throttle().hold(999_999_999)
    assert throttle().acquire() == pytest.approx(86_400, abs=1)


def test_after_a_refusal_the_bucket_gives_half_and_after_another_a_quarter(
    monkeypatch: pytest.MonkeyPatch, redis_server: redis.Redis
) -> None:
    limit = Limit(amount=40, seconds=36_000, per="connection")
    for refusals, given in ((1, 20), (2, 10)):
        redis_server.flushdb()
        bucket = throttle(limit)
        monkeypatch.setattr(throttling, "BURST", 0.0)
        for _ in range(refusals):
            bucket.slow_down()
        assert taken(bucket, 50).count(True) == pytest.approx(given, abs=1)


def test_a_burst_of_refusals_slows_down_once_and_never_to_a_standstill(
    redis_server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = throttle(Limit(amount=40, seconds=36_000, per="connection"))
    monkeypatch.setattr(throttling, "BURST", 60.0)
    for _ in range(20):
        bucket.slow_down()
    assert float(redis_server.hget("machina:throttle:gmail:pace:c1", "share") or 0) == 0.5
    monkeypatch.setattr(throttling, "BURST", 0.0)
    for _ in range(20):
        bucket.slow_down()
    assert float(redis_server.hget("machina:throttle:gmail:pace:c1", "share") or 0) == 0.1
    assert taken(bucket, 10).count(True) == pytest.approx(4, abs=1)


def test_a_pace_is_the_whole_again_with_time(redis_server: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = throttle(Limit(amount=40, seconds=36_000, per="connection"))
    bucket.slow_down()
    assert 590 < redis_server.ttl("machina:throttle:gmail:pace:c1") <= 600
    now = redis_server.time()[0]
    redis_server.hset("machina:throttle:gmail:pace:c1", "at", str(now - 150))
    assert taken(bucket, 50).count(True) == pytest.approx(30, abs=1)


def test_a_refusal_of_the_app_slows_the_app_down_and_not_the_account() -> None:
    one = throttle(PER_CONNECTION, PER_APP)
    one.slow_down("app")
    assert taken(one, 6).count(True) == 4
    assert taken(throttle(PER_CONNECTION, connection="c1", oauth_app="a2"), 6).count(True) == 1


def test_what_the_vendor_says_is_left_is_counted_along(redis_server: redis.Redis) -> None:
    counted = throttle()
    counted.count_along(3, 30)
    assert taken(counted, 5) == [True, True, True, False, False]
    assert counted.acquire() == pytest.approx(30, abs=1)
    assert throttle(connection="c2").acquire() == 0.0
    counted.count_along(9, 30)
    assert counted.acquire() > 0
    redis_server.delete("machina:throttle:gmail:left:c1")
    assert taken(counted, 20) == [True] * 20


def test_what_is_left_of_an_app_is_shared_by_its_connections() -> None:
    throttle().count_along(2, 30, "app")
    assert [throttle(connection=name).acquire() == 0.0 for name in ("c1", "c2", "c3")] == [True, True, False]
    assert throttle(oauth_app="a2").acquire() == 0.0


ASKS = """
import django; django.setup()
from integrations.catalog.declare import Limit
from integrations.egress.throttle import Throttle
limits = (Limit(amount=40, seconds=36_000, per="connection"),)
throttle = Throttle(service="gmail", limits=limits, connection="c1", oauth_app="a1")
print(sum(throttle.acquire() == 0.0 for _ in range(30)))
"""


@pytest.mark.processes
def test_processes_share_what_one_of_them_has_learned() -> None:
    """Two workers that ask for thirty each take what is left together: first by the vendor's count, then at the slower
    pace that a refusal here has taught."""
    teacher = throttle(Limit(amount=40, seconds=36_000, per="connection"))
    teacher.count_along(7, 600)
    assert sum(_asked_by_two()) == 7
    store().delete("machina:throttle:gmail:left:c1")
    teacher.slow_down()
    assert sum(_asked_by_two()) == pytest.approx(20, abs=1)


def _asked_by_two() -> list[int]:
    command, environment = [sys.executable, "-c", ASKS], process_environment()
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return [int(each.communicate(timeout=60)[0]) for each in both]
