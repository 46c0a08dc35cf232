"""Owned by agents.memory: what agents remember of their conversations."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor


def _content() -> models.ForeignKey[Any, Any]:
    """A reference to a content, which may be forgotten before its row is."""
    return models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


class MemoryQuerySet(models.QuerySet["Memory"]):
    """Memories as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class Memory(models.Model):
    """One conversation, known by its session key within one customer or (without customer) the owner.

    ``last`` is the number of its last message, ``summarised`` that of the last one that its summary has taken in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="memories")
    session_key = models.CharField(max_length=200)
    last = models.PositiveIntegerField(default=0)
    summarised = models.PositiveIntegerField(default=0)
    summary = _content()
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField()

    objects = MemoryQuerySet.as_manager()

    class Meta:
        ordering = ("-used_at", "-id")
        verbose_name_plural = "memories"
        constraints = [
            models.UniqueConstraint(
                fields=("session_key",), condition=Q(customer__isnull=True), name="memory_once_for_the_owner"
            ),
            models.UniqueConstraint(
                fields=("customer", "session_key"),
                condition=Q(customer__isnull=False),
                name="memory_once_for_a_customer",
            ),
        ]
        indexes = [models.Index(fields=("-used_at", "-id"), name="memory_used_last")]

    def __str__(self) -> str:
        return self.session_key


class MemoryMessage(models.Model):
    """One thing that was said. ``source`` and ``position`` say by what, so that nothing is remembered twice."""

    class Role(models.TextChoices):
        USER = "user"
        ASSISTANT = "assistant"

    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="messages")
    customer = models.ForeignKey(
        "integrations.Customer", null=True, on_delete=models.CASCADE, related_name="memory_messages"
    )
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=9, choices=Role.choices)
    source = models.CharField(max_length=200, help_text="The run and step that said it.")
    position = models.PositiveSmallIntegerField()
    run_id = models.UUIDField(null=True)
    content = _content()
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("memory", "number"), name="memory_message_number_once"),
            models.UniqueConstraint(fields=("memory", "source", "position"), name="memory_message_said_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.number}"
