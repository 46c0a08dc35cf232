"""Mailing somebody a link to answer. Importing it subscribes to questions that name a mailbox."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integrations import audit
from integrations.actors import SYSTEM, Actor
from integrations.errors import Conflict, RateLimited
from integrations.events import Payload, subscribe
from integrations.holders import authorise_now
from integrations.outgoing.people import ask_by_mail
from workflows.agents.approvals.facts import REQUESTED
from workflows.agents.approvals.links import address_for, is_over
from workflows.agents.approvals.selectors import get_approval, holder_of
from workflows.models import Approval

logger = logging.getLogger(__name__)


def send_link(actor: Actor, approval_id: UUID, recipient: str) -> None:
    """Mail a link; an earlier one to another mailbox ends. Raises NotFound, PermissionDenied, Conflict for an approval
    that is over, RateLimited, RemoteUnavailable."""
    approval = get_approval(actor, approval_id)
    with transaction.atomic():
        authorise_now(actor, holder_of(approval))
        stored = Approval.objects.select_for_update().get(pk=approval.pk)
        if is_over(stored):
            raise Conflict("There is nothing to answer any more.")
        Approval.objects.filter(pk=approval.pk).update(mail_to=recipient)
        after = {"mail_to": recipient}
        audit.record(actor, "approval.mail", stored, customer_id=stored.customer_id, after=after)
    _send(approval, recipient)


@subscribe(REQUESTED)
def mail_it(fact: Payload) -> None:
    """For a question that names a mailbox: once, unless the mail server does not take it."""
    approval = Approval.objects.select_related("customer").filter(pk=UUID(str(fact["approval"]))).first()
    if approval is None or not approval.mail_to or approval.mailed_at is not None or is_over(approval):
        return
    try:
        _send(approval, approval.mail_to)
    except RateLimited:  # enough went there lately; who looks finds it in the admin
        logger.warning("approvals.mail_held_back", extra={"approval": str(approval.pk)})
    else:
        audit.record(SYSTEM, "approval.mail", approval, customer_id=approval.customer_id)


def _send(approval: Approval, recipient: str) -> None:
    ask_by_mail(
        recipient,
        approval.summary,
        address_for(approval, recipient),
        until=approval.expires_at,
        about=approval.pk,
        customer_id=approval.customer_id,
    )
    Approval.objects.filter(pk=approval.pk).update(mailed_at=timezone.now())
