"""Answers answer_approval."""

from __future__ import annotations

from functools import partial
from typing import Literal, cast

from workflows.agents.approvals.answering import answer
from workflows.editor.messages.approvals import AnswerApproval, AnswerApprovalResult
from workflows.editor.registry import Socket


async def answer_approval(socket: Socket, request: AnswerApproval) -> AnswerApprovalResult:
    """Raises NotFound, PermissionDenied, InputError for parameters the operation does not take, Conflict."""
    answered = partial(answer, parameters=request.parameters, note=request.note)
    approval = await socket.in_database(answered, socket.staff.actor, request.approval, request.decision)
    return AnswerApprovalResult(state=cast(Literal["approved", "refused"], approval.state))
