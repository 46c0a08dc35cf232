"""A web process of its own for each test that asks: real sockets, real signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

import psutil
import pytest

from machina.testing.stack import free_port
from machina.up.processes import die_with_parent

APPLICATION = "machina.server.tests.application:application"
PATIENCE = 30.0


@dataclass
class Web:
    """A running server of `application.py`."""

    process: subprocess.Popen[str]
    port: int

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask(self, request: bytes) -> bytes:
        """What comes back until the server closes the connection."""
        with self.connect() as client:
            client.sendall(request)
            return read_all(client)

    def told(self, beginning: str) -> str:
        """The next line of its output that begins so."""
        output = cast(IO[str], self.process.stdout)
        while not (line := output.readline()).startswith(beginning):
            assert line, f"the server ended before it told {beginning!r}"
        return line.strip()

    def let_go(self) -> None:
        """Answer one held request."""
        held = cast(IO[str], self.process.stdin)
        held.write("go\n")
        held.flush()

    def megabytes(self) -> float:
        memory: int = psutil.Process(self.process.pid).memory_info().rss
        return memory / 1024 / 1024


def read_all(client: socket.socket) -> bytes:
    """Everything until the other side closes."""
    parts = []
    while part := client.recv(65536):
        parts.append(part)
    return b"".join(parts)


def read_head(client: socket.socket) -> bytes:
    """One answer's headers, and what came with them."""
    answer = b""
    while b"\r\n\r\n" not in answer and (part := client.recv(65536)):
        answer += part
    return answer


def as_from_a_terminal() -> Callable[[], None]:
    """A ``preexec_fn``: what a shell starts in the background would be deaf to Ctrl-C."""
    die = die_with_parent()

    def before_exec() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if die is not None:
            die()

    return before_exec


StartWeb = Callable[..., Web]


@pytest.fixture
def start_web() -> Iterator[StartWeb]:
    """Starts a server, with limits of the test's own where it names some."""
    started: list[subprocess.Popen[str]] = []

    def start(**changed: float) -> Web:
        port = free_port()
        settings = "".join(f"limits.{name} = {value}; " for name, value in changed.items())
        code = f"from machina.server import limits; {settings}from machina.server.__main__ import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", code, "--port", str(port), APPLICATION],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            preexec_fn=as_from_a_terminal(),
        )
        started.append(process)
        web = Web(process, port)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                web.connect().close()
            except ConnectionRefusedError:
                assert process.poll() is None, "the server ended before it listened"
                assert time.monotonic() < deadline, "the server did not listen"
                time.sleep(0.02)
            else:
                return web

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=PATIENCE)


@pytest.fixture
def web(start_web: StartWeb) -> Web:
    return start_web()
