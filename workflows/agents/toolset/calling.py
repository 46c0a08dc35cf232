"""Calling a tool: validated as a whole, asked about where a person has to be, and opened at the one door."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from integrations.actors import Actor
from integrations.catalog.declare import Operation
from integrations.catalog.tool_arguments import mended, mistyped
from integrations.errors import ApprovalRefused, InputError, MachinaError, NotConnected, from_dict
from integrations.execution import door
from integrations.execution.connecting import with_link
from integrations.execution.outcome import Call
from integrations.execution.params import checked, problems
from integrations.execution.refusals import trace
from integrations.holders import Holder, authorise
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.toolset.offered import operation_of
from workflows.models import Approval

STILL_REFUSED = timedelta(hours=1)
"""So long nobody is asked the same again after a refusal, by a caller without keys."""


@dataclass(frozen=True, kw_only=True)
class ToolCall:
    """One call of a tool, as a program or a model asks for it. The account holder is the server's choice."""

    name: str
    arguments: Mapping[str, object]
    holder: Holder
    source: str
    """The way in: api or mcp."""
    key: str | None = None
    """The same call under the same key of the same holder is one, and so is the question whether to make it."""
    connection_id: UUID | None = None
    is_asked_again: bool = False
    """Whether whoever asks has no keys and says the same once more to hear what came of an approval."""


def begin(actor: Actor, wish: ToolCall, *, call_id: UUID) -> Call | Approval:
    """The call, opened for the workers under the id where it is new, or the approval that has to be waited for.

    Raises NotFound, PermissionDenied, InputError with every wrong argument, ApprovalRefused, and what the door raises;
    NotConnected comes with a link by which the customer connects. A refusal leaves its trace in the call log.
    """
    operation: Operation | None = None
    try:
        operation = operation_of(actor, wish.name)
        authorise(actor, wish.holder)
        arguments = valid(operation, wish.arguments)
        if operation.needs_approval and not actor.approves:
            return _asked(actor, wish, operation, arguments)
        return door.submit(
            operation.key,
            arguments,
            holder=wish.holder,
            call_key=wish.key or f"once:{uuid4()}",
            actor=actor,
            source=wish.source,
            connection=wish.connection_id,
            call_id=call_id,
        )
    except MachinaError as error:
        name = operation.key if operation else wish.name
        trace(error, operation=name, actor=actor, source=wish.source, holder=wish.holder)
        if isinstance(error, NotConnected) and operation is not None:
            raise with_link(error, actor, wish.holder, operation.service.key) from None
        raise


def valid(operation: Operation, arguments: Mapping[str, object]) -> Mapping[str, object]:
    """The arguments as the door gets them. Raises InputError that names every wrong one, PayloadTooLarge."""
    given = checked(mended(operation, arguments)).values
    wrong = {each.field: each for each in (*mistyped(operation, given), *problems(operation, given))}
    if wrong:
        fields = ", ".join(wrong)
        raise InputError(f"{operation.key} cannot use these arguments: {fields}.", errors=list(wrong.values()))
    return given


def key_prefix(holder: Holder) -> str:
    """What the keys of approvals of tool calls begin with; the call's own key follows."""
    return f"call:{holder.scope}:"


def _asked(actor: Actor, wish: ToolCall, operation: Operation, arguments: Mapping[str, object]) -> Call | Approval:
    """What a person is asked, or has answered. What is bound to fail is not asked about at all."""
    key = _key(actor, wish, operation, arguments)
    if not Approval.objects.filter(key=key).exists():
        door.check(operation.key, arguments, holder=wish.holder, actor=actor, connection=wish.connection_id)
    approval = ask(
        Question(
            key=key,
            operation=operation.key,
            parameters=arguments,
            holder=wish.holder,
            asker=actor,
            source=wish.source,
            connection_id=wish.connection_id,
        )
    )
    found = answered(approval)
    if isinstance(found, Call):
        Approval.objects.filter(pk=approval.pk, told_at__isnull=True).update(told_at=timezone.now())
    return found


def _key(actor: Actor, wish: ToolCall, operation: Operation, arguments: Mapping[str, object]) -> str:
    """What the question is known by: the caller's key, or what was said, until its answer has been told."""
    prefix = key_prefix(wish.holder)
    if wish.key is not None or not wish.is_asked_again:
        return prefix + (wish.key or f"once:{uuid4()}")
    said = json.dumps([operation.key, str(wish.connection_id), arguments], sort_keys=True)
    same = f"{prefix}{wish.source}:{actor.id}:{hashlib.sha256(said.encode()).hexdigest()[:32]}:"
    refused = Q(state=Approval.State.REFUSED, answered_at__gt=timezone.now() - STILL_REFUSED)
    waits = Q(state__in=(Approval.State.OPEN, Approval.State.APPROVED), told_at__isnull=True)
    known = Approval.objects.filter(waits | refused, key__startswith=same).order_by("-requested_at").first()
    return known.key if known is not None else f"{same}{uuid4().hex[:12]}"


def answered(approval: Approval) -> Call | Approval:
    """The call that was made with the approval, or the approval while there is none.

    Raises ApprovalRefused, also where nobody answered in time, and why it could not be done although it was approved.
    """
    if approval.state in (Approval.State.REFUSED, Approval.State.EXPIRED):
        raise refusal(approval)
    if approval.error is not None:
        raise from_dict(approval.error)
    if approval.call_id is None:
        return approval
    return Call.objects.select_related("customer", "result").filter(pk=approval.call_id).first() or approval


def refusal(approval: Approval) -> ApprovalRefused:
    """What whoever asked is told of an answer that was no."""
    if approval.state == Approval.State.EXPIRED:
        return ApprovalRefused(f"Nobody approved it in time: {approval.summary}")
    note = f" They say: {approval.note}" if approval.note else ""
    return ApprovalRefused(f"A person refused it: {approval.summary}{note}")
