"""Messages of JSON-RPC as they come: in a JSON body, or among the events of a stream.

Source: https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from integrations.catalog.http.web import WebReply
from integrations.errors import RemoteRejected, RemoteUnavailable

STREAM = "text/event-stream"


class RpcRefusal(Exception):
    """The server has answered with an error of the protocol."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def result_in(reply: WebReply, request_id: int, host: str) -> dict[str, Any]:
    """What the server answers to a request. Raises RpcRefusal, and RemoteUnavailable where no answer is among it."""
    for message in _messages(reply, host):
        if message.get("id") != request_id:
            continue
        error = message.get("error")
        if isinstance(error, Mapping):
            code = error.get("code")
            raise RpcRefusal(code if isinstance(code, int) else 0, str(error.get("message") or "no reason")[:500])
        if isinstance(message.get("result"), dict):
            return dict(message["result"])
    if reply.status >= 300:
        raise RemoteRejected(f"{host} refuses the request ({reply.status}). Is it the address of an MCP server?")
    raise RemoteUnavailable(f"{host} has not answered the request. Is it the address of an MCP server?")


def _messages(reply: WebReply, host: str) -> Iterator[dict[str, Any]]:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = reply.content.decode("utf-8", "replace")
    texts = _events(content) if kind == STREAM else [content]
    for text in texts:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            if reply.status < 300 and kind != STREAM:
                words = f"{host} answers with something that is no JSON. Is it the address of an MCP server?"
                raise RemoteRejected(words) from None
            continue
        if isinstance(message, dict):
            yield message


def _events(stream: str) -> Iterator[str]:
    """The data of each event, as the standard of HTML has it."""
    data: list[str] = []
    for line in [*stream.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if not line and data:
            yield "\n".join(data)
            data = []
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
