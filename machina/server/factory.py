"""Makes the channel of each connection, and knows those that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daphne.http_protocol import HTTPFactory
from twisted.internet.interfaces import IAddress

from machina.server import limits
from machina.server.intake import Channel

if TYPE_CHECKING:
    from machina.server.server import WebServer


class HttpFactory(HTTPFactory):
    """Twisted's wrapper around a channel is for HTTP/2, which needs TLS; ours is in the proxy."""

    def __init__(self, server: WebServer) -> None:
        super().__init__(server)
        self.channels: dict[Channel, None] = {}
        """The oldest first."""
        self.held = 0
        """Bytes of bodies that are arriving or being worked on."""

    def buildProtocol(self, addr: IAddress | None) -> Channel:
        if len(self.channels) >= limits.MAX_CONNECTIONS:
            self._close_one()
        channel = Channel()
        channel.factory = self
        channel.callLater = self.reactor.callLater
        channel.timeOut = limits.SECONDS_WITHOUT_PROGRESS
        return channel

    def _close_one(self) -> None:
        """The oldest that does nothing; if all are busy, the oldest of which no request is here yet."""
        waiting = [each for each in self.channels if each.is_idle] or [each for each in self.channels if each.is_slow]
        if waiting:
            waiting[0].transport.abortConnection()
