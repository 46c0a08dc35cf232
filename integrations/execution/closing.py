"""Closing a call: its end, its usage record and the caller's own row, in one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from integrations.billing import ledger, lines
from integrations.billing.prices import Quote, quote
from integrations.connect import health
from integrations.errors import NotFound
from integrations.events import hint
from integrations.execution.claims import Claim
from integrations.execution.endings import Ending
from integrations.execution.outcome import Outcome, Record, execution_time
from integrations.execution.work import of_call
from integrations.models import Call

logger = logging.getLogger(__name__)

METERED: Mapping[Call.State, lines.Outcome] = {
    Call.State.SUCCEEDED: "succeeded",
    Call.State.OUTCOME_UNKNOWN: "outcome_unknown",
    Call.State.FAILED: "failed",
    Call.State.CANCELLED: "failed",
}
PAUSES = (0.2, 1.0, 3.0)


def close_claimed(claim: Claim, ending: Ending, record: Record | None = None) -> Outcome | None:
    """End a call of ours; None if it is no longer ours, in which case nothing is written.

    What happened at the vendor is kept whatever ``record`` raises: the call is then closed without it and the
    exception goes on, so that its caller finds the stored outcome when it asks again.
    """
    for pause in (*PAUSES, None):
        try:
            return _close(claim.call, claim.held, ending, record)
        except OperationalError:
            if pause is None:
                raise
            logger.warning("execution.close_retried", extra={"call": str(claim.call.pk)}, exc_info=True)
            time.sleep(pause)
        except Exception:
            if record is not None:
                _close(claim.call, claim.held, ending, None)
            raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def close_idle(call: Call, ending: Ending) -> Outcome | None:
    """End a call that is on offer or whose lease has lapsed; None if somebody has taken or renewed it meanwhile."""
    still = Q(pk=call.pk, state=call.state, attempt=call.attempt, attempt_token=call.attempt_token)
    if call.state == Call.State.RUNNING:
        still &= Q(lease_until__lt=Now())
    return _close(call, still, ending, None)


def _close(call: Call, still: Q, ending: Ending, record: Record | None) -> Outcome | None:
    now = timezone.now()
    requests = call.requests + ending.requests
    priced = _quote(call) if requests or ending.state == Call.State.SUCCEEDED else None
    with transaction.atomic():
        ended = Call.objects.filter(still).update(
            state=ending.state,
            result=ending.result,
            error=ending.error.as_dict() if ending.error else None,
            warnings=list(ending.warnings),
            requests=F("requests") + ending.requests,
            attempt_token=None,
            lease_until=None,
            not_before=None,
            finished_at=now,
        )
        if not ended:
            return None
        usage = None
        if priced is not None:
            usage = ledger.record_call(_metered(call, ending, requests, priced, now))
        if requests and call.connection_id is not None:
            health.used(call.connection_id, now)
        outcome = _outcome(call, ending, usage, now)
        if record is not None:
            record(outcome)
        if usage is not None:
            _tell(call, usage)
    return outcome


def _quote(call: Call) -> Quote | None:
    """None only for a service that was uninstalled while the call was on its way."""
    try:
        work = of_call(call)
        return quote(work.service.key, work.pricing_key, call.customer_id)
    except NotFound:
        logger.exception("execution.no_price", extra={"call": str(call.pk), "operation": call.operation})
        return None


def _metered(call: Call, ending: Ending, requests: int, priced: Quote, now: datetime) -> ledger.Metered:
    return ledger.Metered(
        call_id=call.pk,
        customer_id=call.customer_id,
        connection_id=call.connection_id,
        run_id=call.run_id,
        node_id=call.node_id,
        operation=call.operation,
        quote=priced,
        requests=requests,
        outcome=METERED[ending.state],
        origin=call.source,
        at=now,
        is_sold=call.kind != Call.Kind.PROBE,
    )


def _tell(call: Call, usage: dict[str, object]) -> None:
    hint(
        "usage.recorded",
        {
            "usage": usage,
            "call": str(call.pk),
            "customer_id": call.customer.key if call.customer else None,
            "run": str(call.run_id) if call.run_id else None,
            "node_id": call.node_id or None,
            "source": call.source,
            "actor": {"kind": call.actor_kind, "id": call.actor_id},
        },
    )


def _outcome(call: Call, ending: Ending, usage: dict[str, object] | None, now: datetime) -> Outcome:
    call.finished_at = now
    return Outcome(
        state=ending.state.value,
        result=ending.result,
        error=ending.error.as_dict() if ending.error else None,
        call_id=call.pk,
        usage=usage,
        execution_time=execution_time(call),
        warnings=ending.warnings,
    )
