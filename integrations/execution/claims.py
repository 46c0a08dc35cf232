"""Who works on a call: taking it, saying that a write is about to leave, and giving it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from integrations.egress.deadline import Cancelled
from integrations.execution.lease import LEASE_SECONDS, from_now
from integrations.models import Call

IDLE = (Call.State.QUEUED, Call.State.WAITING)


@dataclass(frozen=True)
class Claim:
    """A running call and the token that proves it is ours; whoever lacks the token writes nothing."""

    call: Call
    token: UUID

    @classmethod
    def of(cls, call: Call) -> Claim:
        assert call.attempt_token is not None
        return cls(call, call.attempt_token)

    @property
    def held(self) -> Q:
        """Finds the row while it is ours."""
        return Q(pk=self.call.pk, attempt_token=self.token)


def claim(call_id: UUID) -> Claim | None:
    """Take a call that is on offer and due, by one UPDATE; None if it is taken, ended or not due yet."""
    token = uuid4()
    is_due = Q(not_before__isnull=True) | Q(not_before__lte=Now())
    taken = Call.objects.filter(is_due, pk=call_id, state__in=IDLE).update(
        state=Call.State.RUNNING,
        attempt=F("attempt") + 1,
        attempt_token=token,
        lease_until=from_now(LEASE_SECONDS),
        not_before=None,
        started_at=timezone.now(),
    )
    if not taken:
        return None
    return Claim(Call.objects.select_related("customer").get(pk=call_id), token)


def mark_sent(claim: Claim) -> None:
    """Commit that a request which may change something is about to leave.

    Raises Cancelled, which keeps it from leaving, if the call is no longer ours or is to be cancelled.
    """
    ours = Call.objects.filter(claim.held, cancel_requested_at__isnull=True)
    if not ours.update(sent_at=Now()):
        raise Cancelled


def put_back(claim: Claim, *, seconds: float) -> bool:
    """Offer a call that has sent nothing again after a wait; False if it was cancelled or is no longer ours."""
    ours = Call.objects.filter(claim.held, cancel_requested_at__isnull=True)
    return bool(
        ours.update(
            state=Call.State.WAITING,
            attempt_token=None,
            lease_until=None,
            offered_at=None,
            not_before=from_now(seconds),
        )
    )
