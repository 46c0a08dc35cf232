"""Asks `/readyz` without blocking, so that the log flows while Machina starts."""

from __future__ import annotations

import socket
import time

EVERY_SECONDS = 0.1


class ReadyProbe:
    """One question after another until the answer is 200. ``poll`` is called from the supervisor's loop."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (loopback_of(host), port)
        self._socket: socket.socket | None = None
        self._sent = False
        self._next_at = 0.0
        self._answer = b""

    def poll(self) -> bool:
        """Whether Machina is ready; never waits."""
        if time.monotonic() < self._next_at:
            return False
        try:
            return self._step()
        except BlockingIOError:
            return False
        except OSError:
            return self._again()

    def _step(self) -> bool:
        if self._socket is None:
            family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
            self._socket = socket.socket(family, socket.SOCK_STREAM)
            self._socket.setblocking(False)
            self._socket.connect_ex(self._address)
        if not self._sent:
            self._socket.send(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            self._sent = True
        while chunk := self._socket.recv(4096):
            self._answer += chunk
        ready = self._answer.split(b" ", 2)[1:2] == [b"200"]
        self._again()
        return ready

    def _again(self) -> bool:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._sent, self._answer = None, False, b""
        self._next_at = time.monotonic() + EVERY_SECONDS
        return False


def loopback_of(host: str) -> str:
    """Where a server bound to ``host`` is reached from its own machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
