"""A web process that is told to stop takes nothing new, finishes what runs, and ends."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect

from machina.server.tests.conftest import PATIENCE, StartWeb, Web, read_all, read_head
from machina.server.tests.test_outflow import close_of

pytestmark = pytest.mark.processes
HELD = b"GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n"
NOW = b"GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n"


def wait_until_closed(web: Web) -> None:
    """Until it listens no more."""
    deadline = time.monotonic() + PATIENCE
    with suppress(ConnectionRefusedError, ConnectionResetError):
        while time.monotonic() < deadline:
            web.connect().close()
        raise AssertionError("the server goes on listening")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_running_requests_are_finished(web: Web, number: signal.Signals) -> None:
    with web.connect() as client:
        client.sendall(HELD)
        web.told("held")
        web.process.send_signal(number)
        wait_until_closed(web)
        assert web.process.poll() is None
        web.let_go()
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in answer
    assert web.process.wait(PATIENCE) == 0


def test_a_body_that_is_on_its_way_is_waited_for(web: Web) -> None:
    with web.connect() as client:
        client.sendall(NOW)
        read_head(client)  # the server has this connection, which before might only wait to be taken
        client.sendall(b"POST /now HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf ")
        web.process.terminate()
        wait_until_closed(web)
        client.sendall(b"whole")
        assert read_all(client).endswith(b"2\r\n10\r\n0\r\n\r\n")
    assert web.process.wait(PATIENCE) == 0


def test_a_download_is_finished(web: Web) -> None:
    with web.connect() as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        web.told("sent 65536")
        web.process.terminate()
        wait_until_closed(web)
        assert read_all(client).endswith(b"0\r\n\r\n")
    assert web.process.wait(PATIENCE) == 0


def test_a_connection_that_is_kept_gets_its_next_answer_and_is_told_that_it_is_the_last(web: Web) -> None:
    with web.connect() as holding, web.connect() as kept:
        holding.sendall(HELD)
        web.told("held")
        kept.sendall(NOW)
        assert b"Connection: close" not in read_head(kept)
        web.process.terminate()
        wait_until_closed(web)
        kept.sendall(NOW)
        assert b"Connection: close" in read_all(kept)
        web.let_go()
        assert read_all(holding).startswith(b"HTTP/1.1 200 OK")
    assert web.process.wait(PATIENCE) == 0


def test_what_takes_too_long_is_given_up(start_web: StartWeb) -> None:
    web = start_web(DRAIN_SECONDS=1)
    with web.connect() as client:
        client.sendall(HELD)
        web.told("held")
        web.process.terminate()
        assert read_all(client) == b""
    assert web.process.wait(PATIENCE) == 0


def test_idle_connections_hold_nobody_up(web: Web) -> None:
    with web.connect(), web.connect() as kept:
        kept.sendall(NOW)
        read_head(kept)
        web.process.terminate()
        assert web.process.wait(10) == 0


async def test_sockets_are_told_that_they_may_come_again(web: Web) -> None:
    async with connect(f"ws://127.0.0.1:{web.port}/") as client:
        web.process.terminate()
        assert await close_of(client) == (1012, "The server restarts.")
    assert web.process.wait(PATIENCE) == 0


def test_a_deploy_under_load_loses_no_request(start_web: StartWeb) -> None:
    """Each of eight clients keeps its connection where it may, and goes to the next process when it is turned away."""
    old, new = start_web(), start_web()
    lost: list[BaseException] = []
    answered = [0] * 8
    has_begun = threading.Barrier(9)

    def work(number: int) -> None:
        web, client = old, old.connect()
        try:
            for turn in range(60):
                if turn == 5:
                    has_begun.wait(PATIENCE)
                client.sendall(NOW)
                answer = read_head(client)
                assert answer.startswith(b"HTTP/1.1 200 OK"), answer
                answered[number] += 1
                if b"Connection: close" in answer:
                    client.close()
                    web = new  # as a proxy does, for which the old one listens no more
                    client = web.connect()
        except BaseException as error:
            lost.append(error)
        finally:
            client.close()

    clients = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for each in clients:
        each.start()
    has_begun.wait(PATIENCE)
    old.process.terminate()
    for each in clients:
        each.join(PATIENCE)
    assert lost == []
    assert answered == [60] * 8
    assert old.process.wait(PATIENCE) == 0
