"""The SDK's session manager, entered once for each event loop in a task of its own: nobody tells it of a lifespan."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from weakref import WeakKeyDictionary

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from workflows.agents.mcp.server import server

Scope = MutableMapping[str, Any]
Serve = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

LARGEST = 4 * 1024 * 1024
"""Bytes of a message; the web process refuses larger ones before."""
# Hosts and origins were looked at before the SDK hears of a request: it would take them for foreign behind a proxy.
CHECKED = TransportSecuritySettings(enable_dns_rebinding_protection=False)


logging.getLogger("mcp").setLevel(logging.WARNING)  # a line for each request says nothing new


class _Running:
    """One manager of one loop, from its first request to the loop's end."""

    def __init__(self) -> None:
        self.manager = StreamableHTTPSessionManager(
            app=server.lowlevel,
            json_response=True,
            stateless=True,
            security_settings=CHECKED,
            max_request_body_size=LARGEST,
        )
        self._ready = asyncio.Event()
        self._task = asyncio.create_task(self._keep(), name="mcp-sessions")

    async def ready(self) -> None:
        """Raises what the manager could not be entered for."""
        entered = asyncio.create_task(self._ready.wait())
        await asyncio.wait({entered, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            entered.cancel()
            self._task.result()

    async def _keep(self) -> None:
        async with self.manager.run():
            self._ready.set()
            await asyncio.Event().wait()


_running: WeakKeyDictionary[asyncio.AbstractEventLoop, _Running] = WeakKeyDictionary()


async def handler() -> Serve:
    """What answers a request of this loop."""
    loop = asyncio.get_running_loop()
    running = _running.get(loop)
    if running is None:
        running = _running[loop] = _Running()
    await running.ready()
    return running.manager.handle_request
