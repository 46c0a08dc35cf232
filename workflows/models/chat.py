"""Owned by agents.chat: conversations with a deployment, what was written in them, and links for customers."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor


class ChatLinkQuerySet(models.QuerySet["ChatLink"]):
    """Links as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class ChatLink(models.Model):
    """Lets a customer's person talk to one deployment of that customer, in the one browser that opened it.

    ``token_hash`` is of what stands in its address, ``browser_hash`` of what that browser keeps.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deployment = models.ForeignKey("workflows.Deployment", on_delete=models.CASCADE, related_name="chat_links")
    customer = models.ForeignKey("integrations.Customer", on_delete=models.CASCADE, related_name="chat_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    browser_hash = models.CharField(max_length=64, blank=True, editable=False)
    may_approve = models.BooleanField(
        default=False, help_text="Whether who has it answers what the agent asks before it does it."
    )
    expires_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChatLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(bound_at__isnull=True, browser_hash="") | (Q(bound_at__isnull=False) & ~Q(browser_hash="")),
                name="chat_link_bound_has_browser",
            ),
        ]

    def __str__(self) -> str:
        return f"Chat link of {self.created_at:%d %b %Y, %H:%M:%S}"


class ChatQuerySet(models.QuerySet["Chat"]):
    """Conversations as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class Chat(models.Model):
    """One conversation. ``speaker`` is who talks in it: ``staff:<id>``, ``api_key:<id>`` or ``link:<id>``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deployment = models.ForeignKey("workflows.Deployment", on_delete=models.CASCADE, related_name="chats")
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="chats")
    speaker = models.CharField(max_length=80)
    last = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField()

    objects = ChatQuerySet.as_manager()

    class Meta:
        ordering = ("-used_at", "-id")
        indexes = [models.Index(fields=("deployment", "speaker", "-used_at"), name="chat_of_speaker")]

    def __str__(self) -> str:
        return f"Chat of {self.created_at:%d %b %Y, %H:%M:%S}"

    @property
    def session_key(self) -> str:
        """By which an agent remembers it."""
        return f"chat:{self.pk}"


class ChatTurn(models.Model):
    """One message, and the run that answers it. ``key`` makes sending it again the same message."""

    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="turns")
    customer = models.ForeignKey(
        "integrations.Customer", null=True, on_delete=models.CASCADE, related_name="chat_turns"
    )
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=100)
    text = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    run_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("chat", "number"), name="chat_turn_number_once"),
            models.UniqueConstraint(fields=("chat", "key"), name="chat_turn_key_once"),
        ]

    def __str__(self) -> str:
        return f"Message {self.number}"
