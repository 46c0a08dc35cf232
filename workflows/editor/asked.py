"""What the editor is told of approvals, made from their rows."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from integrations.payloads.shown import sent
from workflows.editor.messages.approvals import ApprovalAnswered, ApprovalRequested
from workflows.models import Approval


def requested_push(approval_id: UUID) -> dict[str, object] | None:
    """``push`` with what is asked, ``bare`` without, and whose it is; None where it is answered already."""
    open_ones = Approval.objects.select_related("customer", "parameters", "run").filter(state=Approval.State.OPEN)
    approval = open_ones.filter(pk=approval_id).first()
    if approval is None:
        return None
    facts = {
        "approval": str(approval.pk),
        "run": str(approval.run_id) if approval.run_id else None,
        "workflow": str(approval.run.workflow_id) if approval.run and approval.run.workflow_id else None,
        "node_id": approval.node_id,
        "operation": approval.operation,
        "customer_id": approval.customer.key if approval.customer else None,
        "expires_at": approval.expires_at.isoformat(),
    }
    content = sent(approval.parameters_id, approval.parameters).named("parameters")
    whole = ApprovalRequested.model_validate({**facts, "summary": approval.summary, **content})
    bare = ApprovalRequested.model_validate({**facts, "summary": ""})
    customer = str(approval.customer_id) if approval.customer_id else None
    return {"customer": customer, "push": whole.as_dict(), "bare": bare.as_dict()}


def answered_push(payload: Mapping[str, object]) -> ApprovalAnswered:
    """What became of it, from the fact."""
    return ApprovalAnswered.model_validate({name: payload[name] for name in ApprovalAnswered.model_fields})
