"""The ASGI application for calls of webhooks, and the requests that it leaves to another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import RequestAborted
from django.http import HttpResponse

from integrations.errors import RateLimited
from machina import log
from machina.webhooks.dressing import dressed, refused, request_id_for
from machina.webhooks.groups import Groups
from machina.webhooks.reading import call_in
from machina.with_client import client_gone, ended_with_the_client
from workflows.triggers.hooks.answering import AwaitedAnswer
from workflows.triggers.hooks.calls import HookCall


class Webhooks:
    """Answers what is plainly a webhook's call."""

    def __init__(self) -> None:
        self._groups = Groups()

    async def answers(self, scope: Any, receive: Any, send: Any) -> bool:  # ASGI's own types
        """Whether the request was one of those, and has been answered."""
        call = call_in(scope)
        if call is None:
            return False
        try:
            raw = await _body(receive)
        except RequestAborted:
            return True
        log.request_id.set(request_id_for(call.headers))
        answer = await self._answer(replace(call, raw=raw))
        if isinstance(answer, AwaitedAnswer):
            with ended_with_the_client(client_gone(receive)):
                await _send(dressed(await answer.ended(), call.headers), send)
        else:
            await _send(dressed(answer, call.headers), send)
        return True

    async def _answer(self, call: HookCall) -> HttpResponse:
        try:
            answer = await self._groups.answer(call)
        except RateLimited as error:
            return refused(error)
        return refused(answer) if isinstance(answer, Exception) else answer


async def _body(receive: Any) -> bytes:
    """Raises RequestAborted when its sender has left."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def _send(response: HttpResponse, send: Any) -> None:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
