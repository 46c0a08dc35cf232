"""What a run says as a whole of how its steps went."""

from __future__ import annotations

from workflows.models import Run, RunEvent, Step


def reason_of(run: Run) -> str | None:
    """Why it ended as it did, or what it waits for; None where there is nothing to say.

    Reads ``run.steps`` of a single node; of a waiting run its last event, unless ``with_last_message`` has brought
    that along.
    """
    if run.kind == Run.Kind.WORKFLOW and run.state not in Run.OPEN:
        return run.reason or None
    if run.state == Run.State.FAILED:
        failed = (Step.State.FAILED, Step.State.OUTCOME_UNKNOWN)
        errors = [step.error for step in run.steps.all() if step.state in failed and step.error]
        return str(errors[0]["detail"]) if errors else None
    if run.state == Run.State.WAITING:
        return _last_message(run) or None
    return None


def last_step(run: Run) -> Step | None:
    """The step whose output is the run's: the last one of a run that succeeded."""
    return run.steps.all().last() if run.state == Run.State.SUCCEEDED else None


def _last_message(run: Run) -> str | None:
    if "last_message" in vars(run):
        told: str | None = vars(run)["last_message"]
        return told
    return RunEvent.objects.filter(run=run).order_by("-number").values_list("message", flat=True).first()
