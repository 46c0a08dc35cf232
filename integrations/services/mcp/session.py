"""One visit to a server: the handshake of its era of the protocol, requests, and the farewell.

Servers from before 2026 want a handshake and may keep a session; later ones are told everything with each request.
Sources: https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle,
https://modelcontextprotocol.io/specification/draft/basic/transports
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from integrations.catalog.http.web import WebClient, WebReply, WebRequest, WrittenBody
from integrations.errors import MachinaError, RemoteRejected
from integrations.services.mcp.messages import STREAM, RpcRefusal, result_in

HANDSHAKE_VERSION, LATER_VERSION = "2025-11-25", "2026-07-28"
SPOKEN = frozenset({"2025-03-26", "2025-06-18", HANDSHAKE_VERSION})
NO_HANDSHAKE = frozenset({-32601, -32022})
"""Method not found, unsupported version: what a server of the later era says to a handshake."""
NAMED = {"tools/call": "name"}
LARGEST = 4 * 1024 * 1024
"""Bytes of one answer."""
US = {"name": "Machina", "version": "1"}
SESSION = "mcp-session-id"
FAREWELL_SECONDS = 5.0


class McpSession:
    """Requests of one visit. What a server would like to ask us has no answer here: we offer nothing."""

    def __init__(self, web: WebClient, url: str) -> None:
        self._web = web
        self._url = url
        self._host = urlsplit(url).hostname or url
        self._headers: dict[str, str] = {}
        self._meta: dict[str, object] | None = None
        self._requests = 0
        self.server = ""
        """How the server calls itself."""

    def ask(self, method: str, params: Mapping[str, object], *, looks: bool) -> dict[str, Any]:
        """The result. Raises RpcRefusal for an error of the protocol, and what egress raises."""
        self._requests += 1
        said = dict(params) if self._meta is None else {**params, "_meta": self._meta}
        message = {"jsonrpc": "2.0", "id": self._requests, "method": method, "params": said}
        reply = self._post(message, looks=looks)
        if method == "initialize" and SESSION in reply.headers:
            self._headers[SESSION] = reply.headers[SESSION]
        return result_in(reply, self._requests, self._host)

    def asked(self, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        """What something that only looks gives. Raises RemoteRejected for an error of the protocol, and as egress."""
        try:
            return self.ask(method, params, looks=True)
        except RpcRefusal as refused:
            raise RemoteRejected(f"{self._host} refuses {method} ({refused.code}): {refused.message}") from refused

    def begin(self) -> None:
        """Agree on how to speak."""
        given = {"protocolVersion": HANDSHAKE_VERSION, "capabilities": {}, "clientInfo": US}
        try:
            agreed = self.ask("initialize", given, looks=True)
        except RpcRefusal as refused:
            if refused.code not in NO_HANDSHAKE:
                raise RemoteRejected(f"{self._host} refuses to begin ({refused.code}): {refused.message}") from refused
            self._speak_later_era()
            return
        version = str(agreed.get("protocolVersion"))
        if version not in SPOKEN:
            raise RemoteRejected(f"{self._host} speaks MCP {version[:40]!r}; this is {', '.join(sorted(SPOKEN))}.")
        self._headers["mcp-protocol-version"] = version
        self.server = _name_in(agreed.get("serverInfo"))
        self._post({"jsonrpc": "2.0", "method": "notifications/initialized"}, looks=True)

    def end(self) -> None:
        """Give a session back. That it is not taken back changes nothing."""
        if SESSION in self._headers:
            request = WebRequest(
                method="DELETE",
                url=self._url,
                headers=self._headers,
                accept_status=frozenset({400, 404, 405}),
                seconds=FAREWELL_SECONDS,
            )
            with suppress(MachinaError):
                self._web.send(request, as_file=_never, at_most=LARGEST)

    def _speak_later_era(self) -> None:
        self._headers["mcp-protocol-version"] = LATER_VERSION
        self._meta = {
            "io.modelcontextprotocol/protocolVersion": LATER_VERSION,
            "io.modelcontextprotocol/clientInfo": US,
            "io.modelcontextprotocol/clientCapabilities": {},
        }

    def _post(self, message: Mapping[str, Any], *, looks: bool) -> WebReply:
        headers = {"accept": f"application/json, {STREAM}", **self._headers}
        if self._meta is not None:
            headers["mcp-method"] = message["method"]
            if message["method"] in NAMED:
                headers["mcp-name"] = _in_header(message["params"][NAMED[message["method"]]])
        request = WebRequest(
            method="POST",
            url=self._url,
            headers=headers,
            body=WrittenBody(json.dumps(message).encode(), "application/json"),
            accept_status=frozenset({400, 404}),
            looks=looks,
        )
        return self._web.send(request, as_file=_never, at_most=LARGEST)


@contextmanager
def visiting(web: WebClient, url: str) -> Iterator[McpSession]:
    """A visit that has begun, and ends whatever happens."""
    session = McpSession(web, url)
    session.begin()
    try:
        yield session
    finally:
        session.end()


def _in_header(name: str) -> str:
    """A name with letters that no header has goes as base64, marked as such."""
    from base64 import b64encode

    if name.isascii() and name.isprintable() and name == name.strip() and not name.startswith("=?"):
        return name
    return f"=?base64?{b64encode(name.encode()).decode()}?="


def _name_in(info: object) -> str:
    named = info.get("title") or info.get("name") if isinstance(info, Mapping) else None
    return str(named or "")[:200]


def _never(status: int, headers: Mapping[str, str]) -> bool:
    return False
