"""What goes out is written with the fact it tells of, for those alone who may know."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.db import transaction

from integrations import events
from integrations.models import Customer, OutboxEvent, WebhookDelivery, WebhookTurn
from integrations.outgoing.tests.conftest import CONNECTION, MakeEndpoint, Tell, id_of, only

pytestmark = pytest.mark.django_db


def told_to() -> list[UUID]:
    return sorted(WebhookDelivery.objects.values_list("endpoint_id", flat=True))


def test_a_change_of_a_connection_is_told_in_the_words_of_the_api(
    make_endpoint: MakeEndpoint, tell: Tell, globex: Customer
) -> None:
    endpoint = make_endpoint().endpoint
    tell(globex)
    delivery, event = only(), OutboxEvent.objects.get()
    assert json.loads(delivery.body) == {
        "type": "connection.changed",
        "timestamp": event.created_at.isoformat(),
        "data": {
            "customer": "globex",
            "connection": CONNECTION,
            "provider": "google",
            "status": "needs_reconnect",
            "status_reason": "invalid_grant",
        },
    }
    assert (delivery.endpoint, delivery.customer, delivery.event) == (endpoint, globex, "connection.changed")
    assert (delivery.state, delivery.attempts, delivery.finished_at) == ("waiting", 0, None)
    assert (delivery.give_up_at - delivery.created_at).total_seconds() == pytest.approx(3 * 86_400, abs=1)
    assert WebhookTurn.objects.get().state == "queued"


def test_a_fact_that_is_rolled_back_goes_to_nobody(make_endpoint: MakeEndpoint, globex: Customer) -> None:
    make_endpoint()

    def emit_and_fail() -> None:
        with transaction.atomic():
            events.emit("link.finished", {"link": "1", "customer_id": "globex", "providers": []}, customer_id=globex.pk)
            assert WebhookDelivery.objects.exists()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        emit_and_fail()
    assert not WebhookDelivery.objects.exists()
    assert WebhookTurn.objects.get().state == "succeeded"


def test_a_customers_endpoint_hears_of_its_customer_alone(
    make_endpoint: MakeEndpoint, tell: Tell, globex: Customer, initech: Customer
) -> None:
    operators, theirs, others = make_endpoint(), make_endpoint(globex), make_endpoint(initech)
    tell(globex)
    assert told_to() == sorted([id_of(operators), id_of(theirs)])
    WebhookDelivery.objects.all().delete()
    tell(None)
    assert told_to() == [id_of(operators)]
    WebhookDelivery.objects.all().delete()
    tell(initech)
    assert told_to() == sorted([id_of(operators), id_of(others)])


def test_one_event_has_one_id_for_all_who_hear_of_it(make_endpoint: MakeEndpoint, tell: Tell, globex: Customer) -> None:
    make_endpoint()
    make_endpoint(globex)
    tell(globex)
    tell(globex)
    ids = list(WebhookDelivery.objects.values_list("message_id", flat=True))
    assert (len(ids), len(set(ids))) == (4, 2)


@pytest.mark.parametrize(
    ("wishes", "is_told"),
    [
        (["*"], True),
        (["connection.*"], True),
        (["link.finished", "connection.changed"], True),
        (["connection.connected"], False),
        (["link.*"], False),
    ],
)
def test_only_what_is_wanted_is_told(make_endpoint: MakeEndpoint, tell: Tell, wishes: list[str], is_told: bool) -> None:
    make_endpoint(events=wishes)
    tell()
    assert WebhookDelivery.objects.exists() is is_told


def test_an_endpoint_that_is_off_is_told_nothing(make_endpoint: MakeEndpoint, tell: Tell) -> None:
    endpoint = make_endpoint().endpoint
    endpoint.is_active, endpoint.why_inactive = False, "by_hand"
    endpoint.save()
    tell()
    assert not WebhookDelivery.objects.exists()


def test_who_has_begun_and_what_went_wrong_stay_with_us(
    make_endpoint: MakeEndpoint, tell: Tell, globex: Customer
) -> None:
    make_endpoint()
    fact = {"success": True, "email": "a@globex.example", "status": "active", "error": None, "staff_id": "7"}
    tell(globex, "connection.connected", **fact)
    assert json.loads(only().body)["data"] == {
        "customer": "globex",
        "connection": CONNECTION,
        "provider": "google",
        "email": "a@globex.example",
        "status": "active",
    }


def test_who_gave_up_halfway_is_nobodys_news(make_endpoint: MakeEndpoint, tell: Tell, globex: Customer) -> None:
    make_endpoint()
    tell(globex, "connection.connected", success=False, error={"code": "conflict", "detail": "No."})
    tell(globex, "connection.connected", success=True, connection=None)
    assert not WebhookDelivery.objects.exists()
