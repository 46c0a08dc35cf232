"""A vendor on loopback that follows a script, byte for byte where needed, and keeps what it was sent."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request as it came in; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Vendor:
    """Answers each request with the next reply of the script, and repeats the last one for ever."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self.closing = threading.Event()
        self.connections = 0
        self._script: list[Reply] = [ok()]
        self._lock = threading.Lock()
        vendor = self

        class Handler(_Handler):
            def setup(self) -> None:
                vendor.connections += 1
                super().setup()

            def answer(self, received: Received) -> None:
                vendor._next(received)(self, vendor)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            # The handshake belongs to the thread of the connection, not to the one that accepts.
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def answers(self, *script: Reply) -> None:
        self._script = list(script)

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _next(self, received: Received) -> Reply:
        with self._lock:
            self.received.append(received)
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        length = int(self.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.answer(Received(self.command, self.path, headers, self.rfile.read(length)))

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def answer(self, received: Received) -> None:
        raise NotImplementedError

    def log_message(self, *args: object) -> None:
        """A test server is quiet."""


Reply = Callable[[_Handler, Vendor], None]


def ok(body: object = None, **headers: str) -> Reply:
    return status(200, {"ok": True} if body is None else body, **headers)


def status(code: int, body: object = b"", **headers: str) -> Reply:
    """An answer; a body that is not bytes is sent as JSON, underscores in header names become hyphens."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}

    def reply(handler: _Handler, vendor: Vendor) -> None:
        handler.send_response(code)
        for name, value in ({"content-type": "application/json"} | given).items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content if handler.command != "HEAD" else b"")

    return reply


def raw(data: bytes) -> Reply:
    """Exactly these bytes, then the end of the connection."""

    def reply(handler: _Handler, vendor: Vendor) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return reply


def reset(before: bytes = b"") -> Reply:
    """These bytes, then a connection that is torn down without a goodbye."""

    def reply(handler: _Handler, vendor: Vendor) -> None:
        handler.wfile.write(before)
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    return reply


def silence() -> Reply:
    """No answer at all until the test is over."""

    def reply(handler: _Handler, vendor: Vendor) -> None:
        vendor.closing.wait(30)
        handler.close_connection = True

    return reply


def drip(head: bytes, byte: bytes = b"x") -> Reply:
    """The head, then a byte every 10 ms for as long as anybody listens."""

    def reply(handler: _Handler, vendor: Vendor) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(head)
            while not vendor.closing.wait(0.01):
                handler.wfile.write(byte)
                handler.wfile.flush()
        except OSError:
            """The other side has had enough."""

    return reply
