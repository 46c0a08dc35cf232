"""How the web process handles HTTP: all that is synchronous in a request runs at once, in one thread of a few.

Django's own handler changes threads for each middleware and gives every request a thread that lasts as long as it. Here
a request that waits for a call has left its thread, and so has given back its connection to the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from integrations.database import giving_back
from integrations.errors import RateLimited
from integrations.execution.awaited import IN_LOOP, Awaited
from machina.error_pages import PROGRAMS, problem_response
from machina.fair_threads import FairThreads, Share
from machina.middleware.origin import client_address
from machina.webhooks.application import Webhooks
from machina.with_client import ended_with_the_client
from workflows.agents.mcp.answer import McpAnswer
from workflows.triggers.hooks.answering import AwaitedAnswer

THREADS = 64
"""At most so many requests are worked on at once; those that wait for a call do not count."""

MOST_OF_A_PROGRAM, MOST_OF_A_BROWSER = 16, 48
"""At most so many of one API key or session; less than there are, also of connections to the database."""

HOOKS = "/hooks/"

_threads = FairThreads(THREADS, name="http")


class Handler(ASGIHandler):
    """Django's handler with the synchronous chain of middleware and views."""

    def __init__(self) -> None:
        super().__init__()
        self._webhooks = Webhooks()

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # ASGI's own types
        if not await self._webhooks.answers(scope, receive, send):
            await self.handle(scope, receive, send)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        """One request, in the task it came in.

        Django's own starts a second task for the answer, and for its signals goes twice to a thread that has no
        connection to the database.
        """
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            set_script_prefix(get_script_prefix(scope))
            request, refusal = self.create_request(scope, body)
            with ended_with_the_client(self.listen_for_disconnect(receive)):
                await self._answer(request, refusal, send)

    async def _answer(self, request: HttpRequest | None, refusal: HttpResponseBase | None, send: Any) -> None:
        response = refusal if request is None else await self.run_get_response(request)
        assert response is not None
        try:
            await self.send_response(response, send)
        finally:
            response.close()

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        vars(request)[IN_LOOP] = True
        share = _share_of(request)
        try:
            working = _threads.submit(share, copy_context().run, self._respond, request)
        except RateLimited as error:
            return _refusal(request, error)
        try:
            response = await asyncio.wrap_future(working)
        except asyncio.CancelledError:  # the client has gone; what the thread still makes is nobody's
            working.add_done_callback(_close)
            raise
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _one_by_one(share, iter(response))
        return await response.ended() if isinstance(response, Awaited | AwaitedAnswer | McpAnswer) else response

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        return giving_back(self._get_response_signalled)(request)

    def _get_response_signalled(self, request: HttpRequest) -> HttpResponseBase:
        request_started.send(sender=type(self), scope=getattr(request, "scope", {}))
        return self.get_response(request)


def _share_of(request: HttpRequest) -> Share:
    """Whose request it is, as far as that can be told before anybody has looked at it: what it signs in with.

    A webhook is called by whoever it is, and its address says whose it is.
    """
    if request.path.startswith(HOOKS):
        return Share(request.path, MOST_OF_A_PROGRAM)
    most = MOST_OF_A_PROGRAM if request.path.startswith(PROGRAMS) else MOST_OF_A_BROWSER
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return Share(f"{most} {request.META.get('HTTP_AUTHORIZATION') or session or client_address(request)}", most)


def _refusal(request: HttpRequest, error: RateLimited) -> HttpResponse:
    """What no thread has looked at: a problem to programs, a sentence to people."""
    if request.path.startswith(PROGRAMS):
        response: HttpResponse = problem_response(error)
    else:
        response = HttpResponse(error.detail, status=error.status, content_type="text/plain")
    response.headers["Retry-After"] = str(error.wait)
    return response


async def _one_by_one(share: Share, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """What Django would collect into a list before it sends the first: read in any thread, when there is room for it.

    The reader decides how long that takes, so such an iterator must hold no connection to the database.
    """
    while (part := await asyncio.wrap_future(_threads.submit(share, next, parts, None))) is not None:
        yield part


def _close(working: Future[HttpResponseBase]) -> None:
    if not working.cancelled() and working.exception() is None:
        working.result().close()
