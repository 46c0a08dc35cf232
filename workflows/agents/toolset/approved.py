"""What is done once a person has approved a call over REST or MCP. Importing it subscribes to the answers."""

from __future__ import annotations

from uuid import UUID

from integrations.acting import as_of_now
from integrations.errors import MachinaError, RateLimited
from integrations.events import Payload, subscribe
from integrations.execution import door
from integrations.execution.outcome import Call
from workflows.agents.approvals.facts import ANSWERED
from workflows.agents.approvals.selectors import asker_of, holder_of, parameters_of
from workflows.agents.toolset.calling import key_prefix
from workflows.models import Approval


@subscribe(ANSWERED)
def carry_out(fact: Payload) -> None:
    """Open the call for whoever asked, with that one's rights of now, once however often this is told.

    What is refused for good is written down; what may pass is raised, and tried again.
    """
    if fact["run"] is not None or fact["state"] != Approval.State.APPROVED:
        return
    found = Approval.objects.select_related("customer", "parameters").filter(pk=UUID(str(fact["approval"])))
    approval = found.filter(call_id__isnull=True, error__isnull=True).first()
    if approval is None:
        return
    try:
        call = _opened(approval)
    except RateLimited:
        raise
    except MachinaError as error:
        if error.status >= 500:
            raise
        Approval.objects.filter(pk=approval.pk).update(error=error.as_dict())
    else:
        Approval.objects.filter(pk=approval.pk).update(call_id=call.pk)


def _opened(approval: Approval) -> Call:
    holder = holder_of(approval)
    return door.submit(
        approval.operation,
        parameters_of(approval),
        holder=holder,
        call_key=approval.key.removeprefix(key_prefix(holder)),
        actor=as_of_now(asker_of(approval)),
        source=approval.source,
        connection=approval.connection_id,
    )
