"""REST waits for calls without holding a thread and without asking the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import HttpCommunicator
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.api.views import operations
from integrations.egress.tests.vendor import Vendor, ok
from integrations.execution import door, waiting
from integrations.execution.cancelling import cancel
from integrations.execution.notices import subscription
from integrations.execution.tests.conftest import LETTER
from integrations.models import Call, Connection, Customer
from machina.handler import Handler

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 100
HANDLER = Handler()


@pytest.fixture
def secret(acme: Customer, connection: Connection) -> str:
    return keys.create_key(SYSTEM, "server", customer=acme).secret


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of any thread of this process."""
    sent: list[str] = []
    execute = CursorWrapper.execute

    def noting(self: CursorWrapper, sql: str, params: Any = None) -> object:
        sent.append(sql)
        return execute(self, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", noting)
    return sent


@pytest.fixture(autouse=True)
def _deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(waiting, "FIRST_LOOK", 1_000.0)
    yield
    assert subscription._expected == {}


@dataclass(frozen=True)
class Answer:
    """What came back over ASGI."""

    status: int
    content_type: str
    body: Any


def request(secret: str, address: str, **body: Any) -> HttpCommunicator:
    """As Daphne would bring it to the web process."""
    content = json.dumps({} if "connections" in address else {"customer": "acme", **body}).encode()
    headers = [
        (b"host", b"localhost"),
        (b"authorization", f"Bearer {secret}".encode()),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    return HttpCommunicator(HANDLER, "POST", f"/api/v1/{address}", content, headers)


async def post(secret: str, address: str, **body: Any) -> Answer:
    sent = request(secret, address, **body)
    answer = await sent.get_response(timeout=20)
    await sent.wait(5)
    found = {name.lower(): value.decode() for name, value in answer["headers"]}
    assert int(found[b"content-length"]) == len(answer["body"])
    return Answer(answer["status"], found[b"content-type"], json.loads(answer["body"]))


async def read_letter(secret: str, **body: Any) -> Answer:
    return await post(secret, "operations/post.read_letter/run", params={}, **body)


async def until_opened(count: int) -> list[Call]:
    """The calls, once there are so many."""
    calls: list[Call] = []
    for _ in range(1_000):
        calls = [call async for call in Call.objects.all()]
        if len(calls) >= count:
            return calls
        await asyncio.sleep(0.01)
    raise AssertionError(f"{len(calls)} calls were opened, not {count}")


async def until_nobody_waits() -> None:
    """A thread that was still at the request of somebody who has gone tidies up after him."""
    for _ in range(500):
        if not subscription._expected:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("somebody still waits")


async def run(calls: list[Call]) -> None:
    for call in calls:
        await sync_to_async(door.run_call)(call.pk)


async def test_many_wait_at_once_and_ask_the_database_for_nothing(
    vendor: Vendor, secret: str, statements: list[str]
) -> None:
    asking = [asyncio.create_task(read_letter(secret)) for _ in range(MANY)]
    calls = await until_opened(MANY)
    statements.clear()
    await asyncio.sleep(0.5)
    assert statements == []
    await run(calls)
    answers = [await each for each in asking]
    assert [(each.status, each.body["result"]) for each in answers] == [(200, LETTER)] * MANY
    assert {each.body["call"] for each in answers} == {str(call.pk) for call in calls}


async def test_an_error_is_a_problem_as_ever(vendor: Vendor, secret: str, connection: Connection) -> None:
    asking = asyncio.create_task(read_letter(secret))
    calls = await until_opened(1)
    await Connection.objects.aupdate(status="revoked")
    await run(calls)
    answer = await asking
    assert (answer.status, answer.content_type) == (409, "application/problem+json")
    assert answer.body["code"] == "not_connected"


async def test_warnings_reach_the_caller(vendor: Vendor, secret: str) -> None:
    asking = asyncio.create_task(post(secret, "operations/post.misread_letter/run", params={"letter_id": "1"}))
    await run(await until_opened(1))
    answer = await asking
    assert (answer.status, answer.body["success"]) == (200, True)
    assert "does not fit the declared output of post.misread_letter" in answer.body["warnings"][0]


async def test_a_cancelled_call_is_no_success(vendor: Vendor, secret: str) -> None:
    asking = asyncio.create_task(read_letter(secret))
    (call,) = await until_opened(1)
    await sync_to_async(cancel)(call.pk)
    answer = await asking
    assert (answer.status, answer.content_type) == (409, "application/problem+json")
    assert (answer.body["code"], answer.body["status"]) == ("cancelled", 409)
    assert vendor.received == []


async def test_a_refusal_does_not_wait(secret: str) -> None:
    answer = await read_letter(secret, connection="not-an-id")
    assert (answer.status, answer.body["code"]) == (422, "input_error")


async def test_what_takes_too_long_is_answered_with_where_to_ask(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "WAIT_SECONDS", 0.1)
    answer = await read_letter(secret)
    call = await Call.objects.aget()
    assert (answer.status, answer.content_type) == (202, "application/json")
    assert answer.body == {
        "call": str(call.pk),
        "state": "queued",
        "url": f"http://localhost/api/v1/calls/{call.pk}/",
    }


async def test_a_call_that_waits_says_for_how_long(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "WAIT_SECONDS", 1.0)
    asking = asyncio.create_task(read_letter(secret))
    (call,) = await until_opened(1)
    due = timezone.now() + timedelta(seconds=90)
    await Call.objects.aupdate(state="waiting", not_before=due, offered_at=None)
    answer = await asking
    assert (answer.status, answer.body["state"]) == (202, "waiting")
    assert 80 < answer.body["retry_after"] <= 90
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    shown = (await sync_to_async(client.get)(f"/api/v1/calls/{call.pk}/")).json()
    assert (shown["state"], 80 < shown["retry_after"] <= 90) == ("waiting", True)
    await Call.objects.aupdate(state="queued", not_before=None)
    assert (await sync_to_async(client.get)(f"/api/v1/calls/{call.pk}/")).json()["retry_after"] is None


async def test_a_caller_who_goes_away_leaves_nothing_behind(vendor: Vendor, secret: str) -> None:
    sent = request(secret, "operations/post.read_letter/run", params={})
    await sent.send_input({"type": "http.request", "body": sent.body})
    calls = await until_opened(1)
    await sent.send_input({"type": "http.disconnect"})
    await sent.wait(5)
    await until_nobody_waits()
    await run(calls)
    assert (await Call.objects.aget()).state == "succeeded"


async def test_the_same_key_twice_at_once_is_one_call_and_one_answer(vendor: Vendor, secret: str) -> None:
    asking = [asyncio.create_task(read_letter(secret, idempotency_key="order-17")) for _ in range(2)]
    calls = await until_opened(1)
    await asyncio.sleep(0.5)
    assert [len(each) for each in subscription._expected.values()] == [2]
    await run(calls)
    first, second = [await each for each in asking]
    assert first.body == second.body
    assert len(vendor.received) == await Call.objects.acount() == 1


async def test_choices_and_tests_wait_in_the_same_way(
    vendor: Vendor, secret: str, connection: Connection, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.answers(ok({"boxes": ["red"], **LETTER}))
    asking = [
        asyncio.create_task(post(secret, "operations/post.send_letter/options/to", params={"street": "Elm"})),
        asyncio.create_task(post(secret, f"connections/{connection.pk}/test")),
    ]
    calls = await until_opened(2)
    statements.clear()
    await asyncio.sleep(0.3)
    assert statements == []
    await run(calls)
    choices, test = [await each for each in asking]
    assert (choices.status, choices.body["options"]) == (200, [{"value": "red", "label": "Red"}])
    assert "/boxes?q=&street=Elm" in [each.path for each in vendor.received]
    assert (test.status, test.body["success"]) == (200, True)


async def test_choices_that_do_not_come_are_given_up(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "SECONDS", 0.1)
    answer = await post(secret, "operations/post.send_letter/options/to")
    assert (answer.status, answer.body["code"]) == (503, "remote_unavailable")
    assert (await Call.objects.aget()).state == "cancelled"
