"""Conversations: begun, found through who may see them, and the trigger that takes their messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.payloads.rights import hidden_from, may_read
from workflows.deployments.selectors import get_deployment
from workflows.models import Chat, ChatLink, Deployment, Trigger
from workflows.triggers.kinds import CHAT
from workflows.triggers.starting import is_on

Sender = Literal["staff", "customer", "program"]
SHOWN = 50


@dataclass(frozen=True)
class Speaker:
    """Who talks: known by ``key`` in the rows of conversations."""

    key: str
    sender: Sender
    customer_id: UUID | None
    """Confines a link to its customer's conversations."""

    @classmethod
    def of_actor(cls, actor: Actor) -> Speaker:
        """A person of the staff, or a program with a key."""
        return cls(f"{actor.kind}:{actor.id}", "staff" if actor.kind == "staff" else "program", actor.customer_id)

    @classmethod
    def of_link(cls, link: ChatLink) -> Speaker:
        """Whoever opened the link in the browser that it is bound to."""
        return cls(f"link:{link.pk}", "customer", link.customer_id)


def require_speaker(actor: Actor) -> None:
    """Raises PermissionDenied for who may not start runs."""
    if not actor.may("operate") or not actor.may("read_content"):
        raise PermissionDenied(f"{actor.label!r} may not chat: that needs the rights 'operate' and 'read_content'.")


def require_reader(actor: Actor, chat: Chat) -> None:
    """Raises PermissionDenied for who may not read contents."""
    if not may_read(actor, chat.customer_id):
        raise PermissionDenied(hidden_from(actor))


def chat_trigger(deployment: Deployment) -> Trigger:
    """What takes messages for a deployment, with what is needed to start its run. Raises NotFound.

    A deployment that is paused, or whose customer is switched off, has none.
    """
    found = Trigger.objects.select_related(*Trigger.NEEDED).defer(*Trigger.NOT_NEEDED)
    trigger = found.filter(deployment=deployment, type=CHAT).order_by("created_at", "id").first()
    if trigger is None or not is_on(trigger) or trigger.state != Trigger.State.ACTIVE:
        raise NotFound("There is nobody to talk to here: the deployment has no chat, or it is paused.")
    return trigger


def find_deployment(actor: Actor, deployment_id: UUID) -> Deployment:
    """A deployment with a chat. Raises NotFound, also for another customer's, and PermissionDenied."""
    deployment = get_deployment(actor, deployment_id)
    require_speaker(actor)
    chat_trigger(deployment)
    return deployment


def begin(speaker: Speaker, deployment: Deployment) -> Chat:
    """A new conversation. An empty one of theirs is taken up instead of making another."""
    mine = Chat.objects.filter(deployment=deployment, speaker=speaker.key)
    empty = mine.filter(last=0).first()
    return empty or Chat.objects.create(
        deployment=deployment, customer=deployment.customer, speaker=speaker.key, used_at=timezone.now()
    )


def conversations(speaker: Speaker, deployment: Deployment) -> list[Chat]:
    """Theirs, the last used first, those that something was said in."""
    mine = Chat.objects.filter(deployment=deployment, speaker=speaker.key, last__gt=0)
    return [*mine[:SHOWN]]


def own_chat(speaker: Speaker, chat_id: UUID) -> Chat:
    """Raises NotFound, also for a conversation of somebody else."""
    found = Chat.objects.select_related("deployment__customer").filter(pk=chat_id, speaker=speaker.key).first()
    if found is None:
        raise NotFound(f"There is no conversation {str(chat_id)!r} of yours.")
    return found


def get_chat(actor: Actor, chat_id: UUID) -> Chat:
    """As a program or a person of the staff may look at it. Raises NotFound."""
    found = Chat.objects.visible_to(actor).select_related("deployment__customer", "customer").filter(pk=chat_id).first()
    if found is None:
        raise NotFound(f"There is no chat {str(chat_id)!r}. GET /api/v1/chats/ lists them.")
    return found
