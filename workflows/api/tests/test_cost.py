"""Attack: a customer's key looks for what the vendor charges the operator, at every address there is."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection as database
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.api.tests.test_usage import record
from integrations.billing.ledger import correct
from integrations.execution import door
from integrations.models import Budget, Call, Connection, ConnectLink, Customer, Payload, UsageLine
from integrations.payloads.contents import keep
from workflows.api.tests.conftest import StartStep
from workflows.models import Step
from workflows.runs import steps

COST = re.compile(r"\b(unit_)?costs?\b|margin", re.IGNORECASE)
WITHOUT_A_READ = {
    "/api/<slug:provider>/callback": "a page for the browser that has begun to connect",
    "/api/docs/": "a page that reads /api/schema/",
}
"""Addresses that no program reads, and what they are."""
READ = {
    "/api/<slug:provider>/status?customer=globex",
    "/api/schema/",
    "/api/v1/approvals/",
    "/api/v1/budgets/",
    "/api/v1/budgets/<uuid:pk>/",
    "/api/v1/calls/",
    "/api/v1/calls/<uuid:pk>/",
    "/api/v1/chats/",
    "/api/v1/connections/",
    "/api/v1/connections/<uuid:pk>/",
    "/api/v1/connections/<uuid:pk>/uses",
    "/api/v1/customers/",
    "/api/v1/customers/<str:key>/",
    "/api/v1/customers/<str:key>/export",
    "/api/v1/customers/<str:key>/links/",
    "/api/v1/deployments/",
    "/api/v1/inbox/",
    "/api/v1/links/<uuid:pk>/",
    "/api/v1/memories/",
    "/api/v1/nodes/",
    "/api/v1/operations/",
    "/api/v1/operations/<str:key>/",
    "/api/v1/payloads/<uuid:pk>/",
    "/api/v1/providers/",
    "/api/v1/runs/",
    "/api/v1/runs/<uuid:pk>/",
    "/api/v1/runs/<uuid:pk>/events",
    "/api/v1/runs/<uuid:pk>/steps",
    "/api/v1/services/",
    "/api/v1/services/<slug:key>/",
    "/api/v1/skills/",
    "/api/v1/templates/",
    "/api/v1/tools/",
    "/api/v1/usage/",
    "/api/v1/usage/report",
    "/api/v1/webhook_endpoints/",
    "/api/v1/workflows/",
}
"""What a customer's key reads; a new address that tells it something belongs here."""


@dataclass(frozen=True)
class Things:
    """What stands for the parameters of an address: something of the customer's own, that was charged for."""

    step: Step
    connection: Connection
    link: ConnectLink
    payload: Payload
    budget: Budget

    def address(self, route: str) -> str:
        ids = {
            "budgets": self.budget.pk,
            "calls": self.step.call_id,
            "payloads": self.payload.pk,
            "links": self.link.pk,
            "connections": self.connection.pk,
            "runs": self.step.run_id,
            "workflows": self.step.run_id,
        }
        kind = route.split("/")[3]
        for name, value in {
            "<uuid:pk>": str(ids.get(kind)),
            "<slug:provider>": "google",
            "<slug:key>": "desk",
            "<str:key>": "globex" if kind == "customers" else "desk.read_note",
            "<str:field>": "text",
        }.items():
            route = route.replace(name, value)
        return route


@pytest.fixture
def things(start_step: StartStep, globex: Customer) -> Things:
    step = start_step(globex)
    steps.run(step.pk)
    step.refresh_from_db()
    record(globex)
    correct(UsageLine.objects.costs().get(), cost=Decimal("0.0001"), at=timezone.now())
    return Things(
        step=step,
        connection=Connection.objects.get(customer=globex),
        link=ConnectLink.objects.create(
            customer=globex, services=["desk"], token_hash="f" * 64, expires_at=timezone.now() + timedelta(days=1)
        ),
        payload=keep({"text": "abab"}, customer_id=globex.pk),
        budget=Budget.objects.create(customer=globex, amount=Decimal(5), currency="USD", period="month"),
    )


def routes() -> Iterator[str]:
    """Every address of the API as the URL map has it."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for each in patterns:
            here = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, here)
            else:
                here = re.sub(r"^/api/\w+/callback$", "/api/<slug:provider>/callback", here)
                yield re.sub(r"/status$", "/status?customer=globex", here)

    return (each for each in walk(get_resolver().url_patterns, "/") if each.startswith("/api/"))


def test_no_read_tells_a_customer_the_cost(globex_key: APIClient, things: Things) -> None:
    answers = {route: globex_key.get(things.address(route)) for route in {*routes()} - {*WITHOUT_A_READ}}
    assert {route: told for route, each in answers.items() if (told := COST.findall(each.getvalue().decode()))} == {}
    assert {route for route, each in answers.items() if each.status_code == 200} == READ
    assert {each.status_code for route, each in answers.items() if route not in READ} <= {404, 405}


@pytest.mark.parametrize(("client", "shows"), [("globex_key", False), ("operator_key", True)])
def test_only_the_operator_is_answered_with_the_cost_of_a_call(
    request: pytest.FixtureRequest, things: Things, client: str, shows: bool
) -> None:
    asking: APIClient = request.getfixturevalue(client)
    body = {"customer": "globex", "params": {"text": "ab"}, "idempotency_key": "one"}
    with ThreadPoolExecutor(1) as worker:
        done = worker.submit(perform_next)
        usage = asking.post("/api/v1/operations/desk.read_note/run", body, format="json").json()["usage"]
        done.result()
    assert (usage["price"], usage.get("cost")) == ("0.001", "0" if shows else None)
    assert ("cost" in usage) is shows


def perform_next() -> None:
    """As a worker would, once there is something to do."""
    try:
        for _ in range(500):
            waiting = Call.objects.filter(state="queued").first()
            if waiting is not None:
                door.run_call(waiting.pk)
                return
            time.sleep(0.01)
    finally:
        database.close()


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/usage/",
        "/api/v1/usage/report",
        "/api/v1/usage/report?format=csv",
        "/api/v1/operations/?service=desk",
        "/api/v1/operations/desk.read_note/",
        "/api/v1/nodes/",
        "/api/v1/runs/{run}/",
    ],
)
def test_the_operator_reads_it_in_the_same_places(operator_key: APIClient, things: Things, address: str) -> None:
    text = operator_key.get(address.format(run=things.step.run_id)).content.decode()
    assert re.search(r'"cost":"0|,cost,', text)
