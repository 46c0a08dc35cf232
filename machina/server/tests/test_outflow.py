"""Attack: a reader who reads nothing makes nobody keep what he asked for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from machina.server.limits import LARGEST_KEPT, LARGEST_MESSAGE, MEGABYTE
from machina.server.tests.conftest import StartWeb, Web, read_all

pytestmark = pytest.mark.processes
MUCH = 200 * MEGABYTE


async def close_of(client: ClientConnection) -> tuple[int, str]:
    """Code and reason of the close, after what comes before it."""
    with suppress(ConnectionClosed):
        while True:
            await client.recv()
    return client.close_code or 0, client.close_reason or ""


def send_for_ever(client: socket.socket) -> None:
    """What it sends is not read either."""
    while True:
        client.send(b"x")


def test_a_download_is_made_as_it_is_read(web: Web) -> None:
    before = web.megabytes()
    with web.connect() as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        web.told("sent 65536")
        assert b"200 OK" in client.recv(1024)
        assert web.ask(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
        assert web.megabytes() < before + 40
        assert len(read_all(client)) > MUCH
    assert web.megabytes() < before + 40


def test_a_download_that_nobody_reads_ends(start_web: StartWeb) -> None:
    web = start_web(SECONDS_WITHOUT_PROGRESS=1)
    with web.connect() as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        web.told("sent 65536")
        with pytest.raises(ConnectionResetError):
            send_for_ever(client)


async def test_a_socket_that_nobody_reads_is_bounded_and_closed_with_a_reason(start_web: StartWeb) -> None:
    web = start_web(SOCKET_UNREAD_SECONDS=1)
    before = web.megabytes()
    # The client's own reading stops with its queue.
    async with connect(f"ws://127.0.0.1:{web.port}/flood", max_queue=1, max_size=None, ping_interval=None) as client:
        await asyncio.to_thread(web.told, "sent 65536")
        closed = asyncio.create_task(client.wait_closed())
        await asyncio.wait([closed], timeout=4)
        assert web.megabytes() < before + 40
        assert await close_of(client) == (
            4408,
            "Nothing was read for 1 s. Connect again, and ask for what you missed.",
        )


async def test_a_message_beyond_the_limit_closes_the_socket_in_words(web: Web) -> None:
    before = web.megabytes()
    async with connect(f"ws://127.0.0.1:{web.port}/", max_size=None) as client:
        await client.send("x" * (LARGEST_MESSAGE + 1))
        code, reason = await close_of(client)
    assert (code, reason.endswith("24 MiB are the most.")) == (1009, True)
    assert web.megabytes() < before + 40


async def test_many_small_frames_count_as_one_message(web: Web) -> None:
    async def parts(size: int, count: int) -> AsyncIterator[str]:
        for _ in range(count):
            yield "x" * size

    async with connect(f"ws://127.0.0.1:{web.port}/", max_size=None) as client:
        await client.send(parts(1, 2000))
        assert await client.recv() == "2000 xxxxx…xxxxx"
        with suppress(ConnectionClosed):
            await client.send(parts(MEGABYTE, 25))
        code, _ = await close_of(client)
    assert code == 1009


async def test_of_a_message_that_is_too_large_the_ends_arrive(web: Web) -> None:
    before = web.megabytes()
    async with connect(f"ws://127.0.0.1:{web.port}/", max_size=None) as client:
        await client.send("begin" + "ä" * (9 * MEGABYTE) + "end!!")
        answer = await client.recv()
        assert isinstance(answer, str)
        size, text = answer.split(" ")
        assert (int(size) > LARGEST_KEPT // 2, text) == (True, "begin…end!!")
        await client.send("still there")
        assert await client.recv() == "11 still…there"
    assert web.megabytes() < before + 40


async def test_an_application_says_why_it_closes(web: Web) -> None:
    async with connect(f"ws://127.0.0.1:{web.port}/") as client:
        await client.send("close")
        assert await close_of(client) == (4400, "As you wished.")


async def test_a_socket_has_an_age_and_says_so(start_web: StartWeb) -> None:
    web = start_web(MAX_SOCKET_SECONDS=1)
    async with connect(f"ws://127.0.0.1:{web.port}/") as client:
        assert await close_of(client) == (1001, "A socket lasts 0 hours at most. Connect again.")
