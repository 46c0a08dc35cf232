"""The editor's socket, composed here: `workflows` owns the consumer, `integrations` adds its messages."""

from __future__ import annotations

from typing import Any

from integrations.api.socket import MESSAGES
from workflows.editor.consumer import EditorConsumer


def editor_consumer() -> Any:  # an ASGI application, which channels leaves untyped
    """The consumer with the messages of both apps."""
    return EditorConsumer.as_asgi(extra_messages=MESSAGES)
