"""Attack: one sender's slow requests take every thread there is; the next one's request is looked at all the same."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from channels.testing import HttpCommunicator
from django.http import HttpRequest, HttpResponse

from integrations.errors import RateLimited
from machina import fair_threads, handler
from machina.fair_threads import FairThreads, Share
from machina.handler import Handler

SOON = 10


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What slow work waits for."""
    gate = threading.Event()
    yield gate
    gate.set()


def test_a_flood_leaves_threads_to_the_others(gate: threading.Event) -> None:
    threads = FairThreads(4, name="test")
    flood, other = Share("flood", 3), Share("other", 3)
    slow = [threads.submit(flood, gate.wait, SOON) for _ in range(20)]
    assert threads.submit(other, str, "looked at").result(SOON) == "looked at"
    gate.set()
    assert [each.result(SOON) for each in slow] == [True] * 20


def test_the_turn_is_the_one_of_who_has_the_fewest(gate: threading.Event) -> None:
    threads, order = FairThreads(1, name="test"), list[str]()
    first = threads.submit(Share("a", 1), gate.wait, SOON)
    rest = [threads.submit(Share(name, 1), order.append, name) for name in "aaabbc"]
    gate.set()
    assert first.result(SOON)
    assert [each.result(SOON) for each in rest] == [None] * 6
    assert order == ["a", "b", "c", "a", "b", "a"]


def test_what_waits_has_an_end(gate: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_threads, "MOST_WAITING", 2)
    threads, flood = FairThreads(4, name="test"), Share("flood", 1)
    waiting = [threads.submit(flood, gate.wait, SOON) for _ in range(3)]
    with pytest.raises(RateLimited):
        threads.submit(flood, gate.wait, SOON)
    assert threads.submit(Share("other", 1), str, "looked at").result(SOON) == "looked at"
    gate.set()
    assert [each.result(SOON) for each in waiting] == [True] * 3


def test_who_has_gone_is_not_worked_for(gate: threading.Event) -> None:
    threads, done = FairThreads(1, name="test"), list[str]()
    share = Share("a", 1)
    first = threads.submit(share, gate.wait, SOON)
    gone = threads.submit(share, done.append, "gone")
    last = threads.submit(share, done.append, "last")
    assert gone.cancel()
    gate.set()
    assert (first.result(SOON), last.result(SOON), done) == (True, None, ["last"])


def test_a_failure_is_its_own_and_gives_the_thread_back() -> None:
    threads, share = FairThreads(1, name="test"), Share("a", 1)
    assert isinstance(threads.submit(share, partial(int, "x")).exception(SOON), ValueError)
    assert threads.submit(share, str, "looked at").result(SOON) == "looked at"


async def test_one_keys_slow_requests_hold_up_nobody_elses(
    gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def respond(self: Handler, request: HttpRequest) -> HttpResponse:
        if request.headers["Authorization"] == "Bearer mk_slow":
            gate.wait(SOON)
        return HttpResponse("looked at")

    monkeypatch.setattr(Handler, "_respond", respond)
    monkeypatch.setattr(fair_threads, "MOST_WAITING", 100)
    web = Handler()
    slow = [asyncio.create_task(get(web, "mk_slow")) for _ in range(handler.MOST_OF_A_PROGRAM + 100 + 3)]
    as_they_end = asyncio.as_completed(slow)
    refused = [await next(as_they_end) for _ in range(3)]
    assert [(status, b"rate_limited" in body) for status, body in refused] == [(429, True)] * 3
    assert await get(web, "mk_other") == (200, b"looked at")
    gate.set()
    assert [await each for each in as_they_end] == [(200, b"looked at")] * (handler.MOST_OF_A_PROGRAM + 100)


async def get(web: Handler, key: str) -> tuple[int, bytes]:
    headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {key}".encode())]
    asking = HttpCommunicator(web, "GET", "/api/v1/services/", b"", headers)
    answer = await asking.get_response(timeout=SOON)
    await asking.wait(SOON)
    return answer["status"], answer["body"]
