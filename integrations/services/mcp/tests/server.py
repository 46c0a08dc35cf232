"""A server of tools on loopback, spoken for by the protocol's own SDK, which keeps what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from starlette.types import ASGIApp, Receive, Scope, Send


class ToolServer:
    """One tool that reads, ``find_parcel``, one that does not, ``burn_parcel``, and whatever is added."""

    def __init__(self, *, key: str = "", as_json: bool = False, is_stateless: bool = False) -> None:
        self.key = key
        """What is asked for as a bearer token, if anything."""
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Method and headers of each request that has come."""
        self.sdk = MCPServer("Parcels", log_level="ERROR")
        self.add("find_parcel", self._find_parcel, "Says where a parcel is.", reads=True)
        self.add("burn_parcel", self._burn_parcel, "Burns a parcel.")
        app = self.sdk.streamable_http_app(json_response=as_json, stateless_http=is_stateless)
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(self._guarded(app), log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.url = f"{self.origin}/mcp"

    def add(self, name: str, function: Callable[..., Any], description: str, *, reads: bool = False) -> None:
        hints = ToolAnnotations(read_only_hint=reads)
        self.sdk.add_tool(function, name=name, description=description, annotations=hints)

    def remove(self, name: str) -> None:
        self.sdk.remove_tool(name)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def _find_parcel(self, number: str) -> dict[str, str]:
        self.called.append(("find_parcel", {"number": number}))
        if number == "lost":
            raise ToolError("There is no such parcel.")
        return {"place": "Lyon", "number": number}

    def _burn_parcel(self, number: str, times: int = 1) -> str:
        self.called.append(("burn_parcel", {"number": number, "times": times}))
        return f"Burnt {number}."

    def _guarded(self, app: ASGIApp) -> ASGIApp:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                headers = {name.decode(): value.decode() for name, value in scope["headers"]}
                self.asked.append((scope["method"], headers))
                if self.key and headers.get("authorization") != f"Bearer {self.key}":
                    await send({"type": "http.response.start", "status": 401, "headers": []})
                    await send({"type": "http.response.body", "body": b""})
                    return
            await app(scope, receive, send)

        return guarded
