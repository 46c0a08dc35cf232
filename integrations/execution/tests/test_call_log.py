"""What a call keeps of its requests to the vendor: each of them, written down with its end and without content."""

from __future__ import annotations

import pytest

from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.execution import claims, traffic
from integrations.execution.tests.conftest import ACCESS, LETTER, Execute
from integrations.models import Call, Connection

pytestmark = pytest.mark.django_db


def kept(call: Call) -> list[tuple[object, ...]]:
    return [tuple(each.get(name) for name in ("method", "path", "status", "attempt")) for each in call.exchanges]


def test_a_call_keeps_every_attempt_at_its_request(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(503, {}), status(429, {}), ok(LETTER))
    execute("post.read_letter", {"letter_id": "77120"})
    call = Call.objects.get()
    assert call.requests == 3
    assert kept(call) == [("GET", "/letters/{…}", code, number) for number, code in enumerate((503, 429, 200), 1)]
    assert ACCESS not in str(call.exchanges)
    assert "77120" not in str(call.exchanges)


def test_a_failed_call_keeps_them_too(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(400, {"error": {"message": "no"}}))
    assert execute("post.read_letter", {"letter_id": "77120"}).state == "failed"
    assert kept(Call.objects.get()) == [("GET", "/letters/{…}", 400, 1)]


def test_a_write_of_unknown_outcome_tells_where_the_answer_got_lost(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(reset())
    assert execute("post.send_letter").state == "outcome_unknown"
    call = Call.objects.get()
    assert kept(call) == [("POST", "/letters", None, 1)]
    assert call.exchanges[0]["problem"] == "remote_unavailable"


def test_what_was_looked_up_afterwards_is_kept_too(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(ok({}), reset(), ok(LETTER))
    assert execute("post.send_registered").state == "succeeded"
    call = Call.objects.get()
    assert call.requests == 3
    assert [(each["method"], each["status"]) for each in call.exchanges] == [("GET", 200), ("POST", None), ("GET", 200)]


def test_a_refused_call_has_sent_nothing(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    assert execute("post.send_letter", {}).state == "failed"
    call = Call.objects.get()
    assert (call.is_refused, call.exchanges, vendor.received) == (True, [], [])


def test_of_very_many_the_first_and_the_last_are_kept(
    vendor: Vendor, connection: Connection, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic, "FIRST_KEPT", 1)
    monkeypatch.setattr(traffic, "LAST_KEPT", 1)
    vendor.answers(status(500, {}), status(502, {}), ok(LETTER))
    execute("post.read_letter", {"letter_id": "77120"})
    call = Call.objects.get()
    assert call.requests == 3
    assert [each["status"] for each in call.exchanges] == [500, 200]


def test_a_call_that_was_begun_again_and_again_keeps_so_many_in_all(
    vendor: Vendor, connection: Connection, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_KEPT", 2)
    vendor.answers(status(500, {}), status(502, {}), ok(LETTER))
    execute("post.read_letter", {"letter_id": "77120"})
    assert [each["status"] for each in Call.objects.get().exchanges] == [500, 502]
