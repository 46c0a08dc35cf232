"""Answering: once, by somebody who may, with rights that are read when the answer becomes true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.catalog.registry import catalog
from integrations.errors import Conflict, FieldError, InputError, PermissionDenied
from integrations.execution.params import Params, checked, parsed
from integrations.holders import authorise_now
from integrations.payloads.contents import keep
from integrations.payloads.retention import CONTENTS
from workflows.agents.approvals.facts import ANSWERED, emit
from workflows.agents.approvals.selectors import get_approval, holder_of
from workflows.models import Approval, ChatTurn, Run

Decision = Literal["approve", "refuse"]
State = Approval.State
LONGEST_NOTE = 1_000
STATES: Mapping[Decision, State] = {"approve": State.APPROVED, "refuse": State.REFUSED}


def answer(
    actor: Actor,
    approval_id: UUID,
    decision: Decision,
    *,
    parameters: Mapping[str, object] | None = None,
    note: str = "",
) -> Approval:
    """Approve or refuse; ``parameters`` replace what was asked, whole, and are checked as the operation's input.

    Raises NotFound, PermissionDenied for who may not (or, with a key, has asked himself), InputError for parameters
    the operation does not take, and Conflict where it is answered, expired, or nobody waits for it any more.
    """
    found = get_approval(actor, approval_id)
    if len(note) > LONGEST_NOTE or "\0" in note:
        raise InputError(f"A note has up to {LONGEST_NOTE} characters, and no NUL; this has {len(note)}.", field="note")
    edited = _edited(found, decision, parameters)
    with transaction.atomic():
        by = authorise_now(actor, holder_of(found))
        approval = Approval.objects.select_for_update().get(pk=found.pk)
        _require_open(approval)
        if decision == "approve":
            _require_another(by, approval)
        if edited is not None:
            kept = keep(edited.values, customer_id=approval.customer_id, kept_for=CONTENTS)
            approval.parameters, approval.is_edited = kept, True
        _close(approval, STATES[decision], by=by, note=note)
    return get_approval(actor, approval_id)


def expire(approval_id: UUID) -> bool:
    """End an approval whose time is over, or for which nobody waits any more; False where that is not so."""
    with transaction.atomic():
        approval = Approval.objects.select_for_update().filter(pk=approval_id, state=State.OPEN).first()
        if approval is None or (approval.expires_at > timezone.now() and not _is_for_nobody(approval)):
            return False
        _close(approval, State.EXPIRED, by=None, note="")
    return True


def _close(approval: Approval, state: State, *, by: Actor | None, note: str) -> None:
    approval.state, approval.answered_at, approval.note = state, timezone.now(), note
    approval.answered_by = str(by)[:250] if by else ""
    approval.save(
        update_fields=["state", "answered_at", "answered_by", "note", "parameters", "is_edited"],
    )
    after = {"state": state.value, "is_edited": approval.is_edited}
    if by is not None:
        audit.record(by, f"approval.{state.value}", approval, customer_id=approval.customer_id, after=after)
    emit(ANSWERED, approval)


def _edited(approval: Approval, decision: Decision, parameters: Mapping[str, object] | None) -> Params | None:
    """The new parameters, if they are of use to the operation. Raises InputError."""
    if parameters is None:
        return None
    operation = catalog().operations.get(approval.operation)
    if decision == "refuse" or operation is None:
        words = "Parameters are changed only with the approval of an operation. Leave them out."
        raise InputError(words, field="parameters")
    try:
        given = checked(parameters)
        parsed(operation.input_model, given, place=operation.key)
    except InputError as error:
        fields = [FieldError(f"parameters.{each.field}", each.message) for each in error.errors]
        raise InputError(error.detail, errors=fields) from None
    return given


def _require_open(approval: Approval) -> None:
    if approval.state != State.OPEN:
        raise Conflict(f"This approval is {approval.state}; it is answered once.")
    if approval.expires_at <= timezone.now():
        raise Conflict("The time to answer is over. Ask for it to be done again.")
    if _is_for_nobody(approval):
        raise Conflict("The run that asked is over; nothing waits for an answer.")


def _require_another(by: Actor, approval: Approval) -> None:
    """Programs do not approve what they have asked for, unless they need not ask at all. In a run the agent has asked:
    an operator's key that has started it, or talks to it, may approve, a customer's may not."""
    if by.kind != "api_key" or by.approves or (approval.run_id is not None and by.sees_all):
        return
    if by.id == approval.actor_id or _has_talked(by, approval):
        raise PermissionDenied(f"{by.label!r} has asked for this itself. Somebody else has to approve it.")


def _has_talked(by: Actor, approval: Approval) -> bool:
    """Whether the run answers a message of this one: a deployment's run is nobody's own."""
    run = approval.run
    while run is not None and run.parent_step is not None:  # what a workflow has called asks for whoever called it
        run = Run.objects.filter(steps=run.parent_step).first()
    if run is None:
        return False
    theirs = ChatTurn.objects.filter(chat__deployment=run.deployment_id, chat__speaker=f"{by.kind}:{by.id}")
    return theirs.filter(run_id=run.pk).exists()


def _is_for_nobody(approval: Approval) -> bool:
    return approval.run_id is not None and not Run.objects.filter(pk=approval.run_id, state__in=Run.OPEN).exists()
