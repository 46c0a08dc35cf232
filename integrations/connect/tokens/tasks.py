"""The Celery tasks that refresh a grant and end access at a vendor: an id in, safe to run twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.connect.tokens import idle, refresh, revocations
from integrations.errors import MachinaError


@shared_task(ignore_result=True)
def refresh_grant(grant_id: str) -> None:
    """Refresh a grant now; what goes wrong is on its connections."""
    try:
        refresh.refresh(refresh.look(UUID(grant_id)))
    except MachinaError:
        return


@shared_task(ignore_result=True)
def touch_grant(grant_id: str) -> None:
    """Keep a grant alive that is idle still."""
    if idle.is_idle(UUID(grant_id)):
        refresh_grant(grant_id)


@shared_task(ignore_result=True)
def retry_revocation(revocation_id: str) -> None:
    """Tell a vendor again that an access has ended."""
    revocations.retry(UUID(revocation_id))
