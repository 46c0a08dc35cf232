"""How the web process handles HTTP: all that is synchronous in a request runs at once, in one thread of a few.

Django's own handler changes threads for each middleware and gives every request a thread that lasts as long as it. Here
a request that waits for a call has left its thread, and so has given back its connection to the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from integrations.api.waiting import IN_LOOP, Awaited
from integrations.database import release_database

THREADS = 64
"""At most so many requests are worked on at once; those that wait for a call do not count."""

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="http")


class Handler(ASGIHandler):
    """Django's handler with the synchronous chain of middleware and views."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # ASGI's own types
        await self.handle(scope, receive, send)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        vars(request)[IN_LOOP] = True
        working = _threads.submit(copy_context().run, self._respond, request)
        try:
            response = await asyncio.wrap_future(working)
        except asyncio.CancelledError:  # the client has gone; what the thread still makes is nobody's
            working.add_done_callback(_close)
            raise
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _one_by_one(iter(response))
        return await response.ended() if isinstance(response, Awaited) else response

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()
            release_database()


async def _one_by_one(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """What Django would collect into a list before it sends the first: read in any thread, when there is room for it.

    The reader decides how long that takes, so such an iterator must hold no connection to the database.
    """
    while (part := await asyncio.wrap_future(_threads.submit(next, parts, None))) is not None:
        yield part


def _close(working: Future[HttpResponseBase]) -> None:
    if not working.cancelled() and working.exception() is None:
        working.result().close()
