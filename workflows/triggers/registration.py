"""Registers the triggers of a deployment: as often as one likes, with the same result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integrations.errors import ExpressionError
from workflows.engine.schedule import ScheduleError, schedule_of
from workflows.models import Deployment, Trigger
from workflows.triggers import pollers, secrets
from workflows.triggers.accounts import NamedAccount
from workflows.triggers.kinds import CHAT, SCHEDULE, WEBHOOK, kind_of, trigger_nodes
from workflows.triggers.parameters import has_expressions, parameters_for

State = Trigger.State
UNPROVED = "none"
AT_ONCE = 200
SINCE = "since"
"""In the checkpoint of a schedule: when it was switched on, from which its intervals count."""


@dataclass(frozen=True)
class Registered:
    """The triggers that a deployment has now; ``secrets`` are those made just now, by trigger, to be shown once."""

    triggers: tuple[Trigger, ...]
    secrets: Mapping[UUID, str] = field(default_factory=dict)


@transaction.atomic
def sync(deployment: Deployment, *, catch_up: bool = False) -> Registered:
    """Bring the triggers in line with the deployment as its row is now: its version, and whether it is switched on.

    A trigger whose node is still there keeps its address, its secret and its checkpoint. A schedule whose rules have
    changed, or that was off, plans anew from now. A service event that asks something else now, or was off, begins
    anew as well; with ``catch_up`` one that was off goes on from where it was.
    """
    nodes = {each["id"]: each for each in trigger_nodes(deployment.version.revision.graph)}
    known = {each.node_id: each for each in deployment.triggers.select_for_update()}
    gone = [each for each in known.values() if each.node_id not in nodes or each.type != nodes[each.node_id]["type"]]
    for each in gone:
        pollers.leave(each)
        each.delete()
    kept = {each.node_id: each for each in known.values() if each not in gone}
    made: dict[UUID, str] = {}
    triggers = []
    for node_id, node in nodes.items():
        trigger = kept.get(node_id) or Trigger(deployment=deployment, node_id=node_id, type=node["type"])
        before = (trigger.parameters, trigger.account)
        trigger.account = NamedAccount.in_node(node)
        try:
            trigger.parameters = parameters_for(deployment, node)
        except ExpressionError as error:
            _give_up(trigger, node, error)
        else:
            is_same = node_id in kept and before == (trigger.parameters, trigger.account)
            _bring_in_line(trigger, deployment, made, is_same=is_same, catch_up=catch_up)
        trigger.save()
        triggers.append(trigger)
    return Registered(tuple(triggers), made)


def try_again() -> int:
    """Let service events listen that could not when they were registered; returns how many were tried. A job."""
    idle = Trigger.objects.listening().filter(poller__isnull=True, state=State.FAILING)
    idle = idle.exclude(type__in=(WEBHOOK, SCHEDULE, CHAT)).order_by("updated_at")
    ids = list(idle.values_list("pk", flat=True)[:AT_ONCE])
    for trigger_id in ids:
        with transaction.atomic():
            locked = Trigger.objects.select_for_update(of=("self",)).select_related("deployment__customer")
            trigger = locked.filter(pk=trigger_id, poller__isnull=True).first()
            if trigger is not None and not has_expressions(trigger.parameters):
                pollers.join(trigger, catch_up_from=trigger.checkpoint)
                trigger.save()
    return len(ids)


def _bring_in_line(
    trigger: Trigger, deployment: Deployment, made: dict[UUID, str], *, is_same: bool, catch_up: bool
) -> None:
    was_off = trigger.state in (State.PENDING, State.PAUSED)
    kind = kind_of(trigger.type)
    if kind == "webhook":
        _prepare_webhook(trigger, made)
    if not deployment.is_active:
        pollers.leave(trigger)
        trigger.state, trigger.next_run_at = State.PAUSED, None
    elif kind in ("webhook", "chat"):
        trigger.state, trigger.error = State.ACTIVE, ""
    elif kind == "schedule" and (was_off or not is_same or trigger.next_run_at is None):
        plan(trigger, timezone.now())
    elif kind == "event" and not (is_same and trigger.poller_id):
        pollers.leave(trigger)
        if not (is_same and catch_up):
            trigger.checkpoint = None
        pollers.join(trigger, catch_up_from=trigger.checkpoint)


def _give_up(trigger: Trigger, node: Mapping[str, Any], error: ExpressionError) -> None:
    """Start nothing by a trigger whose parameters have no value; the variables of its deployment mend that."""
    pollers.leave(trigger)
    places = "; ".join(f"{each.field}: {each.message}" for each in error.errors)
    trigger.parameters, trigger.next_run_at = dict(node.get("parameters") or {}), None
    trigger.state, trigger.error = State.FAILING, (places or error.detail)[:500]


def plan(trigger: Trigger, now: datetime) -> None:
    """Let a schedule count from now; what it had planned before is forgotten."""
    trigger.checkpoint = {SINCE: now.isoformat()}
    try:
        trigger.next_run_at = schedule_of(trigger.parameters).after(now, anchor=now)
    except ScheduleError as error:
        trigger.state, trigger.error, trigger.next_run_at = State.FAILING, f"{error.field}: {error}"[:500], None
    else:
        trigger.state, trigger.error = State.ACTIVE, ""


def _prepare_webhook(trigger: Trigger, made: dict[UUID, str]) -> None:
    trigger.public_id = trigger.public_id or secrets.new_public_id()
    if trigger.parameters.get("authentication", "secret") != UNPROVED and not trigger.secret_sealed:
        made[trigger.pk] = secret = secrets.new_secret()
        trigger.secret_sealed = secrets.sealed_for(trigger, secret)
