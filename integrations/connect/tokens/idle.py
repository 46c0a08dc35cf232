"""Keeps access alive that nobody uses, and finds out before a run does that an account has to be connected again.

Vendors let go of refresh tokens that are not used for a while (Google after six months, and after seven days where its
app is in testing), and some give them an end of their own.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from kombu.exceptions import OperationalError

from integrations import gate
from integrations.connect.states import USABLE
from integrations.connect.tokens import refresh, tasks
from integrations.connect.tokens.grants import database_time
from integrations.errors import MachinaError
from integrations.models import Connection, Grant

logger = logging.getLogger(__name__)

IDLE = timedelta(days=6)
"""Since the last exchange. Less than the shortest life that a vendor is known to give."""
BEFORE_ITS_END = timedelta(days=1)
AT_ONCE = 200


def touch() -> int:
    """Offer idle grants to the workers, oldest first; returns how many. Run by the scheduler every few minutes."""
    offered = list(_idle().order_by("refreshed_at", "created_at").values_list("pk", flat=True)[:AT_ONCE])
    try:
        for grant_id in offered:
            tasks.touch_grant.delay(str(grant_id))
    except OperationalError:
        logger.warning("connect.idle_not_told", exc_info=True)
    return len(offered)


def touch_one(grant_id: UUID) -> None:
    """Renew a grant that is idle still; what goes wrong is on its connections."""
    if gate.is_shut() or not _idle().filter(pk=grant_id).exists():
        return
    try:
        refresh.refresh(refresh.look(grant_id))
    except MachinaError:
        return


def _idle() -> QuerySet[Grant]:
    """Grants that rest, with somebody who may need them. One that fails is tried again by its own waits."""
    resting_on_it = Q(grant=OuterRef("pk")) | Q(personal_grant=OuterRef("pk"))
    is_wanted = Exists(Connection.objects.filter(resting_on_it, status__in=USABLE))
    last_used = Coalesce("refreshed_at", "created_at")
    is_due = Q(last_used__lte=database_time(-IDLE.total_seconds())) | Q(
        refresh_expires_at__gt=Now(), refresh_expires_at__lte=database_time(BEFORE_ITS_END.total_seconds())
    )
    can_be_asked = Q(retry_at=None) | Q(retry_at__lte=Now())
    with_token = Grant.objects.exclude(refresh_sealed="")
    return with_token.annotate(last_used=last_used).filter(is_wanted, is_due, can_be_asked)
