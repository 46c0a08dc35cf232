"""The trace of a call that was refused before it was opened: who asked for what, and why not, and nothing it said."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.utils import timezone

from integrations.actors import Actor
from integrations.catalog.registry import catalog
from integrations.catalog.schema import input_schema
from integrations.errors import InputError, MachinaError, RateLimited, Unauthenticated
from integrations.holders import Holder, find_holder
from integrations.models import Call

logger = logging.getLogger(__name__)

A_MINUTE = 60
"""How many traces one actor leaves in a minute. A program that is refused on and on says nothing new."""
NAME, LONGEST_NAME = 128, 64


def trace(
    error: MachinaError,
    *,
    operation: str,
    actor: Actor,
    source: str,
    holder: Holder | None = None,
    run_id: UUID | None = None,
    node_id: str = "",
) -> Call | None:
    """Write down a refusal in the call log; None where it is none of ours to tell, or there are many of one actor.

    ``holder`` is None where nobody was found to act for: then it is the customer's whose key asked, or nobody's.
    """
    if not _is_told(error):
        return None
    try:
        return _write(error, operation, actor, source, holder, run_id, node_id)
    except DatabaseError:  # the refusal itself is told all the same
        logger.exception("execution.refusal_not_traced", extra={"operation": _cut(operation, NAME)})
        return None


def _write(
    error: MachinaError,
    operation: str,
    actor: Actor,
    source: str,
    holder: Holder | None,
    run_id: UUID | None,
    node_id: str,
) -> Call | None:
    with transaction.atomic():
        now = timezone.now()
        recent = Call.objects.filter(is_refused=True, actor_id=actor.id, created_at__gt=now - timedelta(minutes=1))
        if recent.count() >= A_MINUTE:
            return None
        key = f"refused:{uuid4()}"
        return Call.objects.create(
            kind=Call.Kind.OPERATION,
            scope=key,
            call_key=key,
            request_hash="",
            operation=_cut(operation, NAME),
            customer_id=holder.customer_id if holder else actor.customer_id,
            is_owner=holder.is_owner if holder else False,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
            source=source,
            run_id=run_id,
            node_id=_cut(node_id, 64),
            state=Call.State.FAILED,
            is_refused=True,
            error=_told(error, operation),
            created_at=now,
            finished_at=now,
        )


def named_holder(actor: Actor, body: object, *, field: str) -> Holder | None:
    """Whose account a refused request names, if anybody's whom its sender can see."""
    said = body if isinstance(body, Mapping) else {}
    mode, customer = said.get("account_mode"), said.get(field)
    if not isinstance(mode, str | None) or not isinstance(customer, str | None):
        return None
    try:
        return find_holder(actor, mode, customer, field=field)
    except MachinaError:
        return None


def _is_told(error: MachinaError) -> bool:
    """Who nobody knows, and who only has to come later, leaves no row; what failed on our side is in the log."""
    return error.status < 500 and not isinstance(error, Unauthenticated | RateLimited)


def _told(error: MachinaError, operation: str) -> dict[str, object]:
    """The error without what it quotes: of a wrong input the names of its fields, of anything else its own words."""
    if not isinstance(error, InputError):
        return {"code": error.code, "detail": error.detail}
    known = _fields_of(operation)
    names = list(dict.fromkeys(_name(each.field, known) for each in error.errors))
    detail = f"The input was refused at: {', '.join(names)}." if names else "The input was refused as a whole."
    told: dict[str, object] = {"code": error.code, "detail": detail}
    if names:
        told["errors"] = [{"field": name, "message": "This is not as the operation expects it."} for name in names]
    return told


def _fields_of(operation: str) -> frozenset[str]:
    """The first parts of the names that a caller may use; every other one is his own text."""
    ours = {"params", "customer", "customer_id", "account_mode", "connection", "idempotency_key", "Idempotency-Key"}
    ours |= {"parameters", "body"}
    declared = catalog().operations.get(operation)
    schema = input_schema(declared.input_model) if declared else {}
    return frozenset(ours | set(cast(Mapping[str, object], schema.get("properties", {}))))


def _name(field: str, known: frozenset[str]) -> str:
    name = _cut(field, LONGEST_NAME)
    first, _, rest = name.partition(".")
    if first in ("params", "parameters") and rest:
        return _name(rest, known)
    return first if first in known else "a field it does not have"


def _cut(text: str, longest: int) -> str:
    """So much of a text as a column of the database takes."""
    return "".join(each for each in text if each.isprintable())[:longest]
