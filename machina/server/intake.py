"""One HTTP connection: what is too much or too slow is refused while it arrives, and nothing of it is kept."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel

from machina.server import limits
from machina.server.outflow import Outflow
from machina.server.request import WebRequest

if TYPE_CHECKING:
    from machina.server.factory import HttpFactory

logger = logging.getLogger(__name__)
PROGRAMS = ("/api/", "/hooks/", "/mcp/")
LAST_HEADERS = b"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
RETRY_SECONDS = 5


class Channel(HTTPChannel):
    """Twisted's, with bounds. Its requests are one after another, as they came."""

    MAX_LENGTH = limits.MAX_HEADER_BYTES
    maxHeaders = limits.MAX_HEADERS
    totalHeadersSize = limits.MAX_HEADER_BYTES
    requestFactory = WebRequest
    factory: HttpFactory
    is_refused = False

    def __init__(self) -> None:
        super().__init__()
        self.outflow = Outflow(limits.SECONDS_WITHOUT_PROGRESS, self._reader_stalled)
        self._held = 0
        self._begin()

    def _begin(self) -> None:
        self._has_begun = False
        self._in_body = False
        self._header_lines = self._header_bytes = self._body_bytes = self._progress = 0

    @property
    def is_idle(self) -> bool:
        """Whether neither a request nor a part of one is here."""
        return not self.requests and not self._has_begun

    @property
    def is_slow(self) -> bool:
        """Whether a request has begun to arrive and is not whole."""
        return self._has_begun

    def connectionMade(self) -> None:
        super().connectionMade()
        self.factory.channels[self] = None

    def connectionLost(self, reason: Failure) -> None:
        self.has_left()
        self.outflow.start()
        super().connectionLost(reason)

    def has_left(self) -> None:
        """The connection is closed, or no longer HTTP."""
        self.factory.channels.pop(self, None)
        self._release()

    # What comes in

    def dataReceived(self, data: bytes) -> None:
        """Not Twisted's: there each byte starts the clock again, and a byte a minute holds a connection for ever."""
        if self.is_refused:
            self.resetTimeout()
            return
        if not self._has_begun:
            self._has_begun = True
            self.resetTimeout()
        LineReceiver.dataReceived(self, data)

    def lineReceived(self, line: bytes) -> None:
        if self.is_refused:
            return
        self._header_lines += 1
        self._header_bytes += len(line)
        if self._header_lines > limits.MAX_HEADERS + 2 or self._header_bytes > limits.MAX_HEADER_BYTES:
            self._refuse_headers()
            return
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        self._refuse_headers()

    def allHeadersReceived(self) -> None:
        limit = limits.body_limit(self.path)
        if self.length is not None and self.length > limit:  # before it is asked to go on by "100 Continue"
            self._refuse_body(f"has {self.length}", limit)
            return
        self._in_body = True
        self.resetTimeout()
        super().allHeadersReceived()

    def rawDataReceived(self, data: bytes) -> None:
        if self.is_refused:
            return
        if self._in_body:
            limit = limits.body_limit(self.path)
            self._body_bytes += len(data)
            self._progress += len(data)
            if self._body_bytes > 2 * limit:  # chunks of one byte, each with a line of its own
                self._refuse_body("has more", limit)
                return
            if self._progress >= limits.PROGRESS:
                self._progress = 0
                self.resetTimeout()
        super().rawDataReceived(data)

    def body_grew(self, by: int) -> None:
        """Told by the request, which learns the size of a body without an announced length as it comes."""
        if self.is_refused:
            return
        self._held += by
        self.factory.held += by
        if self._held > (limit := limits.body_limit(self.path)):
            self._refuse_body("has more", limit)
        elif self.factory.held > limits.MAX_BODIES:
            self.refuse(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "remote_unavailable",
                "Too many bodies are on their way at once. Send this again in some seconds, or less at a time.",
            )

    def _release(self) -> None:
        self.factory.held -= self._held
        self._held = 0

    def allContentReceived(self) -> None:
        if not self.is_refused:
            self._begin()
            super().allContentReceived()

    def requestDone(self, request: WebRequest) -> None:
        self.outflow.start()
        self._release()
        super().requestDone(request)

    # Refusing

    @property
    def path(self) -> str:
        """What the request that arrives just now asks for."""
        return unquote(getattr(self, "_path", b"/").decode("latin1"))

    def timeoutConnection(self) -> None:
        if self.is_refused:
            self.transport.abortConnection()
            return
        if not self._has_begun:
            super().timeoutConnection()
            return
        what = "body" if self._in_body else "headers"
        seconds = limits.SECONDS_WITHOUT_PROGRESS
        self.refuse(
            HTTPStatus.REQUEST_TIMEOUT,
            "input_error",
            f"The {what} did not arrive: {seconds} s passed without progress. Send the request again.",
        )

    def _refuse_headers(self) -> None:
        self.refuse(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "payload_too_large",
            f"At most {limits.MAX_HEADERS} headers and {limits.MAX_HEADER_BYTES} bytes for address and headers are "
            "accepted. Send fewer, or what is long in the body.",
        )

    def _refuse_body(self, size: str, limit: int) -> None:
        self.refuse(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "payload_too_large",
            f"The body {size} bytes, and at most {limit} are accepted. Send less, or send files one by one.",
        )

    def refuse(self, status: HTTPStatus, code: str, detail: str) -> None:
        """Answer, say that no more is read, and throw away what still comes for as long as the client may need."""
        self.is_refused = True
        self._release()
        for request in self.requests:
            request.give_up()
        logger.warning("web.refused", extra={"status": int(status), "path": self.path, "detail": detail})
        self.transport.writeSequence(_answer(status, code, detail, for_program=self.path.startswith(PROGRAMS)))
        self.transport.loseWriteConnection()
        self.setTimeout(limits.LINGER_IDLE_SECONDS)
        self.callLater(limits.LINGER_SECONDS, self.transport.abortConnection)

    # What goes out

    def pauseProducing(self) -> None:
        super().pauseProducing()
        self.outflow.stop()

    def resumeProducing(self) -> None:
        super().resumeProducing()
        self.outflow.start()

    def _reader_stalled(self) -> None:
        logger.warning("web.reader_stalled", extra={"path": self.requests[0].shown_path if self.requests else ""})
        self.transport.abortConnection()


def _answer(status: HTTPStatus, code: str, detail: str, *, for_program: bool) -> list[bytes]:
    """The whole answer: problem+json to programs, a sentence to browsers."""
    kind, text = "text/plain; charset=utf-8", f"{detail}\n"
    if for_program:
        kind = "application/problem+json"
        problem: dict[str, object] = {"type": f"urn:machina:error:{code}", "title": status.phrase, "status": status}
        problem |= {"detail": detail, "code": code}
        if code == "input_error":
            problem["errors"] = [{"field": "", "message": detail}]
        text = json.dumps(problem)
    body = text.encode()
    head = f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        head += f"Retry-After: {RETRY_SECONDS}\r\n"
    return [head.encode(), LAST_HEADERS, body]
