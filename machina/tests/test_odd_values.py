"""Attack: parameters of the API, in address, query and body, are given what no honest program sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.models import Customer, WebhookEndpoint
from machina.tests.admin.house import furnish
from machina.tests.test_every_address import addresses
from workflows.agents.chat.tests.conftest import echo
from workflows.models import Approval, Chat, Deployment, Version
from workflows.revisions import create_workflow, current_revision
from workflows.triggers.registration import sync

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"
OPERATION = "gmail.search_messages"
IN_PATHS = ("%00", "%ff", "%2e%2e", "x" * 500)
IN_QUERIES = ("\0", "٣", "-1", "9" * 30, "2026-02-30", "9999-12-31T23:59:59-14:00")
VALUES: tuple[object, ...] = (
    "a\0b",
    "9" * 30,
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    None,
    -1,
    2**63,
    1e308,
    ["\0"],
    {"\0": [1e308]},
    json.loads("[" * 150 + "]" * 150),
)
NAMED = {"customers": "globex", "operations": OPERATION, "services": "gmail", "skills": "house-rules"}
SKILL = "---\nname: another\ndescription: As before.\n---\nKindly."
SCHEDULE = {"rules": [{"cron": "0 9 * * *"}], "time_zone": "Europe/Berlin", "after": "2026-01-01T00:00:00Z", "count": 3}
PERSON: dict[str, object] = {
    "name": "New",
    "email": "a@new.example",
    "domain": "new.example",
    "time_zone": "UTC",
    "metadata": {"a": 1},
}
WISH = {"customer": "globex", "idempotency_key": "k"}
BODIES: Mapping[str, dict[str, object]] = {
    "approvals/{id}/answer": {"decision": "refuse", "note": "No."},
    "budgets/": {"amount": "5", "currency": "USD", "period": "month", "hard": True, "customer": "initech"},
    "chats/{id}/messages": {"text": "Hello", "idempotency_key": "k"},
    "customers/": {"key": "new", **PERSON},
    "customers/{key}/": PERSON,
    "customers/{key}/links/": {"services": ["gmail"], "expires_in": 3600},
    "deployments/{id}/": {"version": 1, "variables": {}, "is_active": True},
    "deployments/{id}/chat_links/": {"expires_in": 3600, "may_approve": True},
    "deployments/many": {"workflow": "", "version": 1, "customers": ["initech"], "variables": {}, "after": "a"},
    f"operations/{OPERATION}/run": {**WISH, "params": {"query": "x"}},
    "schedules/preview": SCHEDULE,
    "skills/": {"text": SKILL, "references": {"references/a.md": "A"}, "customer": "globex", "note": "n"},
    "skills/{name}/versions/": {"text": SKILL.replace("another", "house-rules"), "base": 2, "note": "n"},
    "tools/call": {**WISH, "name": "gmail_search_messages", "arguments": {"query": "x"}},
    "webhook_endpoints/": {"customer": "globex", "url": "https://a.example/", "events": ["*"], "description": "d"},
    "workflows/": {"name": "Another", "graph": {}, "tags": ["t"]},
    "workflows/{id}/run": {**WISH, "input": {"a": 1}, "version": 1},
}
"""What is right as a whole, so that one wrong value is met where it is used."""


class Route(NamedTuple):
    """One method at one address of the document."""

    method: str
    path: str
    parameters: list[Mapping[str, Any]]


@pytest.fixture
def rows() -> dict[str, str]:
    """The ids of rows that a request can do something with, by the collection they stand in."""
    furnish()
    workflow = create_workflow(SYSTEM, name="Clerk", graph=echo())
    version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
    globex = Customer.objects.get(key="globex")
    deployment = Deployment.objects.create(workflow=workflow, version=version, customer=globex)
    sync(deployment)
    waiting = Approval.objects.filter(state="open", customer=globex).earliest("requested_at")
    endpoint = WebhookEndpoint.objects.filter(is_active=True).earliest("created_at")
    return {
        "workflows": str(workflow.pk),
        "deployments": str(deployment.pk),
        "approvals": str(waiting.pk),
        "webhook_endpoints": str(endpoint.pk),
    }


@pytest.fixture
def ask(rows: dict[str, str]) -> Callable[..., list[object]]:
    """Sends a request and undoes what it did; tells of it where it was our fault."""
    key = create_key(SYSTEM, "operator", tools="destructive")
    globex = Customer.objects.get(key="globex")
    talk = Chat.objects.create(
        deployment_id=rows["deployments"], customer=globex, speaker=f"api_key:{key.row.pk}", used_at=key.row.created_at
    )
    rows["chats"] = str(talk.pk)
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key.secret}")

    def send(method: str, path: str, body: object = None) -> list[object]:
        content = "" if body is None else json.dumps(body)
        with transaction.atomic():
            answer = client.generic(method, path, content, content_type="application/json")
            transaction.set_rollback(True)
        return [(answer.status_code, method, path[:100], content[:200])] if answer.status_code >= 500 else []

    return send


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    """All of them; of the run of each operation, which are alike, one."""
    generator: Any = SchemaGenerator  # which is not typed
    paths = generator().get_schema(request=None, public=True)["paths"]
    return [
        Route(method.upper(), path, told.get("parameters", []))
        for path, methods in paths.items()
        for method, told in methods.items()
        if "{" in path or not path.startswith("/api/v1/operations/") or OPERATION in path
    ]


def address(path: str, rows: Mapping[str, str], **given: str) -> str:
    """Of a row that there is, with what is given in place of a parameter."""
    parts, collection = [], ""
    for part in path.split("/"):
        if not part.startswith("{"):
            collection = part
            parts.append(part)
        elif part == "{provider}":
            parts.append(given.get("provider", "google"))
        else:
            own = {**NAMED, **rows}.get(collection, "1" if collection == "versions" else NOWHERE)
            parts.append(given.get(part.strip("{}"), own))
    return "/".join(parts)


def odd_addresses(routes: list[Route], rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for route in routes:
        for each in route.parameters:
            if each["in"] == "path":
                yield from ((route.method, address(route.path, rows, **{each["name"]: odd})) for odd in IN_PATHS)
            elif each["in"] == "query":
                plain = address(route.path, rows)
                yield from ((route.method, f"{plain}?{each['name']}={quote(odd)}") for odd in IN_QUERIES)


def test_no_address_is_our_fault(
    ask: Callable[..., list[object]], routes: list[Route], rows: Mapping[str, str]
) -> None:
    asked = list(odd_addresses(routes, rows))
    assert len(asked) > 500
    assert [fault for method, path in asked for fault in ask(method, path)] == []


@pytest.mark.parametrize("path", BODIES)
def test_no_body_is_our_fault(
    ask: Callable[..., list[object]], routes: list[Route], rows: Mapping[str, str], path: str
) -> None:
    body, faults = dict(BODIES[path]), list[object]()
    if path == "deployments/many":
        body["workflow"] = rows["workflows"]
    methods = [each.method for each in routes if each.path == f"/api/v1/{path}" and each.method in ("POST", "PATCH")]
    assert methods
    for method in methods:
        plain = address(f"/api/v1/{path}", rows)
        for name in body:
            faults += [fault for value in VALUES for fault in ask(method, plain, {**body, name: value})]
        faults += [fault for value in VALUES for fault in ask(method, plain, dict.fromkeys(body, value))]
    assert faults == []


def test_a_nul_in_an_address_is_found_nowhere() -> None:
    client = Client(raise_request_exception=False)
    places = {each.replace("nobody", "%00") for each in addresses() if "/nobody/" in each}
    assert {"/hooks/%00/", "/chat/with/%00/", "/connect/%00/", "/approvals/%00/"} <= places
    for place in places:
        for method in ("GET", "POST"):
            assert (place, client.generic(method, place).status_code) == (place, 404)


@pytest.mark.parametrize("charset", ["hex", "undefined", "utf-7", "utf-16", "idna", "\xff"])
def test_forms_in_another_charset_are_refused(charset: str) -> None:
    client = Client(raise_request_exception=False)
    form = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n+2AA-\r\n--x--\r\n'
    for place in ("/oauth/revoke", "/oauth/token", "/accounts/login/", "/connect/accounts/", "/approvals/nobody/"):
        answer = client.generic("POST", place, form, content_type=f"multipart/form-data; boundary=x; charset={charset}")
        assert (place, answer.status_code) == (place, 400)
    files = client.generic(
        "POST", "/api/v1/files/", form, content_type=f"multipart/form-data; boundary=x; charset={charset}"
    )
    assert (files.status_code, files.json()["code"]) == (422, "input_error")


def test_json_in_another_charset_is_an_input_error() -> None:
    client = Client()
    for kind in ("application/json; charset=idna", "application/json; charset=utf-16"):
        answer = client.post("/api/v1/customers/", b"{}", content_type=kind)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Content-Type")
    assert client.post("/api/v1/customers/", b"{}", content_type="application/json; charset=UTF8").status_code == 401
