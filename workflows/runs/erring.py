"""A workflow may name another one for its failures: it is started with what failed, where, and why."""

from __future__ import annotations

from typing import cast
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from pydantic import JsonValue

from workflows.models import Run, Step, Version, Workflow
from workflows.runs import limits
from workflows.runs.actor import restored_actor
from workflows.runs.done import FAILURES
from workflows.runs.start import RunStart, start_run
from workflows.runs.variables import defaults_of

SOURCE = "error"


def start_error_run(run_id: UUID) -> Run | None:
    """Start the error workflow of a run that has failed, once; None if there is none. Safe to be called twice.

    A run of an error workflow starts none, whatever becomes of it. One that it has called may: those count as calls
    of one another, which have a limit.
    """
    run = Run.objects.select_related("workflow", "customer", "version").filter(pk=run_id, state="failed").first()
    if run is None or run.workflow is None or run.workflow.error_workflow_id is None or run.source == SOURCE:
        return None
    if run.depth + 1 >= limits.DEEPEST:
        return None
    newest = Version.objects.filter(workflow=run.workflow.error_workflow_id).select_related("revision")
    version = newest.order_by("-number").first()
    error_id = uuid5(run.pk, SOURCE)
    if version is None or Run.objects.filter(pk=error_id).exists():
        return None
    start = RunStart(
        revision=version.revision,
        version=version,
        customer=run.customer,
        source=SOURCE,
        input=_told(run, run.workflow),
        variables=defaults_of(version.revision.graph),
        depth=run.depth + 1,
    )
    with transaction.atomic():
        return start_run(restored_actor(run.actor), start, run_id=error_id)


def _told(run: Run, workflow: Workflow) -> JsonValue:
    failed = run.steps.filter(state__in=FAILURES, is_handled=False).order_by("ended_number").first()
    return {
        "run": {
            "id": str(run.pk),
            "workflow": str(workflow.pk),
            "name": workflow.name,
            "version": run.version.number if run.version else None,
            "customer": run.customer.key if run.customer else None,
            "source": run.source,
            "reason": run.reason,
            "url": f"{settings.PUBLIC_URL}/w/{workflow.pk}?run={run.pk}",
        },
        "node": _node(failed) if failed else None,
        "error": cast(JsonValue, failed.error) if failed else None,
    }


def _node(step: Step) -> JsonValue:
    return {"id": step.node_id, "type": step.node_type, "name": step.name, "path": cast(list[JsonValue], step.path)}
