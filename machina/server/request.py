"""One HTTP request: what Daphne does with it, without reading its form, and an answer that waits for its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daphne.http_protocol import WebRequest as DaphneRequest

if TYPE_CHECKING:
    from machina.server.intake import Channel

UPGRADE = b"Upgrade"


class WebRequest(DaphneRequest):
    """Made by the channel when the first line of a request has come."""

    channel: Channel

    def __init__(self, channel: Channel, queued: object) -> None:
        # Twisted would read the whole form into memory, once more and before anybody has looked at the request.
        super().__init__(channel, queued, parsePOSTFormSubmission=False)

    def handleContentChunk(self, data: bytes) -> None:
        self.channel.body_grew(len(data))
        if not self.channel.is_refused:
            super().handleContentChunk(data)

    def give_up(self) -> None:
        """The channel has answered itself; what has come is dropped."""
        self.server.protocol_disconnected(self)
        if self.content is not None:
            self.content.close()

    def process(self) -> Any:  # a Deferred, which nobody waits for
        # With it anybody could choose the prefix under which Django looks for views, and pass what goes by the path.
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        if not self.requestHeaders.hasHeader(UPGRADE):
            return super().process()
        if self.server.is_draining:
            return self.basic_error(503, b"Service Unavailable", "Machina restarts. Connect again in a moment.")
        channel, transport = self.channel, self.transport
        processing = super().process()
        if transport.protocol is not channel:
            transport.protocol.has_taken_over(channel)
        return processing

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message.get("type") == "http.response.start" and self.server.is_draining and not self.finished:
            self.responseHeaders.setRawHeaders(b"connection", [b"close"])
            if self.channel is not None:
                self.channel.persistent = 0
        super().handle_reply(message)

    async def room(self) -> None:
        """Wait until the reader has taken what was sent."""
        if not self.finished and self.channel is not None:
            await self.channel.outflow.room()

    @property
    def shown_path(self) -> str:
        return (self.path or b"").decode("latin1")
