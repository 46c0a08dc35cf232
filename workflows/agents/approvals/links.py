"""Signed addresses by which somebody who was mailed one answers an approval, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import NotFound
from integrations.holders import Customer
from workflows.models import Approval

SALT = "workflows.agents.approvals"


@dataclass(frozen=True)
class Invited:
    """Whom a link was mailed to, and about what."""

    approval: Approval
    actor: Actor


def address_for(approval: Approval, recipient: str) -> str:
    """The address that goes to this mailbox alone. Its signature is the secret; nothing of it is stored."""
    token = signing.dumps({"approval": str(approval.pk), "to": recipient}, salt=SALT, compress=True)
    return settings.PUBLIC_URL + reverse("approval-link", args=[token])


def page_of(approval: Approval) -> str:
    """The address of its page in the admin, where whoever answers has to be signed in."""
    return settings.PUBLIC_URL + reverse("admin:workflows_approval_change", args=[approval.pk])


def invited(token: str) -> Invited:
    """Raises NotFound for what we have not signed, for an approval that is gone, and where a new link was mailed to
    somebody else since."""
    missing = NotFound("There is no such link. Ask whoever sent it to you.")
    try:
        said = signing.loads(token, salt=SALT)
        approval_id, recipient = UUID(said["approval"]), str(said["to"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise missing from None
    found = Approval.objects.select_related("customer", "parameters", "run").filter(pk=approval_id).first()
    if found is None or found.mail_to != recipient:
        raise missing
    return Invited(found, _actor(found, recipient))


def is_over(approval: Approval) -> bool:
    """Whether no answer counts any more."""
    return approval.state != Approval.State.OPEN or approval.expires_at <= timezone.now()


def _actor(approval: Approval, recipient: str) -> Actor:
    customer: Customer | None = approval.customer
    return Actor(
        kind="link",
        id=str(approval.pk),
        label=f"{recipient} by mail",
        customer_id=customer.pk if customer else None,
        rights=frozenset({"view", "read_content", "operate"}),
    )
