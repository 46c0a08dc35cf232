"""Links by which a customer's person chats without an account: one browser, a time limit, and an end at any moment."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor, Right
from integrations.errors import Conflict, InputError, NotFound, PermissionDenied
from workflows.agents.chat.conversations import chat_trigger
from workflows.deployments.selectors import get_deployment
from workflows.models import ChatLink

LIFETIME, LONGEST = timedelta(days=30), timedelta(days=90)


@dataclass(frozen=True)
class CreatedChatLink:
    """A link with its address, which is known at this moment only."""

    link: ChatLink
    url: str = field(repr=False)


@transaction.atomic
def create_chat_link(
    actor: Actor, deployment_id: UUID, *, expires_in: timedelta = LIFETIME, may_approve: bool = False
) -> CreatedChatLink:
    """For a deployment of a customer: the owner's own are for staff. Raises InputError, NotFound, PermissionDenied.

    ``may_approve`` is the operator's to give: a customer's key would answer by it what it has asked for itself.
    """
    deployment = get_deployment(actor, deployment_id)
    _require_operator(actor)
    if may_approve and not actor.sees_all:
        words = f"{actor.label!r} cannot let a link approve: that is for the operator. Leave it out, or ask him."
        raise InputError(words, field="may_approve")
    chat_trigger(deployment)
    if deployment.customer is None:
        words = "A link is for a customer, and this deployment is the owner's. Deploy the workflow for the customer."
        raise InputError(words, field="deployment")
    if not timedelta(minutes=1) <= expires_in <= LONGEST:
        raise InputError(f"A link lives a minute to {LONGEST.days} days.", field="expires_in")
    token = secrets.token_urlsafe(32)
    link = ChatLink.objects.create(
        deployment=deployment,
        customer=deployment.customer,
        token_hash=_hashed(token),
        may_approve=may_approve,
        expires_at=timezone.now() + expires_in,
        created_by=str(actor)[:250],
    )
    _record(actor, "create", link, after={"may_approve": may_approve})
    return CreatedChatLink(link, f"{settings.PUBLIC_URL}{reverse('chat-link', args=[token])}")


@transaction.atomic
def revoke_chat_link(actor: Actor, link_id: UUID) -> ChatLink:
    """End it at once, also for the browser that has it. Ending it twice is fine. Raises NotFound, PermissionDenied."""
    link = _locked(actor, link_id)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _record(actor, "revoke", link)
    return link


@transaction.atomic
def free_chat_link(actor: Actor, link_id: UUID) -> ChatLink:
    """Let another browser open it. Raises NotFound, PermissionDenied, and Conflict for one that has ended."""
    link = _locked(actor, link_id)
    if state_of(link) not in ("open", "bound"):
        raise Conflict(f"This link is {state_of(link)}. Make a new one.")
    link.browser_hash, link.bound_at = "", None
    link.save(update_fields=["browser_hash", "bound_at"])
    _record(actor, "free", link)
    return link


def get_chat_link(actor: Actor, link_id: UUID) -> ChatLink:
    """Raises NotFound, also for another customer's."""
    found = ChatLink.objects.visible_to(actor).select_related("customer", "deployment__workflow").filter(pk=link_id)
    link = found.first()
    if link is None:
        raise NotFound(f"There is no chat link {str(link_id)!r}.")
    return link


def link_of_token(token: str) -> ChatLink | None:
    """By what stands in its address, whatever its state."""
    found = ChatLink.objects.select_related("customer", "deployment__customer", "deployment__workflow")
    return found.filter(token_hash=_hashed(token)).first()


def state_of(link: ChatLink) -> str:
    """``open``, ``bound``, ``expired`` or ``revoked``."""
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= timezone.now() or not link.customer.is_active:
        return "expired"
    return "bound" if link.bound_at else "open"


def bind(link: ChatLink, browser: str) -> bool:
    """Give it to one browser, by one UPDATE. False where another was faster, or it has ended."""
    is_active = Exists(ChatLink.objects.filter(pk=OuterRef("pk"), customer__is_active=True))
    free = ChatLink.objects.filter(is_active, pk=link.pk, browser_hash="", revoked_at=None, expires_at__gt=Now())
    return free.update(browser_hash=_hashed(browser), bound_at=Now()) == 1


def is_usable_by(link: ChatLink, browser: str) -> bool:
    """Whether this browser may go on with it now, read anew."""
    stored = ChatLink.objects.filter(
        pk=link.pk, revoked_at=None, expires_at__gt=Now(), customer__is_active=True
    ).first()
    return stored is not None and bool(browser) and constant_time_compare(stored.browser_hash, _hashed(browser))


def require_usable_by(link: ChatLink, browser: str) -> None:
    """Raises NotFound where it has ended or is another browser's."""
    if not is_usable_by(link, browser):
        raise NotFound("This link has ended, or it belongs to another browser. Ask for a new one.")


def actor_of_link(link: ChatLink) -> Actor:
    """Who answers approvals with it: confined to its customer, and only where the operator allowed it.

    Raises PermissionDenied otherwise.
    """
    if not link.may_approve:
        raise PermissionDenied("Only the operator answers this. It goes on once somebody has.")
    rights: frozenset[Right] = frozenset({"view", "read_content", "operate"})
    return Actor("link", str(link.pk), "chat link", customer_id=link.customer_id, rights=rights)


def _locked(actor: Actor, link_id: UUID) -> ChatLink:
    get_chat_link(actor, link_id)
    _require_operator(as_of_now(actor))
    return ChatLink.objects.select_for_update(of=("self",)).select_related("customer").get(pk=link_id)


def _require_operator(actor: Actor) -> None:
    if not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not make chat links: that needs the right 'operate'.")


def _hashed(secret: str) -> str:
    """Of random secrets alone: there is no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _record(actor: Actor, action: str, link: ChatLink, **changes: dict[str, object]) -> None:
    audit.record(actor, f"chat.link.{action}", link, customer_id=link.customer_id, **changes)
