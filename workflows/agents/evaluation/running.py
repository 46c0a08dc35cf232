"""Runs one case as a workflow is run, and waits for its end; a worker does the work."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.payloads.contents import load
from integrations.queue.model import Queued
from workflows.agents.evaluation.cases import AGENT, Case
from workflows.agents.evaluation.judging import Outcome
from workflows.engine.graph import Graph
from workflows.models import Revision, Run, Step
from workflows.problems import require_sound
from workflows.runs.cancel import cancel_run
from workflows.runs.drafts import draft_of
from workflows.runs.start import RunStart, start_run

LOOK_EVERY = 0.2


def run_case(actor: Actor, case: Case, holder: Holder, *, model: str, seconds: float) -> Outcome:
    """How it ended; one that has not ended in time is cancelled. Raises InputError for what cannot be run."""
    graph = Graph.model_validate(case.drawing(model, account_mode="owner" if holder.is_owner else "customer"))
    require_sound(graph.as_dict())
    with transaction.atomic():
        revision = Revision.objects.get(pk=draft_of(actor, None, graph))
        wish = RunStart(revision=revision, customer=holder.of, source="manual", lane=Queued.Lane.INTERACTIVE)
        run_id = start_run(actor, wish).pk
    until = time.monotonic() + seconds
    while (run := _read(run_id)).state in Run.OPEN:
        if time.monotonic() > until:
            cancel_run(actor, run_id)
            return Outcome("timeout", reason=f"It did not end in {seconds:g} s: {run.reason or _at(run_id)}")
        time.sleep(LOOK_EVERY)
    return _outcome(run)


def _read(run_id: UUID) -> Run:
    return Run.objects.select_related("output").get(pk=run_id)


def _at(run_id: UUID) -> str:
    """What it is at, in words."""
    step = Step.objects.filter(run=run_id, state__in=Step.OPEN).order_by("created_at").first()
    if step is None or step.state == Step.State.QUEUED:
        return "no worker has begun it. Is `manage.py up` running?"
    return f"the node {step.node_id} is {step.state}."


def _outcome(run: Run) -> Outcome:
    step = Step.objects.select_related("result").filter(run=run, node_id=AGENT).order_by("-created_at").first()
    given = load(step.result) if step is not None and step.result is not None else None
    result: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    usage = result.get("usage") if isinstance(result.get("usage"), Mapping) else {}
    known = (step.usage or {}) if step is not None else {}
    output = result.get("output")
    return Outcome(
        state=run.state,
        output=output if isinstance(output, str) else str(output or ""),
        calls=_calls(result.get("messages")),
        turns=int((usage or {}).get("turns") or 0),
        tokens=int((usage or {}).get("tokens") or 0),
        cost=None if known.get("unpriced") or "cost" not in known else Decimal(str(known["cost"])),
        reason=run.reason,
    )


def _calls(messages: object) -> Sequence[tuple[str, Mapping[str, object]]]:
    if not isinstance(messages, list):
        return ()
    return [
        (str(call["name"]), call["arguments"] if isinstance(call.get("arguments"), Mapping) else {})
        for message in messages
        if isinstance(message, Mapping)
        for call in message.get("calls") or ()
    ]
