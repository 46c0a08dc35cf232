"""Every answer of the contract that exists by now has every field that the contract names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.models import Call, Connection, ConnectLink, Customer
from machina.tests.admin.house import House, furnish
from workflows.models import Deployment, Run

AMOUNTS = "calls quantity cost price currency"
CUSTOMER = "key name email domain expected_accounts any_account is_active metadata"
LINK = "id expires_at state"
CONNECTION = (
    "id customer provider services email name label status status_reason scopes expires_at last_used_at connected_at"
    " is_default"
)
SERVICE = "key name provider color icon_url documentation_url operations triggers icons grade"
OPERATION = (
    "key service provider label description icon icon_url glyph_url effect scopes account input_schema output_schema"
    " example sample price"
)
NODE = (
    "type kind service label description icon_url icon glyph_url color group inputs outputs input_schema ui_schema"
    " output_schema effect scopes account price documentation_url example sample"
)
WORKFLOW = "id name graph revision version tags updated_at problems"
DEPLOYMENT = "id workflow version customer variables is_active health triggers"
VERSION = "version note created_at"
RUN = "id workflow version deployment customer state reason source created_at started_at finished_at usage"

LISTS = {
    "/api/v1/services/": SERVICE,
    "/api/v1/operations/": OPERATION,
    "/api/v1/nodes/": NODE,
    "/api/v1/providers/": "key name icon_url credential fields services is_configured",
    "/api/v1/customers/": CUSTOMER,
    "/api/v1/customers/globex/links/": LINK,
    "/api/v1/connections/": CONNECTION,
    "/api/v1/workflows/": WORKFLOW,
    "/api/v1/workflows/{workflow}/versions/": VERSION,
    "/api/v1/deployments/": DEPLOYMENT,
    "/api/v1/runs/": RUN,
    "/api/v1/runs/{run}/events": "number",
    "/api/v1/calls/": "id operation customer state",
    "/api/v1/usage/": "id operation pricing_key quantity unit cost price currency",
}
"""Lists by address, with what each row holds. The list of runs leaves contents out."""
REPORTS = {
    "/api/v1/usage/report?group_by=customer,service,operation,day": f"customer service operation day {AMOUNTS}",
    "/api/v1/usage/report?group_by=month": f"month {AMOUNTS}",
}
"""Reports are no lists: they have no pages."""
THINGS = {
    "/api/google/status": "connected accounts",
    "/api/google/status?customer=globex": "connected accounts",
    "/api/v1/services/gmail/": SERVICE,
    "/api/v1/operations/gmail.send_message/": OPERATION,
    "/api/v1/customers/globex/": CUSTOMER,
    "/api/v1/links/{link}/": LINK,
    "/api/v1/connections/{connection}/": CONNECTION,
    "/api/v1/workflows/{workflow}/": WORKFLOW,
    "/api/v1/workflows/{workflow}/export": "name graph",
    "/api/v1/workflows/{workflow}/versions/1/": f"{VERSION} graph problems",
    "/api/v1/deployments/{deployment}/": DEPLOYMENT,
    "/api/v1/runs/{run}/": f"{RUN} input output steps",
    "/api/v1/calls/{call}/": "id state",
}
PARTS = {
    ("/api/v1/operations/gmail.send_message/", "price"): "key cost price currency unit",
    ("/api/v1/runs/{run}/", "usage"): "cost price currency",
    ("/api/v1/runs/{run}/", "steps"): "node key type path state attempt started_at finished_at output error usage",
    ("/api/v1/workflows/{workflow}/", "graph"): "nodes edges viewport",
    ("/api/v1/deployments/{deployment}/", "health"): "state causes",
    ("/api/v1/deployments/{deployment}/", "triggers"): "node type state",
    ("/api/google/status?customer=globex", "accounts"): ("id email name status status_reason scopes is_default"),
}
"""What lies inside an answer; of a list, in each of its entries."""


@pytest.fixture
def house(db: None) -> House:
    return furnish()


@pytest.fixture
def client(db: None) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_key(SYSTEM, 'operator').secret}")
    return client


def read(client: APIClient, house: House, route: str) -> Any:
    ids: dict[str, UUID] = {
        "workflow": house.workflow.pk,
        "run": Run.objects.filter(state="failed").latest("created_at").pk,
        "call": Call.objects.latest("created_at").pk,
        "deployment": Deployment.objects.get(customer=None).pk,
        "link": ConnectLink.objects.latest("created_at").pk,
        "connection": Connection.objects.filter(customer=Customer.objects.get(key="globex")).latest("created_at").pk,
    }
    answer = client.get(route.format(**ids))
    assert answer.status_code == 200, (route, answer.content)
    return answer.json()


def missing(row: dict[str, Any], fields: str) -> set[str]:
    return {*fields.split()} - row.keys()


@pytest.mark.parametrize("route", LISTS)
def test_every_row_of_a_list_has_the_fields_of_the_contract(client: APIClient, house: House, route: str) -> None:
    page = read(client, house, route)
    assert page.keys() >= {"results", "next"}
    assert page["results"]
    assert [missing(row, LISTS[route]) for row in page["results"]] == [set()] * len(page["results"])


@pytest.mark.parametrize("route", REPORTS)
def test_every_row_of_a_report_has_the_fields_of_the_contract(client: APIClient, house: House, route: str) -> None:
    rows = read(client, house, route)["results"]
    assert rows
    assert [missing(row, REPORTS[route]) for row in rows] == [set()] * len(rows)


def test_a_link_has_its_address_when_it_is_made(client: APIClient, house: House) -> None:
    made = client.post("/api/v1/customers/globex/links/", {"services": ["gmail"]}, format="json")
    assert (made.status_code, missing(made.json(), f"{LINK} url")) == (201, set())


@pytest.mark.parametrize("route", THINGS)
def test_every_thing_has_the_fields_of_the_contract(client: APIClient, house: House, route: str) -> None:
    assert missing(read(client, house, route), THINGS[route]) == set()


@pytest.mark.parametrize(("route", "name"), PARTS)
def test_every_part_has_the_fields_of_the_contract(client: APIClient, house: House, route: str, name: str) -> None:
    part = read(client, house, route)[name]
    rows = part if isinstance(part, list) else [part]
    assert rows
    assert [missing(row, PARTS[route, name]) for row in rows] == [set()] * len(rows)
