"""Owned by agents.runtime: what an agent has come to, so that nobody repeats it, and what servers' tools were like."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class AgentEntry(models.Model):
    """One thing that has happened at an agent's step: how it began, an answer of its model, or what came of a call.

    ``turn`` 0 is the beginning, and from 1 on the answers; ``index`` is 0 for the answer itself and from 1 on for its
    calls. ``scope`` is empty, or says in which call of another agent this one works. Never changed.
    """

    class Kind(models.TextChoices):
        BEGINNING = "beginning"
        ANSWER = "answer"
        RESULT = "result"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("workflows.Run", on_delete=models.CASCADE, related_name="agent_entries")
    step_id = models.UUIDField()
    scope = models.CharField(max_length=64, blank=True)
    turn = models.PositiveSmallIntegerField()
    index = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    content = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    usage = models.JSONField(null=True)
    amount = models.CharField(max_length=40, blank=True, help_text="What it is sold for, in US dollars.")
    tokens = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    is_adopted = models.BooleanField(default=False, help_text="From the run that this one takes up, where it counts.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=("step_id", "scope", "turn", "index"), name="agent_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope}{self.turn}.{self.index}"


class ToolPin(models.Model):
    """What the tools of somebody else's server were when a workflow first used them, or when a person let them pass.

    ``key`` stands for workflow, node, account holder and server; ``tools`` maps the name of each to a hash of all that
    its server says of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    workflow = models.ForeignKey("workflows.Workflow", on_delete=models.CASCADE, related_name="tool_pins")
    node_id = models.CharField(max_length=64)
    tools = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"tools of {self.node_id}, {self.at:%d %b %Y, %H:%M:%S}"
