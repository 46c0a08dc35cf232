"""The names of what approvals tell, as facts of ``integrations.events``."""

from __future__ import annotations

from integrations import events
from workflows.models import Approval

REQUESTED = "approval.requested"
"""Fact: ``{approval, run, step, node_id, state}``. A person is asked."""
ANSWERED = "approval.answered"
"""Fact, with the same content: a person has answered, or the time to do so is over. Told at least once, and after the
commit, so that whoever waits for it can be found by its ``step``."""


def emit(name: str, approval: Approval) -> None:
    """Store the fact with the change it tells of."""
    told: dict[str, object] = {
        "approval": str(approval.pk),
        "run": str(approval.run_id) if approval.run_id else None,
        "step": str(approval.step_id) if approval.step_id else None,
        "node_id": approval.node_id,
        "state": approval.state,
    }
    events.emit(name, told, customer_id=approval.customer_id)
