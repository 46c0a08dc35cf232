"""What time ends: pending connections, links, attempts and codes; and accounts that have to be connected again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from celery import Task
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from integrations.connect.accounts import tasks
from integrations.connect.links import reconnects
from integrations.connect.states import Status
from integrations.connect.tokens import idle, revocations
from integrations.connect.tokens import tasks as token_tasks
from integrations.connect.tokens.grants import database_time
from integrations.models import ConnectAttempt, Connection, ConnectLink, LinkCode, MailboxCode, MailCount

logger = logging.getLogger(__name__)

KEPT_UNFINISHED = timedelta(hours=1)
KEPT_FINISHED = timedelta(days=31)
KEPT_CODES = timedelta(days=1)
BATCH = 200


def sweep() -> None:
    """One round, called every few seconds by the scheduler. Each step is safe to repeat and to miss."""
    expire_links()
    delete_old_rows()
    lapse_pending_connections()
    retry_revocations()
    reconnects.offer_reconnects()


def expire_links() -> int:
    """Links whose time is up say so; returns how many."""
    waiting = (ConnectLink.State.OPEN, ConnectLink.State.BOUND)
    late = ConnectLink.objects.filter(state__in=waiting, expires_at__lte=Now())
    return late.update(state=ConnectLink.State.EXPIRED, browser_hash="")


def lapse_pending_connections() -> int:
    """Offer lapsed pending connections to a worker, which deletes them: only workers open tokens."""
    late = Connection.objects.filter(status=Status.PENDING, pending_until__lte=Now())
    return _offer(tasks.lapse_pending, late.values_list("pk", flat=True)[:BATCH], "connect.lapsed_not_told")


def retry_revocations() -> int:
    """Offer what a vendor could not be told to a worker, which tells it again; returns how many."""
    return _offer(token_tasks.retry_revocation, revocations.due(BATCH), "connect.revocations_not_told")


def touch_idle() -> int:
    """Offer idle grants to the workers, which keep them alive; returns how many. Run by the scheduler."""
    return _offer(token_tasks.touch_grant, idle.due(BATCH), "connect.idle_not_told")


def delete_old_rows() -> None:
    """Attempts, codes and counts that nobody can use any more, and revocations that ended long ago."""
    revocations.forget_old()
    ConnectAttempt.objects.filter(finished_at=None, expires_at__lte=_ago(KEPT_UNFINISHED)).delete()
    ConnectAttempt.objects.filter(expires_at__lte=_ago(KEPT_FINISHED)).delete()
    for kind in (LinkCode, MailboxCode):
        kind.objects.filter(expires_at__lte=_ago(KEPT_CODES)).delete()
    MailCount.objects.filter(updated_at__lte=_ago(KEPT_CODES)).delete()


def _offer(task: Task, ids: Iterable[UUID], untold: str) -> int:
    """Wake workers with the ids of rows, which stay as they are; ``untold`` is logged where no broker takes them."""
    offered = list(ids)
    try:
        for each in offered:
            task.delay(str(each))
    except OperationalError:
        logger.warning(untold, exc_info=True)
    return len(offered)


def _ago(age: timedelta) -> object:
    return database_time(-age.total_seconds())
