"""Starts the run of a deployment that one of its triggers has asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from integrations.actors import SYSTEM
from integrations.queue.model import Queued
from workflows.models import Run, Trigger
from workflows.runs.start import RunStart, start_run
from workflows.triggers.kinds import kind_of

NAMES = {"webhook": "Webhook", "schedule": "Schedule", "chat": "Chat", "event": "Service event"}


def is_on(trigger: Trigger) -> bool:
    """Whether its deployment starts runs, as it was read just now."""
    deployment = trigger.deployment
    return deployment.is_active and (deployment.customer is None or deployment.customer.is_active)


def start(trigger: Trigger, data: Any, *, run_id: UUID, is_waited_for: bool = False) -> Run:
    """The run, with what the trigger hands over, plain JSON, as its input; in the caller's transaction.

    The trigger has to have been read with ``Trigger.NEEDED``. Raises as ``start_run``.
    """
    kind = kind_of(trigger.type) or "event"
    deployment = trigger.deployment
    wish = RunStart(
        revision=deployment.version.revision,
        customer=deployment.customer,
        source=kind,
        input=data,
        trigger_node=trigger.node_id,
        version=deployment.version,
        deployment=deployment,
        variables=deployment.resolved_variables,
        lane=Queued.Lane.INTERACTIVE if is_waited_for else Queued.Lane.BACKGROUND,
    )
    return start_run(replace(SYSTEM, label=NAMES[kind]), wish, run_id=run_id)
