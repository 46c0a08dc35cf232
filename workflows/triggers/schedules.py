"""Fires schedules whose moment has come, and minds those whose moment has gone by or was moved by a clock."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from workflows.engine.schedule import Schedule, ScheduleError, schedule_of
from workflows.models import Trigger
from workflows.triggers import inbox
from workflows.triggers.kinds import SCHEDULE
from workflows.triggers.registration import SINCE, plan

logger = logging.getLogger(__name__)

State = Trigger.State
Missed = Literal["once", "all", "skip"]
AT_ONCE = 100
GRACE = timedelta(minutes=1)
"""A beat that is no later than this was not missed."""
MOST_MADE_UP = 100
"""Of missed beats that are all made up for, the newest so many; the others are told as a gap."""
LOOKED_AT = 10_000
"""Planned moments gone by that are looked at, one by one."""
LONGEST_GAP = 500


def fire_due() -> int:
    """Hand over every moment that has come; returns how many schedules those were of. A job of the scheduler."""
    due = _on().filter(next_run_at__lte=timezone.now()).order_by("next_run_at")
    known = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for trigger_id in known:
        try:
            fire(trigger_id)
        except Exception:  # the others must not wait for this one
            logger.exception("triggers.schedule_not_fired", extra={"trigger": str(trigger_id)})
    inbox.start_for(known)
    return len(known)


@transaction.atomic
def fire(trigger_id: UUID) -> int:
    """Hand over what is due of one schedule and plan on; returns how many moments that were.

    Of two schedulers that come at once the second finds nothing due; each planned moment is kept once besides.
    """
    now = timezone.now()
    locked = Trigger.objects.select_for_update(of=("self",)).select_related("deployment")
    trigger = locked.filter(pk=trigger_id, next_run_at__lte=now).first()
    if trigger is None or trigger.next_run_at is None:
        return 0
    planned = trigger.next_run_at
    try:
        schedule = schedule_of(trigger.parameters)
    except ScheduleError:
        plan(trigger, now)
        trigger.save(update_fields=["state", "error", "next_run_at", "checkpoint", "updated_at"])
        return 0
    anchor = anchor_of(trigger, now)
    moments, missed, gap = _to_hand_over(trigger, schedule, planned, now, anchor)
    deliveries = [
        inbox.Delivery(moment.isoformat(), _event(moment, now, missed if moment == moments[-1] else 0))
        for moment in moments
    ]
    taken = inbox.take(trigger, deliveries, received_at=now)
    trigger.next_run_at = schedule.after(now, anchor=anchor)
    trigger.last_event_at = now if taken else trigger.last_event_at
    trigger.gap = gap or trigger.gap
    trigger.save(update_fields=["next_run_at", "last_event_at", "gap", "updated_at"])
    return taken


def watch() -> int:
    """Put schedules right that no moment would come to; returns how many. A job of the scheduler.

    A clock that was ahead for a while has planned too far away, and one that has lost its moment has none. Beats that
    went by are not put right here, but by ``fire_due``, and told in the log.
    """
    now, mended = timezone.now(), 0
    late = _on().filter(next_run_at__lt=now - 2 * GRACE).values_list("pk", "next_run_at")
    for trigger_id, planned in late[:AT_ONCE]:
        logger.warning("triggers.beat_missed", extra={"trigger": str(trigger_id), "planned": str(planned)})
    for trigger in _on().filter(Q(next_run_at__gt=now) | Q(next_run_at=None)).iterator(chunk_size=500):
        try:
            expected = schedule_of(trigger.parameters).after(now, anchor=anchor_of(trigger, now))
        except ScheduleError:
            continue
        is_too_far = expected is not None and (trigger.next_run_at is None or trigger.next_run_at > expected)
        if is_too_far:
            as_known = Trigger.objects.filter(pk=trigger.pk, next_run_at=trigger.next_run_at)
            mended += as_known.update(next_run_at=expected)
            logger.warning("triggers.schedule_mended", extra={"trigger": str(trigger.pk)})
    return mended


def anchor_of(trigger: Trigger, now: datetime) -> datetime:
    """Since when its intervals count; never in the future, where a clock that was ahead may have put it."""
    since = (trigger.checkpoint or {}).get(SINCE)
    return min(datetime.fromisoformat(since), now) if isinstance(since, str) else trigger.created_at


def _on() -> QuerySet[Trigger]:
    return Trigger.objects.listening().filter(type=SCHEDULE)


def _to_hand_over(
    trigger: Trigger, schedule: Schedule, planned: datetime, now: datetime, anchor: datetime
) -> tuple[Sequence[datetime], int, str]:
    """The moments to hand over, how many went by before the last one, and what is said of those left out."""
    later = takewhile(lambda each: each <= now, schedule.following(planned, anchor=anchor))
    due = [planned, *islice(later, LOOKED_AT)]
    if len(due) > LOOKED_AT:  # the rest is too many to be looked at, but for the newest
        newest = schedule.following(max(due[-1], now - GRACE), anchor=anchor)
        due += takewhile(lambda each: each <= now, newest)
    policy = cast(Missed, trigger.parameters.get("missed", "once"))
    on_time = [each for each in due if each > now - GRACE]
    late = due[: len(due) - len(on_time)]
    if policy == "all":
        chosen = [*late[-MOST_MADE_UP:], *on_time]
    elif policy == "once":
        chosen = due[-1:] if late else on_time
    else:
        chosen = on_time
    left_out = len(due) - len(chosen)
    gap = ""
    if left_out:
        first, last = due[0].isoformat(timespec="seconds"), due[-1].isoformat(timespec="seconds")
        gap = f"{left_out} of the times from {first} to {last} went by and were not made up for."[:LONGEST_GAP]
    return chosen, left_out, gap


def _event(moment: datetime, now: datetime, missed: int) -> dict[str, object]:
    return {"scheduled_at": moment.isoformat(), "fired_at": now.isoformat(), "missed": missed}
