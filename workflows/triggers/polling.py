"""One turn of a poller: the account is asked, and what is new is kept together with the next checkpoint."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from integrations.catalog.registry import catalog
from integrations.errors import MachinaError
from integrations.execution.outcome import Outcome
from integrations.execution.polling import PollNews, poll
from integrations.holders import Holder
from integrations.queue.claims import FREE, ClaimLost, claim, offer_lapsed, put_back
from integrations.queue.clock import from_now
from workflows.models import Poller, Trigger
from workflows.triggers import inbox
from workflows.triggers.pollers import LONGEST_ERROR, forget_unheard, merge

logger = logging.getLogger(__name__)

State = Trigger.State
LONGEST_PAUSE = 900.0
"""Between two polls that fail; the pause doubles with each in a row."""
SHORTEST_WAIT = 1.0


def take_turn(poller_id: UUID) -> None:
    """Poll, if that is still on offer; safe to be called twice and at once."""
    poller = Poller.objects.select_related("customer").filter(pk=poller_id).first()
    if poller is None or forget_unheard(poller) or not claim(poller):
        return
    began = timezone.now()
    try:
        outcome = poll(
            poller.type,
            poller.parameters,
            poller.checkpoint,
            holder=Holder.whose(poller.customer),
            call_key=f"poll:{poller.pk}:{poller.turn}",
            connection=poller.connection_id,
            rides_on=poller,
            record=partial(_record, poller, began),
        )
    except Exception:  # the door has stored what was found; the next worker fetches it there
        logger.exception("triggers.poll_not_recorded", extra={"poller": str(poller.pk), "type": poller.type})
        put_back(poller, seconds=SHORTEST_WAIT)
        return
    if not outcome.is_final:
        due = (outcome.not_before - timezone.now()).total_seconds() if outcome.not_before else 0.0
        put_back(poller, seconds=max(SHORTEST_WAIT, due))
    else:
        forget_unheard(poller)
        inbox.start_for(list(poller.triggers.values_list("pk", flat=True)))


def take_up(poller_id: UUID) -> None:
    """A worker has died: the poll is made again, with the same checkpoint."""
    poller = Poller.objects.filter(pk=poller_id, state=Poller.State.RUNNING).first()
    if poller is not None:
        offer_lapsed(poller)


def _record(poller: Poller, began: datetime, outcome: Outcome) -> None:
    """Part of the transaction that closes the call: events, checkpoint and the next turn. Raises ClaimLost."""
    stored = Poller.objects.select_for_update().filter(pk=poller.pk, claim_token=poller.claim_token).first()
    if stored is None or stored.state != Poller.State.RUNNING:
        raise ClaimLost
    triggers = list(stored.triggers.select_for_update(of=("self",)).select_related("deployment__customer"))
    if outcome.state == Poller.State.SUCCEEDED and outcome.result:
        news = PollNews.model_validate(outcome.result)
        _hand_over(stored, triggers, news, began)
        pause, columns = float(_declared_pause(stored)), {"checkpoint": news.checkpoint, "failures": 0}
        columns["polled_at"] = began
    else:
        pause = _failed(stored, triggers, outcome)
        columns = {"failures": min(stored.failures + 1, 1000)}
    _plan_next(poller, stored, pause, columns)


def _plan_next(poller: Poller, stored: Poller, pause: float, columns: dict[str, object]) -> None:
    """Claims are counted from nought again. Its time is when it is due: the call that rides on it has the same."""
    due = timezone.now() + timedelta(seconds=pause)
    waiting = {**FREE, "state": Poller.State.WAITING, "attempt": 0, "offered_at": None, "not_before": from_now(pause)}
    ours = Poller.objects.filter(pk=poller.pk, state=Poller.State.RUNNING, claim_token=poller.claim_token)
    if not ours.update(**waiting, **columns, turn=stored.turn + 1, created_at=due):
        raise ClaimLost


def _hand_over(poller: Poller, triggers: Sequence[Trigger], news: PollNews, began: datetime) -> None:
    """Every event to each trigger that has listened since before this poll; the others listen from now on."""
    now = timezone.now()
    deliveries = [inbox.Delivery(each.delivery_id, each.data) for each in news.events]
    for trigger in triggers:
        if trigger.joined_turn is not None and trigger.joined_turn > poller.turn:
            continue
        if trigger.state == State.PENDING:
            Trigger.objects.filter(pk=trigger.pk).update(state=State.ACTIVE, error="")
            continue
        taken = inbox.take(trigger, deliveries, received_at=now)
        changed: dict[str, object] = {"state": State.ACTIVE, "error": ""}
        if news.gap:
            changed["gap"] = f"{now.isoformat(timespec='seconds')}: {news.gap}"[:LONGEST_ERROR]
        if taken:
            changed["last_event_at"] = now
        if taken or news.gap or (trigger.state, trigger.error) != (State.ACTIVE, ""):
            Trigger.objects.filter(pk=trigger.pk).update(**changed)
    if poller.is_private and not news.events and triggers:
        merge(triggers[0], poller, began)


def _failed(poller: Poller, triggers: Sequence[Trigger], outcome: Outcome) -> float:
    """Seconds until it is tried again, longer with each failure, or what the vendor asked for."""
    error = outcome.error or {"detail": "The answer could not be read."}
    text = str(error.get("detail"))[:LONGEST_ERROR]
    active = [each.pk for each in triggers if each.state == State.ACTIVE]
    Trigger.objects.filter(pk__in=active).update(state=State.FAILING)
    Trigger.objects.filter(pk__in=[each.pk for each in triggers]).update(error=text)
    wished = error.get("retry_after")
    grown = min(_declared_pause(poller) * 2.0 ** min(poller.failures, 16), LONGEST_PAUSE)
    return max(grown, float(wished) if isinstance(wished, int | float) else 0.0)


def _declared_pause(poller: Poller) -> int:
    try:
        return catalog().trigger(poller.type).every_seconds
    except MachinaError:
        return 60
