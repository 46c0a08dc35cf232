"""Finds a run for an actor."""

from __future__ import annotations

from uuid import UUID

from integrations.actors import Actor
from integrations.errors import NotFound
from workflows.models import Run


def get_run(actor: Actor, run_id: UUID) -> Run:
    """The run with its revision, customer and contents. Raises NotFound, also for another customer's run."""
    related = ("revision", "customer", "version", "deployment", "input", "output")
    run = Run.objects.visible_to(actor).select_related(*related).filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"There is no run {str(run_id)!r}. GET /api/v1/runs/ lists them.")
    return run
