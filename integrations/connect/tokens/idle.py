"""Keeps access alive that nobody uses, and finds out before a run does that an account has to be connected again.

Vendors let go of refresh tokens that are not used for a while (Google after six months, and after seven days where its
app is in testing), and some give them an end of their own.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from integrations.connect.states import USABLE
from integrations.connect.tokens.grants import database_time
from integrations.models import Connection, Grant

IDLE = timedelta(days=6)
"""Since the last exchange. Less than the shortest life that a vendor is known to give."""
BEFORE_ITS_END = timedelta(days=1)


def due(most: int) -> list[UUID]:
    """Idle grants, those that have rested longest first."""
    return list(_idle().order_by("refreshed_at", "created_at").values_list("pk", flat=True)[:most])


def is_idle(grant_id: UUID) -> bool:
    """Whether nobody has used or renewed it since it was due."""
    return _idle().filter(pk=grant_id).exists()


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
