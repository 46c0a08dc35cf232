"""Closing a call: its end, its usage record and the caller's own row, in one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from integrations.billing import ledger, lines
from integrations.billing.prices import Quote, quote
from integrations.connect import health
from integrations.errors import NotFound
from integrations.events import hint
from integrations.execution.claims import Claim, exchanges_of, unstored_unless_done
from integrations.execution.endings import Ending, Foresee
from integrations.execution.llm.metering import record_answer
from integrations.execution.notices import tell_on_commit
from integrations.execution.outcome import Outcome, Record, execution_time
from integrations.execution.work import of_call
from integrations.models import Call, Payload
from integrations.payloads import contents, retention
from integrations.prepared.inserts import insert
from integrations.queue import claims
from integrations.queue.claims import FREE, ClaimLost, held
from integrations.queue.clock import from_now

logger = logging.getLogger(__name__)

METERED: Mapping[Call.State, lines.Outcome] = {
    Call.State.SUCCEEDED: "succeeded",
    Call.State.OUTCOME_UNKNOWN: "outcome_unknown",
    Call.State.FAILED: "failed",
    Call.State.CANCELLED: "cancelled",
}
PAUSES = (0.2, 1.0, 3.0)

Write = Callable[..., bool]
"""Writes columns to the row of a call that is still as it was known; False if it is not."""


def close_claimed(
    claim: Claim, ending: Ending, record: Record | None = None, foresee: Foresee | None = None
) -> Outcome | None:
    """End a call of ours; None if it is no longer ours, in which case nothing is written.

    What happened at the vendor is kept whatever ``record`` raises: the call is then closed without it and the
    exception goes on, so that its caller finds the stored outcome when it asks again.
    """
    ending = replace(ending, content=kept_content(claim.call, ending))
    along = _foreseen(foresee, ending) if foresee is not None else ()
    for pause in (*PAUSES, None):
        try:
            return _close_ours(claim, ending, record, along)
        except OperationalError:
            if pause is None:
                raise
            logger.warning("execution.close_retried", extra={"call": str(claim.call.pk)}, exc_info=True)
            time.sleep(pause)
        except Exception:
            if record is not None:
                _close_ours(claim, ending, None, ())
            raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _foreseen(foresee: Foresee, ending: Ending) -> Sequence[Payload]:
    try:
        return foresee(ending)
    except Exception:  # what has happened at the vendor is written down, whatever its caller makes of it
        logger.exception("execution.not_foreseen")
        return ()


def close_idle(call: Call, ending: Ending) -> Outcome | None:
    """End a call that is on offer or whose lease has lapsed; None if somebody has taken, renewed or ended it."""
    still = Q(state__in=Call.OPEN) & Q(pk=call.pk, state=call.state, attempt=call.attempt, claim_token=call.claim_token)
    if call.state == Call.State.RUNNING:
        still &= Q(lease_until__lt=Now())
    with transaction.atomic():
        return _close(call, lambda **columns: bool(Call.objects.filter(still).update(**columns)), ending, None)


def _close_ours(claim: Claim, ending: Ending, record: Record | None, along: Sequence[Payload]) -> Outcome | None:
    """``record`` proves that ridden work is still ours, by closing it; without it the claim is looked at."""
    call, is_new = claim.call, not claim.is_stored
    try:
        with unstored_unless_done(call), transaction.atomic():
            if claim.is_riding and record is None:
                _renew(claim)
            return _close(call, None if is_new else partial(claims.write, call), ending, record, along)
    except ClaimLost:
        return None
    except IntegrityError:
        # The next holder of the work has stored the call already.
        if is_new and Call.objects.filter(pk=call.pk).exists():
            return None
        raise


def _renew(claim: Claim) -> None:
    if not held(claim.row).update(lease_until=from_now(claim.row.queue.lease_seconds)):
        raise ClaimLost


def _close(
    call: Call, write: Write | None, ending: Ending, record: Record | None, along: Sequence[Payload] = ()
) -> Outcome | None:
    """Part of the caller's transaction. ``write`` changes the row that is to end; None for a call that has none yet."""
    now = timezone.now()
    metered = metered_of(call, ending, now)
    result = ending.content or kept_content(call, ending)
    columns = end_columns(call, ending, result, now)
    if write is None:
        insert([ended_row(call, columns)])
    elif not write(**columns):
        return None
    insert([each for each in (None if write else call.params, result, *along) if each is not None])
    usage = ledger.record_call(metered) if metered is not None else None
    if call.kind == Call.Kind.MODEL and _is_metered(call, ending):
        usage = record_answer(call, ending, METERED[ending.state], now)
    if call.requests + ending.requests and call.connection is not None:
        health.used(call.connection, now)
    outcome = ended_with(call, ending, result, usage, now)
    if record is not None:
        record(outcome)
    tell_of(call, outcome)
    return outcome


def end_columns(call: Call, ending: Ending, result: Payload | None, now: datetime) -> dict[str, object]:
    """What is written of the end of a call to its row."""
    return {
        **FREE,
        "state": ending.state,
        "result_id": result.pk if result else None,
        "requests": call.requests + ending.requests,
        "exchanges": exchanges_of(call, ending.exchanges),
        "error": ending.error.as_dict() if ending.error else None,
        "warnings": list(ending.warnings),
        "finished_at": now,
    }


def ended_row(call: Call, columns: Mapping[str, object]) -> Call:
    """A new call as it is stored; the one at hand stays as it was, since the transaction may have to be tried again."""
    row = copy(call)
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def _quote(call: Call, ending: Ending) -> Quote | None:
    """None only for a service that was uninstalled while the call was on its way."""
    try:
        work = of_call(call)
        return quote(work.service.key, work.pricing_key, call.customer_id, has_books=ending.has_books)
    except NotFound:
        logger.exception("execution.no_price", extra={"call": str(call.pk), "operation": call.operation})
        return None


def metered_of(call: Call, ending: Ending, now: datetime) -> ledger.Metered | None:
    """What billing is told of the end; None where nothing has reached the vendor and nothing came of it.

    What a model has answered is metered otherwise.
    """
    requests = call.requests + ending.requests
    is_priced = _is_metered(call, ending) and call.kind != Call.Kind.MODEL
    priced = _quote(call, ending) if is_priced else None
    if priced is None:
        return None
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
        has_budgets=ending.has_budgets or call.reserved is not None,
    )


def _is_metered(call: Call, ending: Ending) -> bool:
    return bool(call.requests + ending.requests) or ending.state == Call.State.SUCCEEDED


def tell_of(call: Call, outcome: Outcome) -> None:
    """Whoever waits for the call, and who looks at usage, hears of the end after the commit."""
    tell_on_commit(call, outcome)
    if outcome.usage is not None:
        _tell(call, outcome.usage)


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


def kept_content(call: Call, ending: Ending) -> Payload | None:
    """The result to be kept. Choices and tests are of no interest after a day."""
    if ending.result is None:
        return None
    is_kept = call.kind in (Call.Kind.OPERATION, Call.Kind.MODEL)
    kept_for = retention.CONTENTS if is_kept else retention.PASSING
    return contents.unsaved(ending.result, customer_id=call.customer_id, kept_for=kept_for)


def ended_with(
    call: Call, ending: Ending, result: Payload | None, usage: dict[str, object] | None, now: datetime
) -> Outcome:
    """The outcome, as whoever asked gets it."""
    call.finished_at = now
    return Outcome(
        state=ending.state.value,
        result=ending.result,
        content=result,
        error=ending.error.as_dict() if ending.error else None,
        call_id=call.pk,
        usage=usage,
        execution_time=execution_time(call),
        warnings=ending.warnings,
    )
