"""``/hooks/test/<token>/``: one call while somebody listens, and nothing for anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from integrations import gate
from integrations.actors import Actor
from integrations.errors import InputError, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import AuditEvent, Customer, StoredFile
from integrations.payloads.contents import load
from integrations.queue import offers
from workflows.models import InboxEvent, Listener, Run, Step, Workflow
from workflows.revisions import create_workflow, save_graph
from workflows.runs import steps
from workflows.runs.asking import Wish
from workflows.triggers.hooks import rates
from workflows.triggers.listening import Listening, listen, stop
from workflows.triggers.tests.conftest import at_once, drawn, webhook

pytestmark = pytest.mark.django_db(transaction=True)

Listen = Callable[..., Listening]


@pytest.fixture
def make_workflow(operator: Actor) -> Callable[..., Workflow]:
    def make(**parameters: Any) -> Workflow:
        return create_workflow(operator, name="Orders", graph=drawn(webhook(**parameters)))

    return make


@pytest.fixture
def listening(operator: Actor, make_workflow: Callable[..., Workflow]) -> Listen:
    def begin(customer: Customer | None = None, **parameters: Any) -> Listening:
        return listen(operator, _wish(make_workflow(**parameters), customer), "hook")

    return begin


def _wish(workflow: Workflow, customer: Customer | None = None) -> Wish:
    return Wish(workflow_id=workflow.pk, holder=Holder.whose(customer), source="editor")


def call(at: Listening, body: bytes = b'{"order": 7}', method: str = "POST", **headers: str) -> Any:
    named = {"machina-secret": at.secret} | {name.replace("_", "-"): value for name, value in headers.items()}
    kind = named.pop("content-type", "application/json")
    client = Client(raise_request_exception=False)
    return client.generic(method, urlsplit(at.url).path, body, content_type=kind, headers=named)


def _work_off(rows: list[Step]) -> None:
    for row in rows:
        steps.run(row.pk)


def _nothing_ran() -> bool:
    return not Run.objects.exists() and not InboxEvent.objects.exists()


def test_one_call_runs_the_draft_once(listening: Listen, globex: Customer) -> None:
    at = listening(globex)
    answer, again = call(at), call(at)
    run = Run.objects.select_related("input").get()
    assert (answer.status_code, answer["Machina-Run"], again.status_code) == (200, str(run.pk), 404)
    assert (run.source, run.trigger_node, run.version, run.deployment) == ("webhook", "hook", None, None)
    assert run.customer == globex
    assert run.input is not None and load(run.input)["body"] == {"order": 7}  # type: ignore[index]
    assert run.actor["kind"] == "staff"
    assert not Listener.objects.exists()
    assert AuditEvent.objects.filter(action__in=["trigger.listen", "run.start"]).count() == 2


def test_what_is_run_is_the_drawing_as_it_was_when_the_listening_began(
    operator: Actor, make_workflow: Callable[..., Workflow]
) -> None:
    workflow = make_workflow()
    at = listen(operator, _wish(workflow), "hook")
    save_graph(operator, workflow.pk, graph=drawn(webhook(node_id="other")), base=1)
    call(at)
    assert [each["id"] for each in Run.objects.get().revision.graph["nodes"]] == ["hook"]


def test_pinned_data_do_not_stand_for_the_call(operator: Actor) -> None:
    graph = drawn({**webhook(), "pinned": {"body": "pinned"}})
    at = listen(operator, _wish(create_workflow(operator, name="Orders", graph=graph)), "hook")
    call(at)
    output = Run.objects.select_related("output").get().output
    assert output is not None and load(output)["body"] == {"order": 7}  # type: ignore[index]


def test_of_calls_at_the_same_time_one_runs(listening: Listen) -> None:
    at = listening()
    answers: list[int] = []
    at_once(lambda: answers.append(call(at).status_code))
    assert sorted(answers) == [200, 404, 404, 404]
    assert Run.objects.count() == 1


@pytest.mark.parametrize("headers", [{"machina_secret": ""}, {"machina_secret": "whsec_x"}, {"machina_signature": "x"}])
def test_whoever_proves_nothing_is_refused_and_ends_no_listening(listening: Listen, headers: dict[str, str]) -> None:
    at = listening(authentication="hmac" if "machina_signature" in headers else "secret")
    assert call(at, b"{not even json", **headers).status_code == 401
    assert _nothing_ran()
    assert Listener.objects.count() == 1


def test_an_open_webhook_and_the_secret_of_another_listener(listening: Listen) -> None:
    first, second = listening(), listening()
    assert call(first, machina_secret=second.secret).status_code == 401
    assert call(listening(authentication="none"), machina_secret="").status_code == 200


def test_other_methods_and_bodies_that_cannot_be_read_end_no_listening(listening: Listen) -> None:
    at = listening()
    assert (call(at, method="GET").status_code, call(at, b"{").status_code) == (405, 422)
    assert call(at, b"x" * (10 * 1024 * 1024 + 1)).status_code == 413
    assert _nothing_ran()
    assert call(at).status_code == 200


def test_without_a_listener_there_is_nothing(listening: Listen, operator: Actor) -> None:
    at = listening()
    unknown = Listening("http://testserver/hooks/test/nobody/", at.secret, at.expires_at)
    assert call(unknown).json()["code"] == "not_found"
    Listener.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert call(at).status_code == 404
    later = listening()
    workflow_id = Listener.objects.get().workflow_id
    assert stop(operator, workflow_id, "hook")
    assert not stop(operator, workflow_id, "hook")
    assert call(later).status_code == 404
    assert _nothing_ran()


def test_listening_again_ends_the_listening_before(operator: Actor, make_workflow: Callable[..., Workflow]) -> None:
    workflow = make_workflow()
    first, second = (listen(operator, _wish(workflow), "hook") for _ in range(2))
    assert (call(first).status_code, call(second).status_code) == (404, 200)


@pytest.mark.parametrize("what", ["operator", "rights", "customer"])
def test_rights_are_read_again_when_the_call_comes(listening: Listen, globex: Customer, what: str) -> None:
    at = listening(globex)
    if what == "operator":
        User.objects.update(is_active=False)
    elif what == "rights":
        for user in User.objects.all():
            user.groups.clear()
    else:
        Customer.objects.update(is_active=False)
    assert call(at).status_code == 404
    assert _nothing_ran()


def test_in_safe_mode_nothing_runs(listening: Listen) -> None:
    at = listening()
    gate.shut("A backup was restored.")
    try:
        assert call(at).status_code == 503
    finally:
        gate.unlock()
    assert call(at).status_code == 200


def test_who_may_not_run_may_not_listen(
    viewer: Actor, globex_actor: Actor, operator: Actor, make_workflow: Callable[..., Workflow]
) -> None:
    workflow = make_workflow()
    with pytest.raises(PermissionDenied):
        listen(viewer, _wish(workflow), "hook")
    with pytest.raises(NotFound):
        listen(globex_actor, _wish(workflow), "hook")
    with pytest.raises(InputError, match="no webhook"):
        listen(operator, _wish(workflow), "elsewhere")
    assert not Listener.objects.exists()


def test_neither_address_nor_secret_lie_in_the_table(listening: Listen) -> None:
    at = listening()
    row = Listener.objects.values().get()
    kept = " ".join(str(value) for value in row.values())
    assert at.url.split("/")[-2] not in kept
    assert at.secret not in kept


def test_a_flood_is_told_to_wait(listening: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "BURST", 2.0)
    monkeypatch.setattr(rates, "PER_SECOND", 0.001)
    at = listening()
    assert [call(at, machina_secret="no").status_code for _ in range(3)] == [401, 401, 429]


def test_who_waits_gets_what_the_run_has_come_to(listening: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "tell", _work_off)
    answer = call(listening(respond="when_done"))
    assert (answer.status_code, answer.json()["body"]) == (200, {"order": 7})
    assert UUID(answer["Machina-Run"]) == Run.objects.get().pk


def test_a_forms_files_belong_to_whom_it_runs_for(listening: Listen, globex: Customer) -> None:
    body = b'--e\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--e--\r\n'
    assert call(listening(globex), body, content_type="multipart/form-data; boundary=e").status_code == 200
    assert StoredFile.objects.get().customer == globex
