"""Limits: what cannot be sent now goes back to the queue, and does not wait for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from integrations.catalog.declare import Limit
from integrations.catalog.registry import Catalog, using
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.execution.tests.conftest import LETTER, Execute, MakeConnection
from integrations.execution.tests.post_service import post_service
from integrations.models import Call, Connection, UsageLine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_a_minute(tmp_path: Path) -> Iterator[None]:
    with using(Catalog([post_service(tmp_path, limits=(Limit(amount=1, seconds=60, per="connection"),))])):
        yield


def test_a_call_over_the_limit_waits_and_holds_no_worker(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    recorded: list[Outcome] = []
    assert execute("post.read_letter", {}).state == "succeeded"
    outcome = execute("post.read_letter", {}, call_key="k", record=recorded.append)
    assert (outcome.state, outcome.is_final, recorded) == ("waiting", False, [])
    assert outcome.not_before is not None
    assert timedelta(seconds=50) < outcome.not_before - timezone.now() <= timedelta(seconds=60)
    assert execute("post.read_letter", {}, call_key="k").state == "waiting"
    assert len(vendor.received) == UsageLine.objects.sales().count() == 1


def test_a_wake_up_before_its_time_changes_nothing(
    vendor: Vendor, connection: Connection, execute: Execute, redis_server: redis.Redis
) -> None:
    execute("post.read_letter", {})
    outcome = execute("post.read_letter", {}, call_key="k")
    assert outcome.call_id is not None
    redis_server.flushall()  # the buckets are full again
    door.run_call(outcome.call_id)
    call = Call.objects.get(pk=outcome.call_id)
    assert (call.state, call.attempt, call.not_before) == ("waiting", 1, outcome.not_before)


def test_it_runs_once_it_is_due(
    vendor: Vendor, connection: Connection, execute: Execute, redis_server: redis.Redis
) -> None:
    execute("post.read_letter", {})
    outcome = execute("post.read_letter", {}, call_key="k")
    assert outcome.call_id is not None
    Call.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    redis_server.flushall()  # the buckets are full again
    door.run_call(outcome.call_id)
    assert execute("post.read_letter", {}, call_key="k").state == "succeeded"


def test_what_would_wait_longer_than_five_minutes_fails(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    execute("post.read_letter", {})
    outcome = execute("post.read_letter", {}, call_key="k")
    assert outcome.call_id is not None
    Call.objects.filter(pk=outcome.call_id).update(
        not_before=None, created_at=timezone.now() - timedelta(minutes=4, seconds=30)
    )
    ended = execute("post.read_letter", {}, call_key="k")
    assert ended.error is not None
    assert (ended.state, ended.error["code"]) == ("failed", "rate_limited")
    assert len(vendor.received) == 1


def test_accounts_do_not_slow_each_other_down(
    vendor: Vendor, connection: Connection, execute: Execute, make_connection: MakeConnection
) -> None:
    execute("post.read_letter", {}, connection=connection.pk)
    other = make_connection(connection.customer)
    assert execute("post.read_letter", {}, connection=other.pk).state == "succeeded"


def test_a_vendor_that_asks_to_be_left_alone_is_left_alone(
    vendor: Vendor, connection: Connection, execute: Execute, tmp_path: Path
) -> None:
    vendor.answers(status(429, {}, Retry_After="60"))
    with using(Catalog([post_service(tmp_path)])):
        first = execute("post.read_letter", {})
        second = execute("post.read_letter", {})
    assert first.error is not None
    assert (first.state, first.error["code"], first.error["retry_after"]) == ("failed", "rate_limited", 60.0)
    assert second.state == "waiting"
    assert len(vendor.received) == 1


def test_calls_go_at_the_pace_that_the_vendors_answers_teach(
    vendor: Vendor, connection: Connection, execute: Execute, tmp_path: Path, redis_server: redis.Redis
) -> None:
    with using(Catalog([post_service(tmp_path)])):
        vendor.answers(status(429, {}, retry_after="0"), ok(LETTER, x_ratelimit_remaining="2", x_ratelimit_reset="50"))
        assert [execute("post.read_letter", {}).state for _ in range(4)] == ["succeeded"] * 3 + ["waiting"]
    assert float(redis_server.hget(f"machina:throttle:post:pace:{connection.pk}", "share") or 0) == 0.5
    assert len(vendor.received) == 4
