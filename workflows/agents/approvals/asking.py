"""Asking a person: one approval for each question, however often it is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.errors import Conflict, InputError, RateLimited
from integrations.holders import Holder
from integrations.payloads.contents import keep
from integrations.payloads.retention import CONTENTS
from workflows.agents.approvals.facts import REQUESTED, emit
from workflows.agents.approvals.summaries import LONGEST, summary_of
from workflows.models import Approval
from workflows.runs.actor import stored_actor

EXPIRES_IN = timedelta(days=3)
SHORTEST, LONGEST_TIME = timedelta(minutes=1), timedelta(days=30)
LONGEST_KEY = 300
MOST_OPEN = 500
"""Open approvals that one holder may have."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: a call that would be made, with arguments that have been validated before anybody is asked."""

    key: str
    """What asks, for example run, step and tool call: the same question under the same key is one approval."""
    operation: str
    """Key of the operation, or whatever else is called."""
    parameters: Mapping[str, object]
    holder: Holder
    """Whose account it would be done on."""
    asker: Actor
    source: str
    """The way in, as in the call log: agent, api, mcp."""
    connection_id: UUID | None = None
    run_id: UUID | None = None
    step_id: UUID | None = None
    node_id: str = ""
    summary: str = ""
    """In plain words; made from operation and parameters where it is empty."""
    expires_in: timedelta = EXPIRES_IN
    mail_to: str = ""
    """Address of somebody who is mailed a link by which he may answer; nobody without it."""
    slack_channel: str = ""
    """Id of a channel of the operator's Slack that is told of it; none without it."""


def ask(question: Question) -> Approval:
    """The approval that stands for the question: open, or answered already. Safe to ask again, in any transaction.

    Raises InputError for an impossible time or key, Conflict for a key under which something else was asked,
    RateLimited for a holder of whom too many are open.
    """
    _require_possible(question)
    known = _known(question)
    if known is not None:
        return known
    _require_room(question.holder)
    try:
        with transaction.atomic():
            return _store(question)
    except IntegrityError:
        known = _known(question)
        if known is None:
            raise
        return known


def _store(question: Question) -> Approval:
    now = timezone.now()
    kept_for = question.expires_in + CONTENTS
    approval = Approval.objects.create(
        key=question.key,
        asked_hash=_hash(question),
        customer=question.holder.of,
        is_owner=question.holder.is_owner,
        connection_id=question.connection_id,
        run_id=question.run_id,
        step_id=question.step_id,
        node_id=question.node_id,
        operation=question.operation,
        summary=question.summary[:LONGEST] or summary_of(question.operation, question.parameters, question.holder),
        parameters=keep(dict(question.parameters), customer_id=question.holder.customer_id, kept_for=kept_for),
        actor=stored_actor(question.asker),
        actor_id=question.asker.id,
        source=question.source,
        mail_to=question.mail_to,
        slack_channel=question.slack_channel,
        expires_at=now + question.expires_in,
    )
    after = {"operation": approval.operation, "run": str(approval.run_id) if approval.run_id else None}
    audit.record(question.asker, "approval.ask", approval, customer_id=approval.customer_id, after=after)
    emit(REQUESTED, approval)
    return approval


def _known(question: Question) -> Approval | None:
    approval = Approval.objects.select_related("customer", "parameters").filter(key=question.key).first()
    if approval is not None and approval.asked_hash != _hash(question):
        raise Conflict("Something else was asked under this key. Use a new key for another operation or parameters.")
    return approval


def _require_possible(question: Question) -> None:
    if not 0 < len(question.key) <= LONGEST_KEY:
        raise InputError(f"The key of a question has 1 to {LONGEST_KEY} characters, not {len(question.key)}.")
    if not SHORTEST <= question.expires_in <= LONGEST_TIME:
        message = f"{question.expires_in} is not possible; people have from one minute to 30 days to answer."
        raise InputError(message, field="expires_in")


def _require_room(holder: Holder) -> None:
    whose = Q(customer=holder.of) if holder.of else Q(is_owner=True)
    if Approval.objects.filter(whose, state=Approval.State.OPEN).count() >= MOST_OPEN:
        words = f"{MOST_OPEN} approvals for {holder} wait for an answer already. Answer some, or let them expire."
        raise RateLimited(words, retry_after=60)


def _hash(question: Question) -> str:
    asked = [question.operation, question.holder.scope, str(question.connection_id or ""), dict(question.parameters)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
