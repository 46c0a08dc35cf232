"""Ending work as soon as the client it is for has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import RequestAborted


@contextmanager
def ended_with_the_client(listening: Coroutine[Any, Any, None]) -> Iterator[None]:
    """Cancels the block as soon as its client has gone; that is no error, and nobody hears of it."""
    working, has_left = asyncio.current_task(), False
    assert working is not None

    def end(listener: asyncio.Task[None]) -> None:
        nonlocal has_left
        if not listener.cancelled() and isinstance(listener.exception(), RequestAborted):
            has_left = working.cancel()

    listener = asyncio.ensure_future(listening)
    listener.add_done_callback(end)
    try:
        yield
    except asyncio.CancelledError:
        if not has_left or working.uncancel():
            raise
    finally:
        listener.remove_done_callback(end)
        listener.cancel()


async def client_gone(receive: Any) -> None:  # ASGI's own type
    """Raises RequestAborted as soon as it has."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise RequestAborted
