"""One socket: bounded in what it sends and in what waits for it, and every end has a code and a reason."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from autobahn.util import encode_truncate
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from machina.server import limits
from machina.server.inbox import Inbox, Incoming
from machina.server.intake import Channel
from machina.server.outflow import Outflow

logger = logging.getLogger(__name__)

GOING_AWAY = 1001
TOO_BIG = 1009
RESTART = 1012
UNREAD = 4408
LONGEST_REASON = 123  # bytes, by the protocol


@implementer(IPushProducer)
class SocketProtocol(WebSocketProtocol):
    """Daphne's protocol; the transport tells it, as its producer, whether what it sends is read."""

    application_queue: Inbox

    def connectionMade(self) -> None:
        self.outflow = Outflow(limits.SOCKET_UNREAD_SECONDS, self._reader_stalled)
        self._turn = asyncio.Lock()
        self._incoming = Incoming()
        super().connectionMade()

    def has_taken_over(self, channel: Channel) -> None:
        """The connection is no longer HTTP. Until the application has let it in, nothing more is read from it."""
        channel.has_left()
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)
        if self.state == self.STATE_CONNECTING:
            self.transport.pauseProducing()

    def connectionLost(self, reason: Any) -> None:  # the base's default is Twisted's
        self.outflow.start()
        super().connectionLost(reason)

    # What comes in

    def applicationCreateWorked(self, application_queue: Inbox) -> None:
        application_queue.when_taken = self._message_taken
        super().applicationCreateWorked(application_queue)

    def serverAccept(self, subprotocol: str | None = None) -> None:
        super().serverAccept(subprotocol)
        self.transport.resumeProducing()

    def onMessageBegin(self, isBinary: bool) -> None:
        self.message_is_binary = isBinary
        self._incoming = Incoming()
        self._announced = 0

    def onMessageFrameBegin(self, length: int) -> None:
        self._announced += length
        if self._announced > limits.LARGEST_MESSAGE and not self.failedByMe:
            most = limits.LARGEST_MESSAGE // limits.MEGABYTE
            self._fail_connection(TOO_BIG, f"A message has {self._announced} bytes or more; {most} MiB are the most.")

    def onMessageFrameData(self, payload: bytes) -> None:
        if not self.failedByMe:
            self._incoming.add(payload)

    def onMessageFrameEnd(self) -> None:
        pass  # the parts are in the message already

    def onMessageEnd(self) -> None:
        if not self.failedByMe:
            self.onMessage(self._incoming.content(), self.message_is_binary)
        self._incoming = Incoming()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if not isBinary and not self._incoming.is_whole:
            payload = payload.decode(errors="replace").encode()  # the cut may go through a character
        super().onMessage(payload, isBinary)
        if self.application_queue.qsize() >= limits.MAX_UNTAKEN:
            self.transport.pauseProducing()

    def _message_taken(self) -> None:
        if self.application_queue.qsize() == limits.MAX_UNTAKEN - 1 and self.state != self.STATE_CONNECTING:
            self.transport.resumeProducing()

    # What goes out

    async def send_in_turn(self, message: dict[str, Any]) -> None:
        """Hand on one message when the reader has taken the one before."""
        async with self._turn:
            await self.outflow.room()
            if self.state != self.STATE_CLOSED:
                self.handle_reply(message)

    def pauseProducing(self) -> None:
        self.outflow.stop()

    def resumeProducing(self) -> None:
        self.outflow.start()

    def stopProducing(self) -> None:
        self.outflow.start()

    def _reader_stalled(self) -> None:
        seconds = limits.SOCKET_UNREAD_SECONDS
        self.end(UNREAD, f"Nothing was read for {seconds} s. Connect again, and ask for what you missed.")
        self.outflow.start()  # what waits for its turn finds a socket that is closing

    # The end

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message.get("type") == "websocket.close" and self.state == self.STATE_OPEN:
            self.end(message.get("code") or 1000, message.get("reason") or "")
        elif self.state != self.STATE_CLOSING:
            super().handle_reply(message)

    def end(self, code: int, reason: str) -> None:
        """Close with a code and a reason, which browsers give to the page."""
        if self.state == self.STATE_OPEN:
            if code in (UNREAD, GOING_AWAY, RESTART):
                logger.info("web.socket_closed", extra={"close_code": code, "reason": reason})
            self.sendCloseFrame(code=code, reasonUtf8=encode_truncate(reason, LONGEST_REASON))

    def shut_down(self) -> None:
        """Let the application answer what it was asked, and close."""
        if self.state == self.STATE_OPEN:
            self.application_queue.put_nowait({"type": "websocket.shutdown"})

    def check_timeouts(self) -> None:
        if self.duration() > limits.MAX_SOCKET_SECONDS:
            hours = limits.MAX_SOCKET_SECONDS // 3600
            self.end(GOING_AWAY, f"A socket lasts {hours} hours at most. Connect again.")
        super().check_timeouts()


class SocketFactory(WebSocketFactory):
    protocol = SocketProtocol
