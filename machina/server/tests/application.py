"""A small ASGI application for a server that is started by the tests: what it does is in the address."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
PART = b"x" * 65536
PARTS = 200 * 1024 * 1024 // len(PART)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    await (_http if scope["type"] == "http" else _socket)(scope, receive, send)


async def _http(scope: Message, receive: Receive, send: Send) -> None:
    size = 0
    while (message := await receive())["type"] == "http.request":
        size += len(message["body"])
        if not message["more_body"]:
            break
    if scope["path"] == "/held":  # until the test writes a line
        say("held")
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/large":
        for number in range(PARTS):
            await send({"type": "http.response.body", "body": PART, "more_body": True})
            if number % 64 == 0:
                say(f"sent {(number + 1) * len(PART)}")
    told = f"{size}" if scope["path"] != "/root" else f"{scope['root_path']!r} {scope['path']}"
    await send({"type": "http.response.body", "body": told.encode()})


async def _socket(scope: Message, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    if scope["path"] == "/flood":
        for number in range(PARTS):
            await send({"type": "websocket.send", "text": PART.decode()})
            if number % 64 == 0:
                say(f"sent {(number + 1) * len(PART)}")
    while (message := await receive())["type"] != "websocket.disconnect":
        if message["type"] == "websocket.shutdown":
            await send({"type": "websocket.close", "code": 1012, "reason": "The server restarts."})
        elif message.get("text") == "close":
            await send({"type": "websocket.close", "code": 4400, "reason": "As you wished."})
        else:
            text = message["text"]
            await send({"type": "websocket.send", "text": f"{len(text)} {text[:5]}…{text[-5:]}"})
    say(f"closed {message['code']}")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # read by the test
