"""The turn of one endpoint: what is due is sent, one delivery after the other, by one worker at a time.

A failure ends the turn and pauses the endpoint, longer with each failure in a row. Each delivery has a schedule of its
own besides, which grows as well, so that one that the endpoint cannot bear does not hold up those behind it.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations import audit
from integrations.actors import SYSTEM
from integrations.egress.deadline import Cancelled, Deadline
from integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookTurn
from integrations.outgoing.recording import TRIED_FOR
from integrations.outgoing.sending import ATTEMPT_SECONDS, Attempted, attempt
from integrations.queue import watch
from integrations.queue.claims import FREE, claim, held, offer_lapsed
from integrations.queue.clock import from_now

logger = logging.getLogger(__name__)

State = WebhookDelivery.State
TURN_SECONDS = 40.0
"""The next endpoint is not kept waiting longer, however much there is to say to this one."""
SHORTEST_PAUSE = 5.0
LONGEST_PAUSE_OF_DELIVERY = 8 * 3600.0
LONGEST_PAUSE_OF_ENDPOINT = 300.0
LONGEST_WISH = 3600.0
"""Of the pauses that an endpoint asks for itself."""
MOST_AN_HOUR = 5_000
"""Requests to one endpoint; what is more waits."""
CROWDED_PAUSE = 300.0


def take_turn(turn_id: UUID) -> None:
    """Send what is due, if the turn is still on offer."""
    turn = WebhookTurn.objects.filter(pk=turn_id).first()
    if turn is None or not claim(turn):
        return
    deadline = Deadline(TURN_SECONDS)
    with watch.over(turn, deadline):
        try:
            while deadline.remaining() > ATTEMPT_SECONDS and _send_next(turn, deadline):
                pass
        except Cancelled:
            logger.warning("outgoing.turn_lost", extra={"endpoint": str(turn.endpoint_id)})
            return
    _give_back(turn)


def take_up(turn_id: UUID) -> None:
    """A worker has died: offer its turn again. What it has sent without writing it down is sent once more."""
    turn = WebhookTurn.objects.filter(pk=turn_id, state=WebhookTurn.State.RUNNING).first()
    if turn is not None:
        offer_lapsed(turn)


def _send_next(turn: WebhookTurn, deadline: Deadline) -> bool:
    """Make the next attempt that is due; False when there is none, or when the endpoint should be left alone."""
    endpoint = _endpoint(turn)
    if endpoint is None or _is_paused(turn):
        return False
    delivery = _waiting(turn).filter(due_at__lte=timezone.now()).order_by("due_at", "created_at", "pk").first()
    if delivery is None:
        return False
    if _is_crowded(endpoint):
        _pause(turn, CROWDED_PAUSE)
        return False
    went = attempt(endpoint, delivery, deadline)
    _settle(turn, delivery, went)
    return went.is_success


def _endpoint(turn: WebhookTurn) -> WebhookEndpoint | None:
    """As it is now, read before each attempt; None where nothing may be sent to it any more."""
    found = WebhookEndpoint.objects.select_related("customer").filter(pk=turn.endpoint_id, is_active=True).first()
    if found is None or (found.customer is not None and not found.customer.is_active):
        return None
    return found


@transaction.atomic
def _settle(turn: WebhookTurn, delivery: WebhookDelivery, went: Attempted) -> None:
    """Write down an attempt, and what becomes of its delivery and of the endpoint."""
    stored = WebhookDelivery.objects.select_for_update().filter(pk=delivery.pk, state=State.WAITING).first()
    if stored is None:  # deleted meanwhile, with its endpoint or its customer
        return
    stored.attempts += 1
    stored.status, stored.error = went.status, went.error
    WebhookAttempt.objects.create(
        delivery=stored,
        number=stored.attempts,
        at=went.at,
        milliseconds=went.milliseconds,
        status=went.status,
        error=went.error,
        answer=went.answer,
    )
    now = timezone.now()
    if went.is_success or went.is_gone or now >= stored.give_up_at:
        stored.state = State.SUCCEEDED if went.is_success else State.FAILED
        stored.due_at, stored.finished_at = None, now
    else:
        stored.due_at = min(now + timedelta(seconds=pause_of(stored, now)), stored.give_up_at)
    stored.save(update_fields=["attempts", "status", "error", "state", "due_at", "finished_at"])
    if went.is_success:
        _went_well(turn)
    elif went.is_gone:
        _switch_off(turn.endpoint_id)
    else:
        _went_wrong(turn, went)


def pause_of(delivery: WebhookDelivery, now: datetime) -> float:
    """Seconds until its next attempt: about as long as it has been tried already, so that each pause doubles."""
    tried_for = (now - (delivery.give_up_at - TRIED_FOR)).total_seconds()
    spread = 0.9 + random.random() / 5  # noqa: S311  # spreads the attempts; not a secret
    return min(max(tried_for, SHORTEST_PAUSE), LONGEST_PAUSE_OF_DELIVERY) * spread


def _went_well(turn: WebhookTurn) -> None:
    if turn.failures:
        turn.failures, turn.paused_until = 0, None
        WebhookTurn.objects.filter(pk=turn.pk).update(failures=0, paused_until=None)


def _went_wrong(turn: WebhookTurn, went: Attempted) -> None:
    turn.failures += 1
    grown = min(SHORTEST_PAUSE * 2.0 ** min(turn.failures - 1, 16), LONGEST_PAUSE_OF_ENDPOINT)
    wished = min(went.retry_after or 0.0, LONGEST_WISH)
    WebhookTurn.objects.filter(pk=turn.pk).update(failures=turn.failures)
    _pause(turn, max(grown, wished))


def _pause(turn: WebhookTurn, seconds: float) -> None:
    turn.paused_until = timezone.now() + timedelta(seconds=seconds)
    WebhookTurn.objects.filter(pk=turn.pk).update(paused_until=turn.paused_until)


def _switch_off(endpoint_id: UUID) -> None:
    """It says that it is gone. What waits for it is given up in its time, unless somebody switches it on again."""
    endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id, is_active=True).first()
    if endpoint is None:
        return
    endpoint.is_active, endpoint.why_inactive = False, WebhookEndpoint.Why.GONE
    endpoint.save(update_fields=["is_active", "why_inactive", "updated_at"])
    audit.record(
        SYSTEM,
        "webhook.endpoint.switch_off",
        endpoint,
        customer_id=endpoint.customer_id,
        before={"is_active": True},
        after={"is_active": False, "reason": str(endpoint.get_why_inactive_display())},
    )


def _give_back(turn: WebhookTurn) -> None:
    """End the turn where nothing waits, else offer it again for when the next attempt is due.

    Claims are counted from nought again: the row is there for as long as its endpoint.
    """
    columns: dict[str, object] = {**FREE, "attempt": 0, "offered_at": None}
    next_due = _waiting(turn).order_by("due_at").values_list("due_at", flat=True).first()
    if next_due is None or _endpoint(turn) is None:
        held(turn).update(**columns, state=WebhookTurn.State.SUCCEEDED)
        return
    wait = (max(next_due, turn.paused_until or next_due) - timezone.now()).total_seconds()
    columns |= {"state": WebhookTurn.State.WAITING, "not_before": from_now(max(0.0, wait))}
    held(turn).update(**columns)


def _waiting(turn: WebhookTurn) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(endpoint=turn.endpoint_id, state=State.WAITING)


def _is_paused(turn: WebhookTurn) -> bool:
    return turn.paused_until is not None and turn.paused_until > timezone.now()


def _is_crowded(endpoint: WebhookEndpoint) -> bool:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    return WebhookAttempt.objects.filter(at__gt=an_hour_ago, delivery__endpoint=endpoint).count() >= MOST_AN_HOUR
