"""Answers that stream: made as they are sent, whatever Django's own handler would collect."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.urls import path
from pytest_django import Settings

from machina.handler import Handler

MADE: list[int] = []
HELD = Path("/dev/zero")


def counted(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        for number in range(1000):
            MADE.append(number)
            yield b"x" * 65536

    return StreamingHttpResponse(parts())


def endless(request: HttpRequest) -> FileResponse:
    return FileResponse(HELD.open("rb"), filename="zeros")


urlpatterns = [path("api/counted", counted), path("api/endless", endless)]


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
