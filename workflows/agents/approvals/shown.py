"""An approval as it is shown: over REST, on the socket and to whoever asked."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from integrations.actors import Actor
from integrations.payloads.shown import error_shown, shown
from workflows.models import Approval

OPERATOR = "operator"
"""What customers read in the place of an operator's name."""


def approval_shown(actor: Actor, approval: Approval) -> dict[str, object]:
    """For an approval with its customer and parameters. What it says is shown to who may read contents."""
    seen = shown(actor, approval.parameters_id, approval.parameters, customer_id=approval.customer_id)
    return {
        "id": str(approval.pk),
        "run": str(approval.run_id) if approval.run_id else None,
        "step": str(approval.step_id) if approval.step_id else None,
        "node_id": approval.node_id,
        "operation": approval.operation,
        "customer": approval.customer.key if approval.customer else None,
        "summary": approval.summary if seen.withheld is None else seen.withheld,
        "parameters": seen.value,
        "content": seen.reference,
        "withheld": seen.withheld,
        "is_edited": approval.is_edited,
        "source": approval.source,
        "requested_at": _time(approval.requested_at),
        "expires_at": _time(approval.expires_at),
        "state": approval.state,
        "answered_at": _time(approval.answered_at),
        "answered_by": _answered_by(actor, approval),
        "note": approval.note if seen.withheld is None else "",
        "call": str(approval.call_id) if approval.call_id else None,
        "error": error_shown(actor, cast("dict[str, object] | None", approval.error)),
    }


def _answered_by(actor: Actor, approval: Approval) -> str | None:
    if not approval.answered_by:
        return None
    kind, _, label = approval.answered_by.partition(":")
    return OPERATOR if kind == "staff" and not actor.sees_all else label


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
