"""What callers who wait are answered: by a node, by the run's end, or that it takes longer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from integrations.actors import SYSTEM
from integrations.queue import offers
from workflows.models import Deployment, Run, Step, Version
from workflows.revisions import create_workflow, current_revision
from workflows.runs import steps
from workflows.runs.cancel import cancel_run
from workflows.triggers.hooks import answering
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import webhook

pytestmark = pytest.mark.django_db(transaction=True)

Call = Callable[..., Any]


def _work_off(rows: list[Step]) -> None:
    for row in rows:
        steps.run(row.pk)


@pytest.fixture
def worked_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What workers are told of is done at once."""
    monkeypatch.setattr(offers, "tell", _work_off)


@pytest.fixture
def call(operator: Any) -> Call:
    """Call an open webhook whose nodes follow one another."""

    def call(*nodes: dict[str, Any], respond: str, body: bytes = b'{"n": 20}', client: Client | None = None) -> Any:
        hook = webhook(authentication="none", respond=respond)
        chain = [hook, *({"id": f"n{number}", "name": f"n{number}", **each} for number, each in enumerate(nodes))]
        bare = {"name": "", "position": {"x": 0, "y": 0}, "account_mode": "customer", "parameters": {}}
        pairs = pairwise(chain)
        edges = [
            {"id": f"e{n}", "source": a["id"], "source_handle": "main", "target": b["id"], "target_handle": "main"}
            for n, (a, b) in enumerate(pairs)
        ]
        graph = {"nodes": [{**bare, **each} for each in chain], "edges": edges}
        workflow = create_workflow(operator, name="Orders", graph=graph)
        version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
        deployment = Deployment.objects.create(workflow=workflow, version=version)
        [trigger] = sync(deployment).triggers
        sender = client or Client(raise_request_exception=False)
        return sender.post(f"/hooks/{trigger.public_id}/", body, content_type="application/json")

    return call


def respond(**parameters: Any) -> dict[str, Any]:
    return {"type": "flow.respond", "parameters": parameters}


DOUBLED = {"type": "flow.set", "parameters": {"fields": {"twice": "{{ trigger.body.n * 2 }}"}}}


def test_a_node_answers_with_status_headers_and_body(call: Call, worked_off: None) -> None:
    answer = call(
        DOUBLED,
        respond(status=201, headers={"X-Order": "no. {{ n0.twice }}"}, body={"twice": "{{ n0.twice }}"}),
        respond="node",
    )
    assert (answer.status_code, answer.json(), answer["X-Order"]) == (201, {"twice": 40}, "no. 40")
    assert Run.objects.get(pk=UUID(answer["Machina-Run"])).lane == "interactive"


def test_text_is_answered_as_text(call: Call, worked_off: None) -> None:
    answer = call(respond(body="Thank you"), respond="node")
    assert (answer.status_code, answer.content) == (200, b"Thank you")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Security-Policy"] == answering.SANDBOXED


def test_when_done_the_answer_is_the_runs_output(call: Call, worked_off: None) -> None:
    answer = call(DOUBLED, respond="when_done")
    assert (answer.status_code, answer.json()) == (200, {"twice": 40})


def test_a_run_that_fails_says_only_that(call: Call, worked_off: None) -> None:
    wrong = {"type": "flow.set", "parameters": {"fields": {"x": "{{ trigger.body.secret_field }}"}}}
    for how in ("when_done", "node"):
        answer = call(wrong, respond=how)
        assert answer.status_code == 500
        assert answer.json() == {
            "type": "urn:machina:error:internal_error",
            "title": "Something went wrong",
            "status": 500,
            "code": "internal_error",
            "detail": "The workflow has failed. Whoever runs Machina finds out why under the run's id.",
            "run": answer["Machina-Run"],
            "run_state": "failed",
        }
        assert Run.objects.get(pk=UUID(answer["Machina-Run"])).state == "failed"


def test_a_run_that_is_cancelled_is_told_apart(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "tell", lambda rows: [cancel_run(SYSTEM, row.run_id) for row in rows])
    answer = call(DOUBLED, respond="when_done")
    said = answer.json()
    assert (answer.status_code, said["code"], said["run_state"]) == (409, "cancelled", "cancelled")
    assert said["run"] == answer["Machina-Run"]


def test_a_run_that_never_answers_is_named_when_it_has_ended(call: Call, worked_off: None) -> None:
    answer = call(DOUBLED, respond="node")
    assert (answer.status_code, answer.json()) == (200, {"run": answer["Machina-Run"]})


def test_what_takes_longer_is_accepted(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "WAITED_FOR", 0.05)
    monkeypatch.setattr(offers, "tell", lambda rows: None)
    answer = call(DOUBLED, respond="when_done")
    assert (answer.status_code, answer.json()) == (202, {"run": answer["Machina-Run"]})
    assert Run.objects.get().state == "queued"


def test_a_second_delivery_is_not_waited_for(call: Call, worked_off: None) -> None:
    client = Client(raise_request_exception=False, headers={"webhook-id": "a"})
    first = call(DOUBLED, respond="when_done", client=client)
    address = first.wsgi_request.path
    again = client.post(address, b"{}", content_type="application/json")
    assert (again.status_code, again.json()) == (200, {"run": first["Machina-Run"]})


@pytest.mark.parametrize(
    "headers",
    [
        {"Set-Cookie": "sessionid=evil"},
        {"Content-Security-Policy": "script-src *"},
        {"Access-Control-Allow-Origin": "*"},
        {"Service-Worker-Allowed": "/"},
        {"Clear-Site-Data": '"*"'},
        {"Strict-Transport-Security": "max-age=0"},
        {"Machina-Run": "another"},
        {"Transfer-Encoding": "chunked"},
        {"X-Split": "a\r\nSet-Cookie: b=c"},
        {"Bad Name": "x"},
        {"X-Long": "x" * 5_000},
    ],
)
def test_a_workflow_does_not_decide_on_what_protects_the_origin(headers: dict[str, str]) -> None:
    told = answering.as_told({"status": 200, "headers": headers, "body": "x"})
    given = {name.lower() for name in told.headers} - {"content-type", "content-security-policy"}
    assert given == set()
    assert told["Content-Security-Policy"] == answering.SANDBOXED


def test_a_page_that_a_workflow_answers_with_runs_no_script() -> None:
    page = {"headers": {"Content-Type": "text/html"}, "body": "<script>alert(1)</script>"}
    told: HttpResponse = answering.as_told(page)
    assert (told["Content-Type"], told["Content-Security-Policy"].split(";")[0]) == ("text/html", "sandbox")


@pytest.mark.parametrize("status", [None, "200", 99, 600, 101, True, 1e9])
def test_a_status_that_is_none_is_an_error(status: object) -> None:
    assert answering.as_told({"status": status, "body": None}).status_code == 500
