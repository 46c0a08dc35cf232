"""Delivering over real HTTP: signed, tried for three days with growing pauses, one endpoint at a time."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.actors import SYSTEM
from integrations.egress.tests.vendor import Vendor, ok, reset, silence, status
from integrations.models import AuditEvent, Customer, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookTurn
from integrations.outgoing import sending, signing, turns
from integrations.outgoing.endpoints import rotate_secret
from integrations.outgoing.tests.conftest import MakeEndpoint, Tell, let_pass, only, seconds_until, work
from integrations.outgoing.waking import wake, wake_forgotten
from integrations.queue.claims import claim
from integrations.queue.clock import from_now
from integrations.queue.sweeper import sweep

pytestmark = pytest.mark.django_db


def log() -> list[tuple[int | None, str]]:
    """Status and the beginning of the answer of each attempt, the first one first."""
    return list(WebhookAttempt.objects.order_by("id").values_list("status", "answer"))


def test_an_event_arrives_signed_over_the_bytes_that_were_sent(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, globex: Customer
) -> None:
    created = make_endpoint(path="/hook?a=1")
    tell(globex, "connection.connected", success=True, email="jörg@globex.example")
    turn = work(created.endpoint)
    (got,) = receiver.received
    delivery = only()
    assert (got.method, got.path, got.headers["content-type"]) == ("POST", "/hook?a=1", "application/json")
    assert got.body.decode() == delivery.body
    assert json.loads(got.body)["data"]["email"] == "jörg@globex.example"
    at = datetime.fromtimestamp(int(got.headers["webhook-timestamp"]), tz=UTC)
    expected = signing.headers([created.secret], message_id=delivery.message_id, at=at, body=got.body)
    assert {name: got.headers[name] for name in expected} == expected
    assert abs(seconds_until(at)) < 60
    assert (delivery.state, delivery.status, delivery.attempts, delivery.due_at) == ("succeeded", 200, 1, None)
    assert log() == [(200, '{"ok": true}')]
    assert (turn.state, turn.claim_token, turn.attempt) == ("succeeded", None, 0)


def test_everything_that_is_due_is_sent_in_one_turn_the_oldest_first(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    endpoint = make_endpoint().endpoint
    for name in ("first", "second", "third"):
        tell(status_reason=name)
    work(endpoint)
    assert [each.json()["data"]["status_reason"] for each in receiver.received] == ["first", "second", "third"]


def test_a_failure_is_tried_again_for_three_days_with_growing_pauses(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.random", lambda: 0.5)
    receiver.answers(status(500, b"out of order"))
    endpoint = make_endpoint().endpoint
    tell()
    said = "It answered 500; only 200 to 299 says that it has understood."
    pauses: list[float] = []
    while ((turn := work(endpoint)), (delivery := only()))[1].state == "waiting" and len(pauses) < 60:
        assert (delivery.status, delivery.error) == (500, said)
        pauses.append(max(seconds_until(delivery.due_at), seconds_until(turn.paused_until)))
        let_pass(pauses[-1] + 1)
    assert [round(each) for each in pauses[:-1]] == sorted(round(each) for each in pauses[:-1])
    assert pauses[:5] == pytest.approx([5, 10, 20, 40, 80], abs=1)
    assert max(pauses) == pytest.approx(8 * 3600, abs=2)
    assert sum(pauses) == pytest.approx(3 * 86_400, abs=120)
    assert (delivery.state, delivery.attempts) == ("failed", len(pauses) + 1)
    assert len(receiver.received) == delivery.attempts == 22
    ids = {each.headers["webhook-id"] for each in receiver.received}
    assert ids == {delivery.message_id}
    assert log()[0] == (500, "out of order")


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (reset(), "broke before the answer was complete"),
        (status(302, b"", location="http://127.0.0.1:1/elsewhere"), "It answered 302"),
        (status(404, b"no such page"), "It answered 404"),
    ],
)
def test_whatever_is_no_success_is_tried_again_later_and_not_at_once(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, reply: object, told: str
) -> None:
    receiver.answers(reply, ok())  # type: ignore[arg-type]  # a reply
    endpoint = make_endpoint().endpoint
    tell()
    turn = work(endpoint)
    assert (len(receiver.received), only().state, turn.state) == (1, "waiting", "waiting")
    assert told in only().error
    let_pass(10)
    work(endpoint)
    assert (only().state, only().attempts, only().error) == ("succeeded", 2, "")


def test_one_that_never_answers_is_given_up_after_its_time(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ATTEMPT_SECONDS", 0.3)
    receiver.answers(silence())
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    assert (only().state, only().status) == ("waiting", None)
    assert "within 0.3 seconds" in only().error


def test_an_answer_without_end_is_read_no_further_than_it_is_shown(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    receiver.answers(status(200, b"a\x00b<script>" + b"x" * 3_000_000))
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    assert only().state == "succeeded"
    ((_, answer),) = log()
    assert answer.startswith("ab<script>xxx")
    assert len(answer) == 999


def test_gone_switches_the_endpoint_off(make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor) -> None:
    receiver.answers(status(410, b""), ok())
    endpoint = make_endpoint().endpoint
    tell()
    tell()
    turn = work(endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.why_inactive) == (False, "gone")
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == ["failed", "waiting"]
    assert (turn.state, len(receiver.received)) == ("succeeded", 1)
    event = AuditEvent.objects.get(action="webhook.endpoint.switch_off")
    assert (event.actor_kind, event.object_id) == ("system", str(endpoint.pk))
    let_pass(60)
    assert (wake_forgotten(), wake([endpoint.pk])) == (0, 0)


def test_an_endpoint_that_asks_for_a_pause_gets_it(make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor) -> None:
    receiver.answers(status(429, b"", retry_after="120"), ok())
    endpoint = make_endpoint().endpoint
    tell()
    turn = work(endpoint)
    assert seconds_until(turn.paused_until) == pytest.approx(120, abs=2)
    tell()
    assert WebhookTurn.objects.get().state == "waiting"
    let_pass(60)
    assert wake_forgotten() == 0
    let_pass(61)
    work(endpoint)
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"succeeded"}


def test_a_dead_endpoint_is_asked_ever_more_seldom_however_much_waits(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    receiver.answers(status(503))
    endpoint = make_endpoint().endpoint
    for _ in range(30):
        tell()
    pauses = []
    for _ in range(9):
        turn = work(endpoint)
        pauses.append(round(seconds_until(turn.paused_until)))
        let_pass(pauses[-1] + 1)
    assert len(receiver.received) == 9
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert len({each.headers["webhook-id"] for each in receiver.received}) > 5


def test_a_delivery_that_an_endpoint_cannot_bear_holds_up_none_behind_it(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    receiver.answers(status(500), ok(), ok(), status(500))
    endpoint = make_endpoint().endpoint
    for name in ("poison", "second", "third"):
        tell(status_reason=name)
    work(endpoint)
    let_pass(5.1)
    WebhookDelivery.objects.filter(attempts=1).update(due_at=timezone.now() + timedelta(minutes=1))
    turn = work(endpoint)
    assert (turn.failures, turn.state) == (0, "waiting")
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == ["succeeded", "succeeded", "waiting"]


def test_a_dead_endpoint_holds_up_no_other(make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor) -> None:
    """Each endpoint is work of its own, of which no two workers have a part at once."""
    dead, living = make_endpoint(path="/dead").endpoint, make_endpoint(path="/living").endpoint
    assert dead.turn.share != living.turn.share
    tell()
    assert claim(WebhookTurn.objects.get(endpoint=dead))  # some worker waits for its answer
    for _ in range(3):
        turns.take_turn(dead.turn.pk)
        work(living)
    assert [each.path for each in receiver.received] == ["/living"]


def test_a_customer_that_is_switched_off_is_told_nothing_until_it_is_on_again(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, globex: Customer
) -> None:
    endpoint = make_endpoint(globex).endpoint
    tell(globex)
    Customer.objects.update(is_active=False)
    assert work(endpoint).state == "succeeded"
    assert (receiver.received, wake_forgotten()) == ([], 0)
    Customer.objects.update(is_active=True)
    assert wake_forgotten() == 1
    work(endpoint)
    assert only().state == "succeeded"


def test_an_address_that_is_not_public_gets_nothing(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, settings: Settings
) -> None:
    """It was one when the endpoint was made: what counts is where the request would go now."""
    endpoint = make_endpoint().endpoint
    tell()
    settings.MACHINA_ALLOW_PRIVATE = []
    work(endpoint)
    assert (receiver.received, only().state) == ([], "waiting")
    assert "not allowed here" in only().error


def test_while_a_secret_is_replaced_both_sign(make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor) -> None:
    endpoint = make_endpoint().endpoint
    rotate_secret(SYSTEM, endpoint)
    tell()
    work(endpoint)
    WebhookEndpoint.objects.update(former_secret_until=timezone.now() - timedelta(seconds=1))
    tell()
    work(endpoint)
    counts = [len(each.headers["webhook-signature"].split(" ")) for each in receiver.received]
    assert counts == [2, 1]


def test_without_the_vaults_key_nothing_is_sent_and_nothing_lost(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    endpoint = make_endpoint().endpoint
    sealed = endpoint.secret_sealed
    WebhookEndpoint.objects.update(secret_sealed="v1.lost.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    tell()
    work(endpoint)
    assert (receiver.received, only().state) == ([], "waiting")
    WebhookEndpoint.objects.update(secret_sealed=sealed)
    let_pass(10)
    work(endpoint)
    assert only().state == "succeeded"


def test_a_turn_whose_worker_died_is_offered_again(make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    assert claim(WebhookTurn.objects.get())
    assert work(endpoint).state == "running"
    WebhookTurn.objects.update(lease_until=from_now(-1))
    sweep()
    assert work(endpoint).state == "succeeded"
    assert len(receiver.received) == 1


def test_a_delivery_that_nobody_was_woken_for_is_found(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    WebhookTurn.objects.update(state="succeeded")
    assert wake_forgotten() == 1
    assert wake_forgotten() == 0
    work(endpoint)
    assert only().state == "succeeded"


def test_an_endpoint_gets_no_more_than_so_many_requests_an_hour(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SECURITY 30: effects outward have a bound."""
    monkeypatch.setattr(turns, "MOST_AN_HOUR", 3)
    endpoint = make_endpoint().endpoint
    for _ in range(5):
        tell()
    turn = work(endpoint)
    assert len(receiver.received) == 3
    assert seconds_until(turn.paused_until) == pytest.approx(300, abs=2)
    let_pass(3601)
    work(endpoint)
    assert len(receiver.received) == 5


def test_an_endpoint_that_is_deleted_while_it_is_asked_leaves_nothing(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    answered = threading.Event()

    def delete_meanwhile(*args: object) -> sending.Attempted:
        WebhookEndpoint.objects.all().delete()
        answered.set()
        return sending.Attempted(timezone.now(), 1, 200)

    monkeypatch.setattr(turns, "attempt", delete_meanwhile)
    turns.take_turn(endpoint.turn.pk)
    assert answered.is_set()
    assert not WebhookAttempt.objects.exists()
