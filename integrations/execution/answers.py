"""How a call is answered to whoever asked for it over HTTP, as they may see it."""

from __future__ import annotations

from uuid import UUID

from integrations.actors import Actor
from integrations.errors import from_dict
from integrations.execution.outcome import Outcome, seconds_until_due, waits_for
from integrations.margin import usage_for
from integrations.models import Call
from integrations.payloads.rights import hidden


def answer_of(actor: Actor, customer_id: UUID | None, outcome: Outcome) -> dict[str, object]:
    """The result of a call that has ended, with what it used. Raises the error with which it ended."""
    if outcome.state != Call.State.SUCCEEDED:
        raise from_dict(outcome.error or {})
    warnings = list(outcome.warnings)
    return {
        "success": True,
        "result": outcome.result,
        "call": outcome.call_id,
        "usage": usage_for(actor, outcome.usage),
        "execution_time": outcome.execution_time,
        "warnings": warnings,
    } | hidden(actor, customer_id, result=outcome.result, warnings=warnings)


def going_on(call_id: UUID) -> dict[str, object]:
    """Where a call stands that has not ended; of one that waits, why, and after how many seconds it is tried again."""
    now = Call.objects.only("state", "not_before", "waits_for").get(pk=call_id)
    due, why = seconds_until_due(now), waits_for(now)
    waiting = {} if due is None else {"retry_after": due}
    return {"call": now.pk, "state": now.state} | waiting | ({} if why is None else {"reason": why})
