"""Registers the triggers of a deployment: as often as one likes, with the same result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from workflows.engine.schedule import ScheduleError, schedule_of
from workflows.models import Deployment, Trigger
from workflows.triggers import secrets
from workflows.triggers.kinds import kind_of, trigger_nodes

State = Trigger.State
UNPROVED = "none"
SINCE = "since"
"""In the checkpoint of a schedule: when it was switched on, from which its intervals count."""


@dataclass(frozen=True)
class Registered:
    """The triggers that a deployment has now; ``secrets`` are those made just now, by trigger, to be shown once."""

    triggers: tuple[Trigger, ...]
    secrets: Mapping[UUID, str] = field(default_factory=dict)


@transaction.atomic
def sync(deployment: Deployment) -> Registered:
    """Bring the triggers in line with the deployment as its row is now: its version, and whether it is switched on.

    A trigger whose node is still there keeps its address, its secret and its checkpoint. A schedule whose rules have
    changed, or that was off, plans anew from now.
    """
    nodes = {each["id"]: each for each in trigger_nodes(deployment.version.revision.graph)}
    known = {each.node_id: each for each in deployment.triggers.select_for_update()}
    gone = [each for each in known.values() if each.node_id not in nodes or each.type != nodes[each.node_id]["type"]]
    Trigger.objects.filter(pk__in=[each.pk for each in gone]).delete()
    kept = {each.node_id: each for each in known.values() if each not in gone}
    made: dict[UUID, str] = {}
    triggers = []
    for node_id, node in nodes.items():
        trigger = kept.get(node_id) or Trigger(deployment=deployment, node_id=node_id, type=node["type"])
        before = dict(trigger.parameters)
        trigger.parameters = dict(node.get("parameters") or {})
        _bring_in_line(trigger, deployment, made, is_same=before == trigger.parameters and node_id in kept)
        trigger.save()
        triggers.append(trigger)
    return Registered(tuple(triggers), made)


def _bring_in_line(trigger: Trigger, deployment: Deployment, made: dict[UUID, str], *, is_same: bool) -> None:
    was_off = trigger.state in (State.PENDING, State.PAUSED)
    kind = kind_of(trigger.type)
    if kind == "webhook":
        _prepare_webhook(trigger, made)
    if not deployment.is_active:
        trigger.state, trigger.next_run_at = State.PAUSED, None
    elif kind == "webhook":
        trigger.state, trigger.error = State.ACTIVE, ""
    elif kind == "schedule" and (was_off or not is_same or trigger.next_run_at is None):
        plan(trigger, timezone.now())
    elif kind == "event" and was_off:
        trigger.state, trigger.error = State.PENDING, ""


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
