"""Celery tasks of connect: ids in, one action called, safe to run twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.connect import grant_refresh, revoke
from integrations.errors import MachinaError


@shared_task(ignore_result=True)
def refresh_grant(grant_id: str) -> None:
    """Refresh a grant now; what goes wrong is on its connections."""
    try:
        grant_refresh.refresh(grant_refresh.look(UUID(grant_id)))
    except MachinaError:
        return


@shared_task(ignore_result=True)
def lapse_pending(connection_id: str) -> None:
    """Delete a pending connection whose time is up."""
    try:
        revoke.lapse(UUID(connection_id))
    except MachinaError:
        return
