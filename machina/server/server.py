"""Daphne's server with our protocols, answers that wait for their readers, and an end that loses no request."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from daphne.server import Server
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.error import ConnectionDone
from twisted.logger import LogLevel, STDLibLogObserver, globalLogBeginner
from twisted.python.failure import Failure

from machina.server import limits
from machina.server.factory import HttpFactory
from machina.server.inbox import Inbox
from machina.server.sockets import RESTART, SocketFactory, SocketProtocol

logger = logging.getLogger(__name__)
Message = dict[str, Any]
BACKLOG = 1024
LOOK_EVERY = 0.05


class WebServer(Server):
    """Runs until SIGTERM or SIGINT, then takes nothing new, finishes what runs, and ends."""

    def __init__(self, application: Any, endpoints: Sequence[str]) -> None:
        super().__init__(application, endpoints, websocket_timeout=-1, server_name="")
        self.is_draining = False
        self.ports: list[Any] = []

    def run(self) -> None:
        """Daphne's own, with our factories and with Twisted's errors in our log."""
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = HttpFactory(self)
        self.ws_factory = SocketFactory(self, server="")
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,
            openHandshakeTimeout=self.websocket_handshake_timeout,
            closeHandshakeTimeout=limits.CLOSE_SECONDS,
            failByDrop=False,  # an end without a code tells nobody what was wrong
        )
        errors = STDLibLogObserver("twisted")
        globalLogBeginner.beginLoggingTo(
            [lambda event: errors(event) if event["log_level"] >= LogLevel.error else None],
            redirectStandardIO=False,
            discardBuffer=True,
        )
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        for endpoint in self.endpoints:
            listening = serverFromString(reactor, f"{endpoint}:backlog={BACKLOG}").listen(self.http_factory)
            listening.addCallbacks(self.listen_success, self.listen_error)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        if not self.abort_start:
            reactor.run()

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        super().listen_success(port)

    def create_application(self, protocol: Any, scope: Message) -> Inbox:
        """As Daphne's, with a queue that tells when it is emptied."""
        inbox = Inbox()
        scope["asgi"] = {"version": "3.0"}

        async def send(message: Message) -> None:
            await self.handle_reply(protocol, message)

        running = self.application(scope=scope, receive=inbox.get, send=send)
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    async def handle_reply(self, protocol: Any, message: Message) -> None:
        if isinstance(protocol, SocketProtocol):
            if "disconnected" not in self.connections.get(protocol, {"disconnected": True}):
                await protocol.send_in_turn(message)
            return
        await super().handle_reply(protocol, message)
        await protocol.room()

    def protocol_disconnected(self, protocol: Any) -> None:
        if protocol in self.connections:  # a refused request is forgotten before its connection is closed
            super().protocol_disconnected(protocol)

    # The end

    def kill_all_applications(self) -> Deferred[None]:
        """What Twisted waits for before it stops: not, as Daphne's, only a moment."""
        return Deferred.fromFuture(asyncio.ensure_future(self._finish()))

    async def _finish(self) -> None:
        self.is_draining = True
        began = time.monotonic()
        for port in self.ports:
            port.numberAccepts = BACKLOG
            port.doRead()  # who has connected and was not taken in yet would be turned away
            port.connectionLost(Failure(ConnectionDone()))  # now: Twisted's stopListening lets some more queue up first
        for socket in self._sockets():
            socket.shut_down()
        grace = began + limits.IDLE_GRACE_SECONDS

        def has_finished() -> bool:
            channels = self.http_factory.channels
            is_idle = not self._sockets() and all(channel.is_idle for channel in channels)
            return is_idle and (not channels or time.monotonic() > grace)

        await _until(has_finished, began + limits.DRAIN_SECONDS)
        await self._give_up()

    async def _give_up(self) -> None:
        """Close what is idle, and drop what is not."""
        for socket in self._sockets():
            socket.end(RESTART, "Machina restarts. Connect again.")
        left = [each for each in self._applications() if not each.done()]
        for application in left:
            application.cancel()
        if left:
            logger.warning("web.dropped_at_end", extra={"requests": len(left), "after_seconds": limits.DRAIN_SECONDS})
            await asyncio.wait(left, timeout=1)
        for channel in [*self.http_factory.channels]:
            channel.loseConnection()
        await _until(lambda: not self.http_factory.channels, time.monotonic() + 1)

    def _applications(self) -> list[asyncio.Future[None]]:
        running = (details.get("application_instance") for details in self.connections.values())
        return [each for each in running if each is not None]

    def _sockets(self) -> list[SocketProtocol]:
        sockets = [each for each in self.connections if isinstance(each, SocketProtocol)]
        return [each for each in sockets if each.state != each.STATE_CLOSED]


async def _until(is_so: Callable[[], bool], deadline: float) -> None:
    while not is_so() and time.monotonic() < deadline:
        await asyncio.sleep(LOOK_EVERY)  # connections end in Twisted, which sets no event of ours
