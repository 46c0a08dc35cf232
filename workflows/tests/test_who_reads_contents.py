"""Every door that could show what a call or run said, tried as every kind of actor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.holders import Holder
from integrations.models import Customer
from integrations.payloads.contents import keep
from workflows.conftest import MakeConnection, MakeStaff
from workflows.models import Step, Workflow
from workflows.runs import steps
from workflows.runs.start_node import NodeStart, start_node_run
from workflows.tests.desk import Desk

SAID = "canary-in-a-mail"
WITHHELD = "lacks the right 'read_content'"
READERS = ["operator", "security", "superuser", "operator's key", "own key"]
ONLOOKERS = ["viewer", "billing"]
"""May see that it happened, and not what it said."""
STRANGERS = ["no group", "another customer's key"]

DOORS = [
    "/api/v1/calls/{call}/",
    "/api/v1/runs/{run}/",
    "/api/v1/payloads/{payload}/",
]
LOOKS = [
    *DOORS,
    "/api/v1/runs/",
    "/api/v1/runs/{run}/events",
    "/api/v1/usage/",
    "/api/v1/usage/report?group_by=operation",
    "/admin/workflows/run/",
    "/admin/workflows/run/{run}/change/",
    "/admin/integrations/usagerecord/",
    "/admin/",
]


@pytest.fixture
def ran(desk: Desk, globex: Customer, make_connection: MakeConnection, operator: Actor, workflow: Workflow) -> Step:
    """A run of a customer's that is over, and said something."""
    make_connection(globex, is_default=True)
    start = NodeStart(
        node_id="n1",
        node_type="desk.read_note",
        parameters={"text": SAID},
        holder=Holder.customer(globex),
        connection=None,
        workflow_id=workflow.pk,
    )
    step = start_node_run(operator, start)
    steps.run(step.pk)
    step.refresh_from_db()
    return step


@pytest.fixture
def client_of(make_staff: MakeStaff, globex: Customer, initech: Customer) -> Callable[[str], APIClient]:
    def client(kind: str) -> APIClient:
        made = APIClient()
        holders: dict[str, Customer | None] = {
            "operator's key": None,
            "own key": globex,
            "another customer's key": initech,
        }
        if kind in holders:
            secret = keys.create_key(SYSTEM, kind, customer=holders[kind]).secret
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        else:
            made.force_login(staff(make_staff, kind))
        return made

    return client


def staff(make_staff: MakeStaff, kind: str) -> User:
    if kind == "superuser":
        return make_staff("root", is_superuser=True)
    return make_staff("vera", *([] if kind == "no group" else [kind]))


def addresses(doors: list[str], step: Step, globex: Customer) -> list[str]:
    payload = keep({"text": SAID}, customer_id=globex.pk)
    return [each.format(call=step.call_id, run=step.run_id, payload=payload.pk) for each in doors]


@pytest.mark.parametrize("kind", READERS)
def test_who_has_the_right_reads_at_every_door(
    ran: Step, globex: Customer, client_of: Callable[[str], APIClient], kind: str
) -> None:
    client = client_of(kind)
    for address in addresses(DOORS, ran, globex):
        answer = client.get(address)
        assert (answer.status_code, SAID in answer.content.decode()) == (200, True), address
        assert WITHHELD not in answer.content.decode()


@pytest.mark.parametrize("kind", [*ONLOOKERS, *STRANGERS])
def test_nobody_else_reads_it_anywhere(
    ran: Step, globex: Customer, client_of: Callable[[str], APIClient], kind: str
) -> None:
    client = client_of(kind)
    for address in addresses(LOOKS, ran, globex):
        assert SAID not in client.get(address).content.decode(), address


@pytest.mark.parametrize("kind", ONLOOKERS)
def test_an_onlooker_sees_how_it_went_and_which_right_is_missing(
    ran: Step, client_of: Callable[[str], APIClient], kind: str
) -> None:
    client = client_of(kind)
    call = client.get(f"/api/v1/calls/{ran.call_id}/").json()
    (step,) = client.get(f"/api/v1/runs/{ran.run_id}/").json()["steps"]
    assert (call["result"], step["output"]) == (None, None)
    assert client.get(f"/api/v1/runs/{ran.run_id}/").json()["output"] is None
    for shown in (call, step):
        assert (shown["state"], shown["warnings"]) == ("succeeded", [])
        assert WITHHELD in shown["withheld"]
        assert shown["finished_at"]
    assert client.get(f"/api/v1/runs/{ran.run_id}/events").json()["results"][-1]["state"] == "succeeded"


def test_warnings_quote_contents_and_are_hidden_with_them(ran: Step, client_of: Callable[[str], APIClient]) -> None:
    Step.objects.update(warnings=[SAID])
    client = client_of("viewer")
    (step,) = client.get(f"/api/v1/runs/{ran.run_id}/").json()["steps"]
    assert step["warnings"] == []
