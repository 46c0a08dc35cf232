"""Names that follow from what they stand for, so that nobody has to look them up."""

from __future__ import annotations

from uuid import UUID, uuid5

from workflows.engine.decisions import Instance
from workflows.models import Step


def step_id(run_id: UUID, instance: Instance) -> UUID:
    """The id of the step of a node's instance in a run."""
    node_id, path = instance
    return uuid5(run_id, f"{node_id}/{'.'.join(map(str, path))}")


def instance_of(step: Step) -> Instance:
    """The node and the path that a step stands for."""
    return step.node_id, tuple(step.path)


def call_key(step: Step) -> str:
    """The same for every attempt at the step, so that the door knows what an earlier worker has already done."""
    path = ".".join(map(str, step.path))
    return f"run:{step.run_id}:{step.node_id}:{path}:{step.generation}"


def called_by(step: Step) -> UUID:
    """The id of the run of another workflow that a step calls."""
    return uuid5(step.pk, f"calls {step.generation}")
