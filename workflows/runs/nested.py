"""Workflows that call workflows: a run of its own for the same customer, whose output the calling step gives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from integrations.actors import SYSTEM
from integrations.errors import CallCancelled, InputError, MachinaError, NotFound
from workflows.engine.control.ending import CallWorkflowParams
from workflows.engine.control.evaluation import read
from workflows.engine.control.handles import CALL_WORKFLOW
from workflows.engine.decisions import Instance
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step, Version, Workflow
from workflows.runs import limits, waits
from workflows.runs.actor import restored_actor
from workflows.runs.attempts import until_next_look
from workflows.runs.cancel import cancel_run
from workflows.runs.control import resolved
from workflows.runs.done import FAILURES, Done, failed
from workflows.runs.identity import called_by
from workflows.runs.onward import Onward
from workflows.runs.start import RunStart, start_run
from workflows.runs.turn import Turn
from workflows.runs.variables import defaults_of

if TYPE_CHECKING:
    from workflows.runs.shift import Shift


def do(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    """Start the run, or take its output if it is over. Raises MachinaError."""
    called = _find(step)
    if called is None:
        given = read(CallWorkflowParams, resolved(shift.scope, node, instance), CALL_WORKFLOW)
        called = start_called(shift.run, step, given, run_id=called_by(step))
    if called.state not in Run.OPEN:
        return shift.settle(step, ended(node, called))
    shift.write(partial(_suspend, step, called))
    if Run.objects.filter(pk=called.pk).exclude(state__in=Run.OPEN).exists():  # it was faster
        waits.resume(shift.run.pk, step.pk)
    return []


def has_called(step: Step) -> bool:
    """Whether the step has started the run already."""
    return Run.objects.filter(pk=called_by(step)).exists()


def stop(step: Step) -> None:
    """The run that the step has started ends with it."""
    if has_called(step):
        cancel_run(SYSTEM, called_by(step))


def _find(step: Step) -> Run | None:
    return Run.objects.select_related("output", "workflow").filter(pk=called_by(step)).first()


def start_called(run: Run, step: Step, given: CallWorkflowParams, *, run_id: UUID) -> Run:
    """Start the run that a step asks for. Raises InputError, NotFound."""
    workflow, version = _version(given)
    if run.depth + 1 >= limits.DEEPEST:
        raise InputError(
            f"{workflow.name!r} is not called: workflows have called one another {limits.DEEPEST} deep, "
            "which is the limit. Does it call itself?",
            field="workflow",
        )
    start = RunStart(
        revision=version.revision,
        version=version,
        customer=run.customer,
        source="workflow",
        input=given.input,
        variables=defaults_of(version.revision.graph),
        lane=run.lane,
        parent_step=step.pk,
        depth=run.depth + 1,
    )
    return start_run(restored_actor(run.actor), start, run_id=run_id)


def _version(given: CallWorkflowParams) -> tuple[Workflow, Version]:
    workflow = Workflow.objects.filter(pk=given.workflow).first()
    if workflow is None:
        raise NotFound(f"There is no workflow {str(given.workflow)!r} to be called.")
    versions = workflow.versions.select_related("revision").order_by("-number")
    version = versions.filter(number=given.version).first() if given.version is not None else versions.first()
    if version is None:
        wanted = "no version" if given.version is None else f"no version {given.version}"
        raise NotFound(f"{workflow.name!r} has {wanted} that was published. Publish it first.")
    return workflow, version


def ended(node: PlanNode, run: Run) -> Done:
    """How the node ends whose run is over."""
    name = run.workflow.name if run.workflow else "The workflow"
    if run.state == Run.State.SUCCEEDED:
        if run.output is None:
            return Done(Step.State.SUCCEEDED, frozenset({MAIN}))
        return Done(Step.State.SUCCEEDED, frozenset({MAIN}), content=run.output)
    if run.state == Run.State.CANCELLED:
        return failed(node, CallCancelled(f"{name!r} was cancelled (run {run.pk})."))
    first = run.steps.filter(state__in=FAILURES, is_handled=False).order_by("finished_at").first()
    told = (first.error if first else None) or MachinaError("It failed.").as_dict()
    return failed(node, {**told, "detail": f"{name!r} failed (run {run.pk}): {told.get('detail')}"})


def _suspend(step: Step, called: Run, turn: Turn, onward: Onward) -> None:
    name = called.workflow.name if called.workflow else "another workflow"
    message = f"Waits for {name}."
    if turn.is_cancelled:
        turn.put_back(step, 0.0, message, generation=step.generation)
        return
    turn.suspend(step, message, not_before=timezone.now() + until_next_look(step.attempt))
