"""The Celery task that goes on with an erasure: an id in, safe to run twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.erasing import erase


@shared_task(name=erase.TASK, ignore_result=True)
def go_on(erasure_id: str) -> None:
    """Do what is left."""
    erase.go_on(UUID(erasure_id))
