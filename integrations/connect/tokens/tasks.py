"""The Celery task that refreshes a grant: an id in, safe to run twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.connect.tokens import refresh
from integrations.errors import MachinaError


@shared_task(ignore_result=True)
def refresh_grant(grant_id: str) -> None:
    """Refresh a grant now; what goes wrong is on its connections."""
    try:
        refresh.refresh(refresh.look(UUID(grant_id)))
    except MachinaError:
        return
