"""Answers listen_for_test_call and stop_listening."""

from __future__ import annotations

from workflows.editor.audience import workflow_group
from workflows.editor.handlers.execution import wish_of
from workflows.editor.messages.listening import (
    ListenForTestCall,
    ListenForTestCallResult,
    StopListening,
    StopListeningResult,
)
from workflows.editor.registry import Socket
from workflows.triggers import listening


async def listen_for_test_call(socket: Socket, request: ListenForTestCall) -> ListenForTestCallResult:
    """Raises NotFound, InputError with every problem by node and field, SaveConflict."""
    actor = socket.staff.actor
    await socket.join(workflow_group(request.workflow))
    wish = await socket.in_database(wish_of, actor, request)
    made = await socket.in_database(listening.listen, actor, wish, request.node_id)
    return ListenForTestCallResult(url=made.url, secret=made.secret, expires_at=made.expires_at)


async def stop_listening(socket: Socket, request: StopListening) -> StopListeningResult:
    """Raises NotFound."""
    await socket.in_database(listening.stop, socket.staff.actor, request.workflow, request.node_id)
    return StopListeningResult()
