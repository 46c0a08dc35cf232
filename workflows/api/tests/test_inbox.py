"""The inbox over REST: what came in, for whom it is, and playing parked events again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.models import Customer
from workflows.models import Deployment, InboxEvent, Run, Trigger, Version
from workflows.revisions import create_workflow, current_revision
from workflows.triggers import inbox
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import drawn, webhook

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(customer: Customer | None = None) -> APIClient:
    client = APIClient()
    secret = create_key(SYSTEM, "a key", customer=customer).secret
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def received(customer: Customer | None, delivery: str = "a", **columns: Any) -> InboxEvent:
    workflow = create_workflow(SYSTEM, name="Orders", graph=drawn(webhook()))
    version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
    deployment = Deployment.objects.create(workflow=workflow, version=version, customer=customer)
    [trigger] = sync(deployment).triggers
    inbox.take(trigger, [inbox.Delivery(delivery, {"body": {"order": 7}})], received_at=timezone.now())
    InboxEvent.objects.filter(trigger=trigger).update(**columns)
    return InboxEvent.objects.get(trigger=trigger)


ERROR = {"code": "not_connected", "detail": "Connect first.", "x": 1}
PARKED: dict[str, Any] = {"state": "parked", "attempts": 5, "error": ERROR}


def test_a_parked_event_is_listed_shown_and_played_again(globex: Customer) -> None:
    event, client = received(globex, **PARKED), client_of()
    received(None, "b")
    [listed] = client.get("/api/v1/inbox/?state=parked").json()["results"]
    assert listed == {
        "id": str(event.pk),
        "state": "parked",
        "node": "hook",
        "type": "trigger.webhook",
        "deployment": str(event.trigger.deployment_id),
        "workflow": str(event.trigger.deployment.workflow_id),
        "customer": "globex",
        "delivery_id": "a",
        "run": str(event.run_id),
        "attempts": 5,
        "error": {"code": "not_connected", "detail": "Connect first."},
        "received_at": listed["received_at"],
        "next_attempt_at": None,
    }
    shown = client.get(f"/api/v1/inbox/{event.pk}/").json()
    assert (shown["content"], shown["reference"], shown["withheld"]) == ({"body": {"order": 7}}, None, None)
    answer = client.post(f"/api/v1/inbox/{event.pk}/replay")
    assert (answer.status_code, answer.json()["state"]) == (200, "started")
    assert Run.objects.get().pk == event.run_id
    again = client.post(f"/api/v1/inbox/{event.pk}/replay")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("query", ["state=parked", "customer=globex", "deployment={}", "workflow={}"])
def test_filters_find_their_own(globex: Customer, query: str) -> None:
    event = received(globex, **PARKED)
    received(None, "b")
    wanted = event.trigger.deployment_id if "deployment" in query else event.trigger.deployment.workflow_id
    found = client_of().get(f"/api/v1/inbox/?{query.format(wanted)}").json()["results"]
    assert [each["id"] for each in found] == [str(event.pk)]


@pytest.mark.parametrize(("query", "field"), [("state=odd", "state"), ("deployment=7", "deployment")])
def test_a_filter_that_cannot_be_is_an_input_error(query: str, field: str) -> None:
    answer = client_of().get(f"/api/v1/inbox/?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_customers_key_finds_its_own_events_only(globex: Customer, initech: Customer) -> None:
    mine, other = received(globex, **PARKED), received(initech, "b", **PARKED)
    received(None, "c", **PARKED)
    client = client_of(globex)
    assert [each["id"] for each in client.get("/api/v1/inbox/").json()["results"]] == [str(mine.pk)]
    for address in (f"/api/v1/inbox/{other.pk}/", f"/api/v1/inbox/{uuid4()}/"):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}replay").status_code == 404
    assert client.get("/api/v1/inbox/?customer=initech").status_code == 404
    other.refresh_from_db()
    assert (other.state, Run.objects.exists()) == ("parked", False)


def test_a_list_costs_the_same_however_long_it_is(globex: Customer, django_assert_max_num_queries: Any) -> None:
    event, client = received(globex), client_of()
    trigger = Trigger.objects.select_related("deployment").get(pk=event.trigger_id)
    inbox.take(trigger, [inbox.Delivery(str(n), n) for n in range(30)], received_at=timezone.now())
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/v1/inbox/").json()["results"]) == 31


def test_the_next_times_of_a_schedule_are_said_in_words_before_it_is_saved() -> None:
    body = {
        "rules": [{"cron": "0 9 * * MON"}, {"every": 1, "unit": "weeks"}],
        "time_zone": "Europe/Berlin",
        "after": "2026-10-20T00:00:00Z",
    }
    answer = client_of().post("/api/v1/schedules/preview", body, format="json")
    assert answer.status_code == 200
    assert answer.json()["rules"] == ["At 09:00 on Monday", "Every week"]
    times = answer.json()["times"]
    assert len(times) == 5
    assert times[0] == {"at": "2026-10-26T08:00:00+00:00", "words": "Monday, 26 October 2026, 09:00 CET"}
    assert times[1]["words"] == "Tuesday, 27 October 2026, 01:00 CET"


def test_a_schedule_that_cannot_be_names_its_rule() -> None:
    answer = client_of().post("/api/v1/schedules/preview", {"rules": [{"cron": "0 0 30 2 *"}]}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "rules.0.cron")


def test_all_that_is_wrong_with_a_schedule_is_said_at_once() -> None:
    rules = [{"cron": "x"}, {"every": 1, "unit": "hours"}, {"every": 0, "unit": "days"}, {"every": 1, "unit": "moons"}]
    body = {"rules": rules, "time_zone": "Mars/Base", "count": 0}
    answer = client_of().post("/api/v1/schedules/preview", body, format="json")
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == {
        "count",
        "rules.0.cron",
        "rules.2.every",
        "rules.3.unit",
        "time_zone",
    }


@pytest.mark.parametrize("after", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_the_edge_of_the_calendar_is_an_input_error(after: str) -> None:
    body = {"rules": [{"cron": "0 9 * * *"}], "time_zone": "Europe/Berlin", "after": after}
    answer = client_of().post("/api/v1/schedules/preview", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "after")
