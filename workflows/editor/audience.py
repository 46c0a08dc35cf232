"""Which group of sockets hears what."""

from __future__ import annotations

from uuid import UUID

OPERATORS = "editor.operators"
"""Everyone on the operator's side who may view."""


def staff_group(user_id: object) -> str:
    """The sockets of one signed-in operator."""
    return f"editor.staff.{user_id}"


def workflow_group(workflow: UUID | str) -> str:
    """The sockets that show one workflow."""
    return f"editor.workflow.{workflow}"


def run_group(run: UUID | str, workflow: UUID | str | None) -> str:
    """Who follows a run: everyone on its workflow, or the one socket that started it outside any workflow."""
    return workflow_group(workflow) if workflow else f"editor.run.{run}"
