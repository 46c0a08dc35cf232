"""The answer to one message: a response that Django's middleware dresses, and that the SDK fills in the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from contextvars import copy_context
from typing import Any

from django.http import HttpRequest, HttpResponse

from workflows.agents.mcp.caller import Caller, current_caller

OURS = frozenset({"content-type", "content-length"})


class McpAnswer(HttpResponse):
    """Stands for an answer that is not there yet, until ``ended`` has given it."""

    def __init__(self, request: HttpRequest, caller: Caller) -> None:
        super().__init__()
        self._scope, self._body, self._caller = _scope_of(request), request.body, caller
        self._context = copy_context()  # the request's id and origin, for logs and the audit

    async def ended(self) -> HttpResponse:
        """The SDK's answer, with the headers that this one has got meanwhile."""
        self._context.run(current_caller.set, self._caller)
        answering = asyncio.create_task(_answered(self._scope, self._body), context=self._context)
        try:
            response = await answering
        finally:
            answering.cancel()
        for name, value in self.headers.items():
            if name.lower() not in OURS:
                response.headers.setdefault(name, value)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Cache-Control"] = "no-store"
        return response


async def _answered(scope: dict[str, Any], body: bytes) -> HttpResponse:
    from workflows.agents.mcp.running import handler  # loads the SDK

    serve = await handler()
    exchange = _Exchange(body)
    await serve(scope, exchange.receive, exchange.send)
    return exchange.response()


class _Exchange:
    """One request and its answer, whole, as ASGI hands them over."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._status, self._headers, self._parts = 500, [], []  # type: int, list[tuple[bytes, bytes]], list[bytes]
        self._gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if self._body is None:
            await self._gone.wait()  # who leaves early is noticed by the web process
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))

    def response(self) -> HttpResponse:
        response = HttpResponse(b"".join(self._parts), status=self._status)
        response.headers.pop("Content-Type", None)
        for name, value in self._headers:
            if name.lower() != b"content-length":
                response.headers[name.decode("latin1")] = value.decode("latin1")
        return response


def _scope_of(request: HttpRequest) -> dict[str, Any]:
    """What the SDK reads of a request: never its key."""
    headers = [
        (name.lower().encode("latin1"), value.encode("latin1", "replace"))
        for name, value in request.headers.items()
        if name.lower() not in ("authorization", "cookie")
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme or "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": (request.META.get("REMOTE_ADDR") or "", 0),
        "server": None,
        "state": {},
    }
