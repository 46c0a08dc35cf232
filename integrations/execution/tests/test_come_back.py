"""A vendor's limit in the middle of a call: the call comes back later, and no worker waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.egress.deadline import Deadline
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.execution import door, traffic
from integrations.execution.outcome import Outcome
from integrations.execution.tests.conftest import LETTER, Execute
from integrations.models import Call, Connection, UsageLine
from machina.testing.moments import just_over

pytestmark = pytest.mark.django_db

WAIT = status(429, {}, Retry_After="4")
SENT: dict[str, object] = {"to": "Ada"}


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long workers have waited, who then go on at once."""
    waited: list[float] = []
    monkeypatch.setattr(Deadline, "wait", lambda self, seconds: waited.append(seconds))
    return waited


@pytest.fixture(autouse=True)
def _no_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would keep what was turned away from being sent again so soon."""
    monkeypatch.setattr("integrations.egress.throttle.Throttle.acquire", lambda *_: 0.0)


def again(execute: Execute, operation: str, params: dict[str, object] | None = None) -> Outcome:
    """Asked again once it is due."""
    Call.objects.update(not_before=just_over())
    return execute(operation, params or {}, call_key="k")


def test_a_read_that_is_turned_away_comes_back(
    vendor: Vendor, connection: Connection, execute: Execute, slept: list[float]
) -> None:
    vendor.answers(WAIT, ok(LETTER))
    outcome = execute("post.read_letter", {}, call_key="k")
    assert (outcome.state, outcome.reason, len(vendor.received)) == ("waiting", "Post asks us to wait.", 1)
    assert outcome.not_before is not None
    assert timedelta(seconds=3) < outcome.not_before - timezone.now() <= timedelta(seconds=5)
    assert again(execute, "post.read_letter").state == "succeeded"
    call = Call.objects.get()
    assert ([each["status"] for each in call.exchanges], call.requests, call.turned_away) == ([429, 200], 2, 1)
    assert [str(each.quantity) for each in UsageLine.objects.costs()] == ["2.0000000000"]
    assert slept == []


def test_a_write_that_has_only_looked_comes_back(
    vendor: Vendor, connection: Connection, execute: Execute, slept: list[float]
) -> None:
    vendor.answers(WAIT, ok({}), ok(LETTER))
    assert execute("post.send_registered", SENT, call_key="k").state == "waiting"
    assert again(execute, "post.send_registered", SENT).state == "succeeded"
    assert [each.method for each in vendor.received] == ["GET", "GET", "POST"]
    assert slept == []


def test_a_write_whose_only_request_was_turned_away_is_sent_once_more(
    vendor: Vendor, connection: Connection, execute: Execute, slept: list[float]
) -> None:
    vendor.answers(WAIT, ok(LETTER))
    assert execute("post.send_letter", SENT, call_key="k").state == "waiting"
    assert Call.objects.get().sent_at is None
    assert again(execute, "post.send_letter", SENT).state == "succeeded"
    assert [each.method for each in vendor.received] == ["POST", "POST"]
    assert (slept, UsageLine.objects.sales().count()) == ([], 1)


def test_a_write_that_has_done_a_part_waits_where_it_is(
    vendor: Vendor, connection: Connection, execute: Execute, slept: list[float]
) -> None:
    vendor.answers(ok(LETTER), WAIT, ok(LETTER))
    assert execute("post.send_and_read", SENT).state == "succeeded"
    assert [each.method for each in vendor.received] == ["POST", "GET", "GET"]
    assert [round(each) for each in slept] == [4]


def test_a_call_that_has_come_a_long_way_waits_where_it_is(
    vendor: Vendor,
    connection: Connection,
    execute: Execute,
    slept: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(traffic, "MOST_SENT_AGAIN", 0)
    vendor.answers(WAIT, ok(LETTER))
    assert execute("post.read_letter", {}).state == "succeeded"
    assert [round(each) for each in slept] == [4]


def test_who_is_turned_away_again_and_again_is_told_so(
    vendor: Vendor, connection: Connection, execute: Execute, slept: list[float]
) -> None:
    vendor.answers(WAIT)
    states = [execute("post.read_letter", {}, call_key="k").state]
    states += [again(execute, "post.read_letter").state for _ in range(3)]
    assert states == ["waiting", "waiting", "waiting", "failed"]
    call = Call.objects.get()
    assert call.error is not None
    assert (call.error["code"], call.error["retry_after"], len(vendor.received)) == ("rate_limited", 4, 4)
    assert slept == []


def test_a_moment_is_waited_by_the_worker(
    vendor: Vendor, connection: Connection, execute: Execute, slept: list[float]
) -> None:
    vendor.answers(status(429, {}, Retry_After="0.5"), ok(LETTER))
    assert execute("post.read_letter", {}).state == "succeeded"
    assert len(slept) == 1


def test_rest_says_why_a_call_waits(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(WAIT, ok(LETTER))
    outcome = execute("post.read_letter", {}, call_key="k")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_key(SYSTEM, 'server').secret}")

    def shown() -> list[Any]:
        return [
            client.get(f"/api/v1/calls/{outcome.call_id}/").json()["reason"],
            client.get("/api/v1/calls/").json()["results"][0]["reason"],
        ]

    assert shown() == ["Post asks us to wait."] * 2
    again(execute, "post.read_letter")
    assert shown() == [None, None]


def test_cancelled_while_it_waits_it_has_not_happened(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    from integrations.execution.cancelling import cancel

    vendor.answers(WAIT, ok(LETTER))
    outcome = execute("post.send_letter", SENT, call_key="k")
    assert outcome.call_id is not None
    assert cancel(outcome.call_id).state == "cancelled"
    door.run_call(outcome.call_id)
    assert len(vendor.received) == 1
