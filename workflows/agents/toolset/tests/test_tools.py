"""Tools over REST: offered by level and shape, called through the one door, asked about where a person has to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.catalog.declare import Operation
from integrations.catalog.projections.tool import tool
from integrations.models import ApiKey, Call, Connection, ConnectLink, Customer, OAuthApp, UsageLine
from workflows.agents.toolset import offered
from workflows.agents.toolset.tests.conftest import Program
from workflows.models import Approval
from workflows.tests.desk import Desk

Calling = Callable[..., Any]
READ, WRITE, BURN = "desk_read_note", "desk_write_note", "desk_burn_note"
READS = ["desk_misread_note", "desk_read_note", "desk_refuse_note"]


def names(answer: Any) -> list[str]:
    return [each.get("name") or each["function"]["name"] for each in answer.json()["results"]]


@pytest.mark.parametrize(
    ("level", "seen"),
    [("read", READS), ("write", sorted([*READS, WRITE])), ("destructive", sorted([*READS, WRITE, BURN]))],
)
def test_a_key_sees_the_tools_of_its_level(desk: Desk, program: Program, level: Any, seen: list[str]) -> None:
    answer = program(tools=level).get("/api/v1/tools/")
    assert (names(answer), answer.json()["next"]) == (seen, None)


@pytest.mark.parametrize(
    ("shape", "keys"),
    [
        ("json_schema", {"name", "description", "input_schema"}),
        ("anthropic", {"name", "description", "input_schema"}),
        ("openai", {"type", "function"}),
        ("gemini", {"name", "description", "parameters"}),
    ],
)
def test_tools_come_in_the_shape_of_each_vendor(desk: Desk, program: Program, shape: str, keys: set[str]) -> None:
    results = program().get(f"/api/v1/tools/?format={shape}").json()["results"]
    assert {frozenset(each) for each in results} == {frozenset(keys)}


def test_tools_of_services_and_customers(desk: Desk, program: Program, globex: Customer, initech: Customer) -> None:
    client = program(globex, tools="read")
    assert names(client.get("/api/v1/tools/?services=desk&customer=globex")) == READS
    unknown = client.get("/api/v1/tools/?services=desk,chair")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "services")
    assert client.get("/api/v1/tools/?customer=initech").status_code == 404
    assert client.get("/api/v1/tools/?format=html").json()["errors"][0]["field"] == "format"


def test_one_bad_tool_takes_no_other_along(desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(operation: Operation) -> Any:
        return 1 / 0 if operation.name == "read_note" else tool(operation)

    monkeypatch.setattr(offered, "tool", broken)
    answer = program(tools="read").get("/api/v1/tools/")
    assert names(answer) == [each for each in READS if each != READ]
    reason = "Its definition cannot be made: ZeroDivisionError."
    assert answer.json()["skipped"] == [{"name": READ, "reason": reason}]


def test_a_tool_answers_like_its_operation(
    worker: None, desk: Desk, account: Connection, globex: Customer, program: Program, call: Calling
) -> None:
    answer = call(program(globex, tools="read"), READ)
    body = answer.json()
    assert (answer.status_code, body["success"], body["result"]) == (200, True, {"text": "abab"})
    assert (body["usage"]["operation"], body["usage"]["price"]) == ("desk.read_note", "0.001")
    assert "cost" not in body["usage"]
    made = Call.objects.get()
    assert (str(made.pk), made.customer, made.connection) == (body["call"], globex, account)
    assert UsageLine.objects.filter(customer_id=globex.pk).exists()


def test_the_same_key_is_one_call(
    worker: None, desk: Desk, account: Connection, program: Program, call: Calling
) -> None:
    first = call(program(), WRITE, idempotency_key="k1").json()
    again = call(program(), WRITE, idempotency_key="k1").json()
    assert (again["call"], desk.calls) == (first["call"], 1)
    assert call(program(), WRITE, {"text": "other"}, idempotency_key="k1").json()["code"] == "conflict"
    assert desk.calls == 1


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        ({"text": 1}, ["text"]),
        ({"words": "ab"}, ["text", "words"]),
        ({"text": "ab", "connection": "c1"}, ["connection"]),
        ({"text": "ab", "idempotency_key": "mine"}, ["idempotency_key"]),
    ],
)
def test_every_wrong_argument_is_named(
    desk: Desk, account: Connection, program: Program, call: Calling, arguments: object, fields: list[str]
) -> None:
    answer = call(program(), READ, arguments)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert sorted(each["field"] for each in answer.json()["errors"]) == fields
    assert desk.calls == 0
    assert [each.is_refused for each in Call.objects.all()] == [True]


def test_what_is_above_the_level_is_not_called(
    desk: Desk, account: Connection, globex: Customer, program: Program, call: Calling
) -> None:
    for client, name in ((program(globex, tools="read"), WRITE), (program(globex, tools="write"), BURN)):
        answer = call(client, name)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert (desk.calls, Approval.objects.count()) == (0, 0)
    assert call(program(), "desk_paint_note").status_code == 404


def test_nobody_calls_for_another_customer(
    desk: Desk, account: Connection, initech: Customer, program: Program, call: Calling
) -> None:
    answer = call(program(initech), READ)
    assert (answer.status_code, desk.calls) == (404, 0)
    owner = program(initech).post(
        "/api/v1/tools/call", {"account_mode": "owner", "name": READ, "arguments": {"text": "a"}}, format="json"
    )
    nobody = program().post("/api/v1/tools/call", {"name": READ, "arguments": {"text": "a"}}, format="json")
    assert (owner.status_code, nobody.status_code, desk.calls) == (404, 422, 0)


def test_a_customer_without_account_is_given_a_link(
    desk: Desk, globex: Customer, program: Program, call: Calling
) -> None:
    OAuthApp.objects.create(provider="google", environment="sandbox", client_id="sandbox-google", is_default=True)
    client = program(globex)
    answer = call(client, READ)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_connected")
    link = ConnectLink.objects.get()
    assert (link.customer, link.services, link.verification) == (globex, ["desk"], "email_code")
    assert "/connect/" in answer.json()["connect_url"]
    for _ in range(7):
        call(client, READ)
    assert ConnectLink.objects.count() == 5


def test_what_cannot_be_undone_waits_for_a_person_and_is_done_once(
    worker: None, desk: Desk, account: Connection, globex: Customer, program: Program, call: Calling
) -> None:
    agent, person = program(globex), program()
    asked = call(agent, BURN, idempotency_key="k1")
    approval = Approval.objects.get()
    assert (asked.status_code, asked.json()["approval"]) == (202, str(approval.pk))
    assert asked.json()["url"].endswith(f"/api/v1/approvals/{approval.pk}/")
    assert (desk.calls, Call.objects.count()) == (0, 0)
    address = f"/api/v1/approvals/{approval.pk}/answer"
    assert agent.post(address, {"decision": "approve"}, format="json").status_code == 403
    answered = person.post(address, {"decision": "approve"}, format="json")
    assert (answered.status_code, answered.json()["state"]) == (200, "approved")
    done = call(agent, BURN, idempotency_key="k1").json()
    assert (done["result"], desk.calls) == ({"text": "abab"}, 1)
    assert agent.get(asked.json()["url"]).json()["call"] == done["call"]
    assert Call.objects.get().actor_label == "agent"


def test_edited_arguments_are_what_is_done(
    worker: None, desk: Desk, account: Connection, globex: Customer, program: Program, call: Calling
) -> None:
    agent = program(globex)
    call(agent, BURN, idempotency_key="k1")
    body = {"decision": "approve", "parameters": {"text": "less"}}
    program().post(f"/api/v1/approvals/{Approval.objects.get().pk}/answer", body, format="json")
    assert call(agent, BURN, idempotency_key="k1").json()["result"] == {"text": "lessless"}


def test_a_refusal_is_told_to_whoever_asked(
    desk: Desk, account: Connection, globex: Customer, program: Program, call: Calling
) -> None:
    agent = program(globex)
    call(agent, BURN, idempotency_key="k1")
    body = {"decision": "refuse", "note": "Keep it."}
    program().post(f"/api/v1/approvals/{Approval.objects.get().pk}/answer", body, format="json")
    again = call(agent, BURN, idempotency_key="k1")
    assert (again.status_code, again.json()["code"]) == (409, "approval_refused")
    assert again.json()["detail"].endswith("They say: Keep it.")
    assert desk.calls == 0


def test_rights_that_ended_before_the_answer_count(
    desk: Desk, account: Connection, globex: Customer, program: Program, call: Calling
) -> None:
    call(program(globex), BURN)
    ApiKey.objects.filter(customer=globex).update(revoked_at="2026-01-01T00:00:00Z")
    approval = Approval.objects.get()
    answered = program().post(f"/api/v1/approvals/{approval.pk}/answer", {"decision": "approve"}, format="json")
    assert (answered.json()["state"], answered.json()["call"]) == ("approved", None)
    assert answered.json()["error"]["code"] == "permission_denied"
    assert desk.calls == 0


def test_a_key_that_approves_need_not_ask(
    worker: None, desk: Desk, account: Connection, program: Program, call: Calling
) -> None:
    assert call(program(approves=True), BURN).json()["result"] == {"text": "abab"}
    assert Approval.objects.count() == 0


def test_what_is_bound_to_fail_is_not_asked_about(
    desk: Desk, globex: Customer, program: Program, call: Calling
) -> None:
    assert call(program(globex), BURN).json()["code"] == "not_connected"
    assert Approval.objects.count() == 0


def test_a_signed_in_viewer_calls_nothing(desk: Desk, account: Connection, make_staff: Any, call: Calling) -> None:
    client = APIClient()
    client.force_login(make_staff("vera", "viewer"))
    assert names(client.get("/api/v1/tools/")) == READS
    assert (call(client, READ).status_code, desk.calls) == (403, 0)
