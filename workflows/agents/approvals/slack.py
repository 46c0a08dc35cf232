"""Telling a channel of the operator's Slack that a person is asked. Importing it subscribes to questions that name one.

The link leads to the approval's own page, where whoever answers has to be signed in: a link that answered by itself
would stand in the call log, and in the channel, for everybody to use.
"""

from __future__ import annotations

import logging
from uuid import UUID

from integrations.actors import SYSTEM
from integrations.catalog.registry import catalog
from integrations.errors import MachinaError
from integrations.events import Payload, subscribe
from integrations.execution import door
from integrations.holders import Holder
from integrations.outgoing.people import count_message
from workflows.agents.approvals.facts import REQUESTED
from workflows.agents.approvals.links import is_over, page_of
from workflows.models import Approval

logger = logging.getLogger(__name__)

POST = "slack.post_message"
TEXT = (
    "A person is asked before this is done:\n{summary}\n\nLook at it and answer by {until:%d %b %Y, %H:%M} UTC: {page}"
)


@subscribe(REQUESTED)
def tell_channel(fact: Payload) -> None:
    """Once, by the owner's account, and no more often than mails go out: what a customer's people or mails bring about
    floods no channel. Where it cannot be told, whoever looks finds the question in the admin."""
    approval = Approval.objects.filter(pk=UUID(str(fact["approval"]))).first()
    if approval is None or not approval.slack_channel or is_over(approval) or POST not in catalog().operations:
        return
    params = {
        "channel_id": approval.slack_channel,
        "text": TEXT.format(summary=approval.summary, until=approval.expires_at, page=page_of(approval)),
        "text_format": "plain",
        "unfurl_links": False,
    }
    try:
        count_message(approval.slack_channel, about=approval.pk, customer_id=approval.customer_id)
        door.submit(
            POST,
            params,
            holder=Holder.owner(),
            call_key=f"approval:{approval.pk}:slack",
            actor=SYSTEM,
            source="agent",
            run_id=approval.run_id,
        )
    except MachinaError as error:
        extra = {"approval": str(approval.pk), "error": error.code}
        logger.warning("approvals.channel_not_told", extra=extra)
