"""The sockets, composed here: `workflows` owns the editor's consumer, `integrations` adds its messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from integrations.api.socket import MESSAGES
from workflows.editor.consumer import EditorConsumer

Send = Callable[[dict[str, object]], Awaitable[None]]


def editor_socket() -> Any:  # an ASGI application, which channels leaves untyped
    """The editor's consumer with the messages of both apps."""
    return EditorConsumer.as_asgi(extra_messages=MESSAGES)


async def refuse(scope: object, receive: object, send: Send) -> None:
    """Refuse the handshake at any other address, which the browser sees as 403."""
    await send({"type": "websocket.close"})
