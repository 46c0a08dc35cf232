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
        self.channels: set[Channel] = set()

    def buildProtocol(self, addr: IAddress | None) -> Channel:
        channel = Channel()
        channel.factory = self
        channel.callLater = self.reactor.callLater
        channel.timeOut = limits.SECONDS_WITHOUT_PROGRESS
        return channel
