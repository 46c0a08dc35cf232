"""Answers that stream: made as they are sent, whatever Django's own handler would collect."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from pytest_django import Settings

from machina.handler import Handler

MADE: list[int] = []
CLOSED: list[str] = []
STARTED, GO_ON, ENDED = threading.Event(), threading.Event(), threading.Event()
HELD = Path("/dev/zero")


def counted(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        for number in range(1000):
            MADE.append(number)
            yield b"x" * 65536

    return StreamingHttpResponse(parts())


def endless(request: HttpRequest) -> FileResponse:
    return FileResponse(HELD.open("rb"), filename="zeros")


def closed(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("whole")
    vars(response)["_resource_closers"].append(lambda: CLOSED.append(request.path))
    return response


def slow(request: HttpRequest) -> HttpResponse:
    STARTED.set()
    assert GO_ON.wait(10)
    response = closed(request)
    vars(response)["_resource_closers"].append(ENDED.set)
    return response


urlpatterns = [
    path("api/counted", counted),
    path("api/endless", endless),
    path("api/closed", closed),
    path("api/slow", slow),
]


class Client:
    """Takes so many parts of an answer, and goes away."""

    def __init__(self, takes: int) -> None:
        self.taken: list[bytes] = []
        self._takes = takes
        self._has_left = asyncio.Event()
        self._asked = False

    async def receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._has_left.wait()
        return {"type": "http.disconnect"}

    def leave(self) -> None:
        self._has_left.set()

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            self.taken.append(message.get("body", b""))
            if len(self.taken) == self._takes:
                self._has_left.set()
                await asyncio.Event().wait()  # as for a reader who reads no more


async def ask(address: str, client: Client) -> None:
    headers = [(b"host", b"testserver")]
    scope = {"type": "http", "method": "GET", "path": address, "headers": headers, "query_string": b""}
    await Handler()(scope, client.receive, client.send)


async def test_a_stream_is_made_as_it_is_taken(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    MADE.clear()
    client = Client(takes=3)
    await ask("/api/counted", client)
    assert [len(part) for part in client.taken] == [65536] * 3
    assert len(MADE) <= 4


async def test_a_stream_arrives_whole(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(takes=1001)
    await ask("/api/counted", client)
    assert sum(map(len, client.taken)) == 1000 * 65536


async def test_a_file_is_read_as_it_is_taken_and_closed(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(takes=3)
    await ask("/api/endless", client)
    assert client.taken == [bytes(65536)] * 3


async def test_an_answer_is_closed_once_it_is_sent(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    CLOSED.clear()
    client = Client(takes=2)
    await ask("/api/closed", client)
    assert client.taken == [b"whole"]
    assert CLOSED == ["/api/closed"]


async def test_an_answer_for_nobody_is_closed_as_well(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    CLOSED.clear()
    client = Client(takes=1)
    asking = asyncio.ensure_future(ask("/api/slow", client))
    await asyncio.to_thread(STARTED.wait, 10)
    client.leave()
    await asking  # the client has gone: that is no error, and nobody waits for what its thread still makes
    GO_ON.set()
    assert await asyncio.to_thread(ENDED.wait, 10)
    assert (client.taken, CLOSED) == ([], ["/api/slow"])


async def test_who_stops_the_server_is_not_taken_for_a_client_that_left(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    asking = asyncio.ensure_future(ask("/api/endless", Client(takes=1)))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_signals_are_sent_once_around_each_request(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    heard: list[str] = []

    def began(**_: object) -> None:
        heard.append(threading.current_thread().name.partition("_")[0])

    def ended(**_: object) -> None:
        heard.append("ended")

    request_started.connect(began)
    request_finished.connect(ended)
    try:
        await ask("/api/closed", Client(takes=2))
    finally:
        request_started.disconnect(began)
        request_finished.disconnect(ended)
    assert heard == ["http", "ended"]  # begun in the thread that asks the database
