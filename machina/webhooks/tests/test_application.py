"""Webhooks ahead of the middleware: the same answers and headers, and one transaction for what comes together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

import machina.handler
from integrations.errors import NotConnected
from machina.fair_threads import FairThreads
from machina.handler import Handler
from machina.webhooks import groups
from machina.webhooks.reading import LARGEST, call_in
from machina.webhooks.tests.conftest import Answer, Hook, ask, scope_of
from workflows.models import InboxEvent, Run
from workflows.triggers.hooks import intake
from workflows.triggers.hooks.calls import HookCall
from workflows.triggers.hooks.receiving import received
from workflows.triggers.starting import start as real_start

pytestmark = pytest.mark.django_db(transaction=True)

MakeHook = Callable[..., Hook]


@pytest.fixture
def long_way(monkeypatch: pytest.MonkeyPatch) -> Handler:
    """A handler that knows no short way, with a thread of its own."""
    monkeypatch.setattr(machina.handler, "_threads", FairThreads(1, name="long-way"))
    handler = Handler()
    handler.load_middleware()

    async def never(*args: Any) -> bool:
        return False

    monkeypatch.setattr(handler._webhooks, "answers", never)
    return handler


@pytest.fixture
def short_way(monkeypatch: pytest.MonkeyPatch) -> Handler:
    """A handler whose long way ends the test."""
    handler = Handler()

    async def refuse(*args: Any) -> None:
        raise AssertionError("the long way")

    monkeypatch.setattr(handler, "handle", refuse)
    return handler


def _call(hook: Hook, name: str = "", body: bytes = b"{}", secret: str | None = None) -> HookCall:
    headers = {"machina-secret": hook.secret if secret is None else secret, "content-type": "application/json"}
    return HookCall(hook.public_id, "POST", headers | ({"webhook-id": name} if name else {}), "", body)


@pytest.mark.parametrize(
    ("status", "given"),
    [
        (200, {}),
        (401, {"machina_secret": "whsec_wrong"}),
        (405, {"method": "PUT"}),
        (404, {"path": "/hooks/nobody-has-this/"}),
        (422, {"body": b"{"}),
        (200, {"origin": "https://shop.example"}),
        (204, {"method": "OPTIONS", "origin": "https://shop.example", "access_control_request_method": "POST"}),
    ],
)
async def test_both_ways_answer_the_same(
    hook: MakeHook, short_way: Handler, long_way: Handler, status: int, given: dict[str, Any]
) -> None:
    mine = await asyncio.to_thread(hook, origins=["https://shop.example"])
    asked = {"path": mine.path, "body": b"{}", "machina_secret": mine.secret, "x_request_id": "r-1", **given}
    scope, body = scope_of(**asked), asked["body"]
    answers = [await ask(each, {**scope}, body) for each in (short_way, long_way)]
    short, long = (_comparable(each) for each in answers)
    assert answers[0].status == status
    assert short == long
    assert short[1]["x-request-id"] == "r-1"


def _comparable(answer: Answer) -> tuple[int, dict[str, str], bool]:
    """But for the id of the run."""
    headers = {name: value for name, value in answer.headers.items() if name != "machina-run"}
    return answer.status, headers, bool(answer.body)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "HEAD"},
        {"content_length": str(LARGEST + 1)},
        {"content_length": "x"},
        {"transfer_encoding": "chunked"},
        {"content_type": "Multipart/form-data; boundary=x"},
        {"host": "evil.example"},
        {"host": ""},
    ],
)
def test_what_is_out_of_the_ordinary_goes_the_long_way(change: dict[str, Any]) -> None:
    method = change.pop("method", "POST")
    assert call_in(scope_of("/hooks/abc/", method=method, **change)) is None
    for path in ("/hooks/wait/abc/", "/hooks/a.b/", "/hooks/abc", "/api/v1/runs/"):
        assert call_in(scope_of(path)) is None


def test_what_came_in_the_clear_goes_the_long_way_under_an_https_address(settings: Any) -> None:
    settings.IS_HTTPS = True
    assert call_in(scope_of("/hooks/abc/")) is None
    assert call_in(scope_of("/hooks/abc/", x_forwarded_proto="https")) is not None


def test_calls_that_came_together_share_a_transaction(hook: MakeHook) -> None:
    mine, other = hook(), hook()
    received([_call(mine), _call(other)])  # plans and statements are made
    calls = [_call(each) for each in (mine, other) for _ in range(8)]
    with CaptureQueriesContext(
        connection,
    ) as sent:
        answers = received(calls)
    runs = [UUID(answer["Machina-Run"]) for answer in answers if not isinstance(answer, Exception)]
    assert Run.objects.filter(pk__in=runs, state="succeeded").count() == 16
    assert InboxEvent.objects.filter(run_id__in=runs, state="started").count() == 16
    written = [each["sql"].split()[0] for each in sent if "INSERT" in each["sql"]]
    assert len(written) == 4  # events, contents, runs, steps


def test_a_call_that_is_refused_or_came_before_takes_no_other_along(
    hook: MakeHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, broken = hook(), hook()

    def start(trigger: Any, *args: Any, **kwargs: Any) -> Run:
        if trigger.public_id == broken.public_id:
            raise NotConnected("Nothing is connected.")
        return real_start(trigger, *args, **kwargs)

    monkeypatch.setattr(intake, "start", start)
    [first] = received([_call(mine, "a")])
    calls = [_call(mine, "a"), _call(mine, "b"), _call(broken, "c"), _call(mine, secret="no"), _call(mine, "b")]
    answers = received(calls)
    assert not any(isinstance(each, Exception) for each in [first, *answers])
    assert [each.status_code for each in answers] == [200, 200, 200, 401, 200]  # type: ignore[union-attr]
    named = [each.headers.get("Machina-Run") for each in (first, *answers)]  # type: ignore[union-attr]
    assert named[1] == named[0]
    assert named[2] == named[5]
    assert Run.objects.count() == 2
    waiting = InboxEvent.objects.get(state="waiting")
    assert str(waiting.run_id) == named[3]


def test_what_is_not_kept_is_acknowledged_to_nobody(hook: MakeHook, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = hook()

    def away(*args: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(intake, "insert", away)
    answers = received([_call(mine), _call(mine)])
    assert [type(each) for each in answers] == [OperationalError] * 2
    assert not Run.objects.exists()
    assert not InboxEvent.objects.exists()


async def test_a_fault_of_ours_says_nothing_of_its_cause(
    hook: MakeHook, short_way: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await asyncio.to_thread(hook)

    def broken(calls: Any) -> Any:
        raise ConnectionError("password=hunter2")

    monkeypatch.setattr(groups, "_received", broken)
    answer = await ask(short_way, scope_of(mine.path, machina_secret=mine.secret))
    assert answer.status == 500
    assert b"internal_error" in answer.body
    assert b"hunter2" not in answer.body
