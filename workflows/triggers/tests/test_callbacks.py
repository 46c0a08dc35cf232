"""``/hooks/wait/<token>/``: called once, by whoever was told, with a body or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from integrations.actors import SYSTEM
from integrations.payloads.contents import load
from integrations.queue import offers
from workflows.engine.graph import graph_hash
from workflows.models import Revision, Run, Step
from workflows.runs import steps
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.drawing import drawn

pytestmark = pytest.mark.django_db(transaction=True)

GRAPH = drawn(
    {
        "told": {"type": "flow.set", "fields": {"url": "{{ wait_url('wait') }}"}},
        "wait": {"type": "flow.wait", "callback": True},
        "after": {"type": "flow.set", "fields": {"said": "{{ wait.body }}"}},
    },
    "told -> wait",
    "wait -> after",
)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    """Of the wait of a run that has come to it. What workers are told of is done at once."""

    def work_off(rows: list[Step]) -> None:
        for row in rows:
            steps.run(row.pk)

    monkeypatch.setattr(offers, "tell", work_off)
    revision = Revision.objects.create(graph=GRAPH.as_dict(), graph_hash=graph_hash(GRAPH))
    start_run(SYSTEM, RunStart(revision=revision, customer=None, source="manual", lane="interactive"))
    step = Step.objects.select_related("result").get(node_id="told")
    assert step.result is not None
    told: Any = load(step.result)
    return urlsplit(str(told["url"])).path


def test_the_first_call_is_what_the_run_goes_on_with(client: Client, address: str) -> None:
    answer = client.post(address, {"is_approved": True}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    again = client.post(address, {"is_approved": False}, content_type="application/json")
    assert (again.status_code, again.json()["code"], again["Content-Type"]) == (
        409,
        "conflict",
        "application/problem+json",
    )
    run = Run.objects.select_related("output").get()
    assert run.output is not None
    assert (run.state, load(run.output)) == ("succeeded", {"said": {"is_approved": True}})


@pytest.mark.parametrize("change", [lambda path: f"{path[:-4]}AAA/", lambda path: "/hooks/wait/x/", str.upper])
def test_an_address_that_nobody_was_told_is_not_found(
    client: Client, address: str, change: Callable[[str], str]
) -> None:
    answer = client.post("/hooks/wait/" + change(address).rsplit("/", 2)[1] + "/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert Run.objects.get().state == "waiting"


def test_looking_at_an_address_calls_nothing(client: Client, address: str) -> None:
    for look in (client.get, client.head, client.options):
        answer = look(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST, PUT, PATCH")
    assert Run.objects.get().state == "waiting"
    assert client.put(address).status_code == 200


def test_what_cannot_be_read_is_refused_and_may_be_sent_anew(client: Client, address: str) -> None:
    answer = client.post(address, b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert client.post(address, b"yes", content_type="text/plain").status_code == 200
    run = Run.objects.select_related("output").get()
    assert run.output is not None
    assert load(run.output) == {"said": "yes"}
