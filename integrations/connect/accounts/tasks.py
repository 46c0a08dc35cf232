"""The Celery task that ends a lapsed connection: an id in, safe to run twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.connect.accounts import disconnect
from integrations.errors import MachinaError


@shared_task(ignore_result=True)
def lapse_pending(connection_id: str) -> None:
    """Delete a pending connection whose time is up."""
    try:
        disconnect.lapse(UUID(connection_id))
    except MachinaError:
        return
