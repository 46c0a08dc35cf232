"""A program with a key against the running processes: run, repeat, report, and be refused."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from io import StringIO
from uuid import uuid4

import httpx
import pytest

from machina.testing.person import Person
from machina.testing.stack import Stack

pytestmark = pytest.mark.browser
RUN = "/api/v1/operations/{}/run"


@pytest.fixture(scope="module")
def program(stack: Stack) -> Iterator[httpx.Client]:
    """Holds an operator's key; the owner's account is connected."""
    person = Person(stack)
    person.connect_owner("google", ["gmail", "google_calendar"])
    person.close()
    key = stack.manage("api_key", "create", "program").splitlines()[-1]
    with httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        yield client


def asked_at_google(stack: Stack, method: str) -> int:
    """How often the sandbox was asked for a method so far."""
    counts: dict[str, int] = httpx.get(f"{stack.sandbox_url}/sandbox/_control/requests").json()["counts"]
    return counts.get(method, 0)


def test_an_operation_runs_and_tells_what_it_cost(program: httpx.Client) -> None:
    answer = program.post(RUN.format("gmail.list_labels"), json={"account_mode": "owner", "params": {}})
    body = answer.json()
    assert answer.status_code == 200, body
    assert "INBOX" in [label["name"] for label in body["result"]["labels"]]
    assert body["usage"] | {"id": None} == {
        "id": None,
        "operation": "gmail.list_labels",
        "pricing_key": "label_list",
        "quantity": "1",
        "unit": "call",
        "cost": "0",
        "price": body["usage"]["price"],
        "currency": "USD",
    }
    assert program.get(f"/api/v1/calls/{body['call']}/").json()["state"] == "succeeded"


def test_the_same_idempotency_key_sends_once_and_charges_once(program: httpx.Client, stack: Stack) -> None:
    key, subject = uuid4().hex, uuid4().hex
    letter = {"to": ["theo.marsh@sandmail.example"], "subject": subject, "body": "Hello"}
    body = {"account_mode": "owner", "params": letter, "idempotency_key": key}
    before = asked_at_google(stack, "gmail.users.messages.send")
    first = program.post(RUN.format("gmail.send_message"), json=body).json()
    second = program.post(RUN.format("gmail.send_message"), json=body).json()
    assert first["success"] is True
    assert second == first
    assert asked_at_google(stack, "gmail.users.messages.send") == before + 1
    listed = program.get("/api/v1/usage/", params={"operation": "gmail.send_message"}).json()["results"]
    assert [row["call"] for row in listed].count(first["call"]) == 1
    other = program.post(RUN.format("gmail.send_message"), json=body | {"params": letter | {"body": "Bye"}})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_all_wrong_parameters_are_named_at_once(program: httpx.Client) -> None:
    wrong = {"to": "nobody", "subject": 7, "colour": "red"}
    answer = program.post(RUN.format("gmail.send_message"), json={"account_mode": "owner", "params": wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert {each["field"] for each in answer.json()["errors"]} == {"to.0", "subject", "colour"}


def test_an_unknown_operation_is_not_found(program: httpx.Client) -> None:
    answer = program.post(RUN.format("gmail.fly"), json={"account_mode": "owner"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "'gmail.fly'" in answer.json()["detail"]


def test_a_payload_of_20_mb_is_refused_in_words(program: httpx.Client) -> None:
    body = {"account_mode": "owner", "params": {"query": "x" * 20_000_000}}
    answer = program.post(RUN.format("gmail.search_messages"), json=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_provider_that_limits_is_waited_for(program: httpx.Client, stack: Stack) -> None:
    rule = {"provider": "google", "method": "gmail.users.labels.list", "times": 1, "status": 429, "retry_after": 1}
    httpx.post(f"{stack.sandbox_url}/sandbox/_control/rules", json=rule).raise_for_status()
    began = time.monotonic()
    answer = program.post(RUN.format("gmail.list_labels"), json={"account_mode": "owner"})
    assert answer.status_code == 200
    assert time.monotonic() - began >= 1  # by the worker, or in the queue


def test_a_send_whose_answer_got_lost_is_never_sent_again(program: httpx.Client, stack: Stack) -> None:
    rule = {"provider": "google", "method": "gmail.users.messages.send", "times": 1, "drop_after_effect": True}
    httpx.post(f"{stack.sandbox_url}/sandbox/_control/rules", json=rule).raise_for_status()
    letter = {"to": ["theo.marsh@sandmail.example"], "subject": uuid4().hex, "body": "Hello"}
    body = {"account_mode": "owner", "params": letter, "idempotency_key": uuid4().hex}
    before = asked_at_google(stack, "gmail.users.messages.send")
    first = program.post(RUN.format("gmail.send_message"), json=body)
    second = program.post(RUN.format("gmail.send_message"), json=body)
    assert asked_at_google(stack, "gmail.users.messages.send") == before + 1
    assert first.json() == second.json()


def test_the_report_adds_up_in_json_and_csv(program: httpx.Client) -> None:
    query = {"group_by": "service,operation", "format": "json"}
    rows = program.get("/api/v1/usage/report", params=query).json()["results"]
    sends = [row for row in rows if row["operation"] == "gmail.send_message"]
    assert [row["service"] for row in sends] == ["gmail"]
    text = program.get("/api/v1/usage/report", params=query | {"format": "csv"})
    assert text.headers["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(StringIO(text.text)))
    assert [row["operation"] for row in table] == [row["operation"] for row in rows]
    assert [row["price"] for row in table] == [row["price"] for row in rows]


def test_the_schema_names_every_operation(program: httpx.Client) -> None:
    schema = program.get("/api/schema/", params={"format": "json"}).json()
    operations = [each["key"] for each in program.get("/api/v1/operations/").json()["results"]]
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) >= {RUN.format(key) for key in operations}


def test_a_message_of_20_mb_is_refused_in_words_and_the_socket_goes_on(stack: Stack) -> None:
    person = Person(stack)
    refused = person.ask("execute_node", node_id="n", parameters={"body": "x" * 20_000_000})
    assert (refused["success"], refused["error"]["code"]) == (False, "payload_too_large")
    assert person.ask("ping")["success"]
    person.close()


def test_a_large_answer_to_head_does_not_spill_into_the_next(program: httpx.Client) -> None:
    for _ in range(3):
        head = program.head("/api/v1/nodes/")
        assert (head.status_code, head.content) == (200, b"")
        assert program.get("/api/v1/services/").status_code == 200
