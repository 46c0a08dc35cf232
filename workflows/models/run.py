"""Owned by runs: executions of a revision, and of each node in it."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When

from integrations.actors import Actor
from integrations.queue.model import Queued, QueueFacts
from workflows.models.event import RunEvent


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


class RunQuerySet(models.QuerySet["Run"]):
    """Runs as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)

    def with_duration(self) -> Self:
        """Each with what ``duration`` needs to know, so that a list asks once."""
        return self.annotate(step_time=_of_single_node("execution_time", models.IntegerField()))

    def with_error(self) -> Self:
        """Each with ``step_error``: of a single node, how its step failed."""
        return self.annotate(step_error=_of_single_node("error", models.JSONField()))

    def with_node(self) -> Self:
        """Each with ``node_name`` and ``node_type``: of a single node, which one."""
        text = models.CharField()
        return self.annotate(node_name=_of_single_node("name", text), node_type=_of_single_node("node_type", text))

    def with_last_message(self) -> Self:
        """Each with ``last_message``: what its last event beyond the ordinary course of steps said."""
        events = RunEvent.objects.filter(run=OuterRef("pk")).order_by("-number")
        return self.annotate(last_message=Subquery(events.values("message")[:1]))


def _of_single_node(column: str, field: models.Field[Any, Any]) -> Case:
    """A column of the only step that the run of a single node has; the many of a workflow's are not looked at."""
    step = Step.objects.filter(run=OuterRef("pk")).order_by().values(column)[:1]
    return Case(When(kind=Run.Kind.NODE, then=Subquery(step)), output_field=field)


class Run(models.Model):
    """One execution of a revision, for one customer or (without customer) for the owner.

    ``events`` is the number of the last event. Whoever changes the run, one of its steps or its events locks or updates
    this row first, so that the numbers appear in the order of the commits. ``state`` follows from the states of all
    steps (``engine.progress``), and changes with the event of the step that changes it. ``standing`` is what a run of a
    workflow has to know of its steps without reading them: see ``runs.standing``.
    """

    class Kind(models.TextChoices):
        NODE = "node"
        WORKFLOW = "workflow"

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        WAITING = "waiting"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    OPEN = (State.QUEUED, State.RUNNING, State.WAITING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    revision = models.ForeignKey("workflows.Revision", on_delete=models.CASCADE, related_name="runs")
    workflow = models.ForeignKey(
        "workflows.Workflow", null=True, on_delete=models.CASCADE, related_name="runs", help_text="As in the revision."
    )
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(
        "workflows.Version",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="Null for a run of a draft.",
    )
    deployment = models.ForeignKey(
        "workflows.Deployment", null=True, on_delete=models.SET_NULL, db_index=False, related_name="runs"
    )
    actor = models.JSONField(help_text="Who started it, with the rights of that moment.")
    source = models.CharField(max_length=32)
    lane = models.CharField(max_length=11, choices=Queued.Lane.choices, default=Queued.Lane.INTERACTIVE)
    trigger_node = models.CharField(max_length=64, blank=True, help_text="Id of the node it began with.")
    until = models.CharField(max_length=64, blank=True, help_text="Id of the node after which it stops.")
    only = models.CharField(max_length=64, blank=True, help_text="Id of the only node that it runs.")
    earlier_id = models.UUIDField(null=True, help_text="The run whose results it takes up.")
    again_from = models.JSONField(default=list, help_text="Ids of nodes whose earlier results are not taken up.")
    is_pinned = models.BooleanField(default=True, help_text="Whether nodes with pinned data give these instead.")
    variables = models.JSONField(default=dict, help_text="As they were when it began.")
    customer_facts = models.JSONField(null=True, help_text="What expressions see of the customer, as it was then.")
    input = _content()
    output = _content()
    reason = models.CharField(max_length=1_000, blank=True, help_text="Why it ended as it did.")
    parent_step = models.UUIDField(null=True, help_text="The step that called it and waits for its output.")
    depth = models.PositiveSmallIntegerField(default=0, help_text="How many runs have called one another down to it.")
    request_key = models.CharField(max_length=300, null=True, help_text="The same for the same wish.")  # noqa: DJ001  # most have none
    request_hash = models.CharField(max_length=64, blank=True)
    standing = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    events = models.PositiveIntegerField(default=0)
    cancel_requested_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=("-created_at", "-id"), name="run_newest"),
            models.Index(fields=("workflow", "-created_at", "-id"), name="run_of_workflow"),
            models.Index(fields=("customer", "-created_at", "-id"), name="run_of_customer"),
            models.Index(
                fields=("deployment", "-created_at", "-id"),
                condition=Q(deployment__isnull=False),
                name="run_of_deployment",
            ),
            models.Index(fields=("parent_step",), condition=Q(parent_step__isnull=False), name="run_called_by_step"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("queued", "running", "waiting"), finished_at__isnull=True)
                | Q(state__in=("succeeded", "failed", "cancelled"), finished_at__isnull=False),
                name="run_finished_has_time",
            ),
            models.UniqueConstraint(
                fields=("request_key",), condition=Q(request_key__isnull=False), name="run_once_for_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"Run of {self.created_at:%d %b %Y, %H:%M:%S}"

    @property
    def duration(self) -> int | None:
        """Milliseconds it took, None before it has ended. Of a single node it is what was told when it ended."""
        if self.started_at is None or self.finished_at is None:
            return None
        if self.kind == self.Kind.NODE:
            known = vars(self)
            time: int | None = known["step_time"] if "step_time" in known else self.steps.get().execution_time
            if time is not None:
                return time
        return max(0, round((self.finished_at - self.started_at).total_seconds() * 1000))


class Step(Queued):
    """One execution of one node: its key is (run, node, path of loop indexes, generation).

    ``generation`` counts deliberate retries. The ordinary changes of a step (offered, begun, ended) have their event
    numbers here, beside their times; everything else that happens to it is a ``RunEvent``. A step that waits for room
    in a budget has the refusal as its ``error`` meanwhile.
    """

    queue = QueueFacts(task="workflows.runs.run_step", take_up="workflows.runs.claims.take_up")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    node_id = models.CharField(max_length=64)
    node_type = models.CharField(max_length=128)
    name = models.CharField(max_length=200, blank=True)
    path = models.JSONField(default=list, help_text="Indexes of the loops around it, outermost first.")
    generation = models.PositiveSmallIntegerField(default=1)
    arrived = models.JSONField(default=list, help_text="Ids of the edges that led to it, in the order of the drawing.")
    account_mode = models.CharField(max_length=8, choices=[("owner", "owner"), ("customer", "customer")])
    connection_id = models.UUIDField(null=True, help_text="The connection asked for; null takes the default account.")
    call_id = models.UUIDField(null=True, help_text="The call this step ended with.")
    result = _content()
    error = models.JSONField(null=True)
    warnings = models.JSONField(default=list)
    usage = models.JSONField(null=True)
    execution_time = models.PositiveIntegerField(null=True, help_text="Milliseconds.")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    is_handled = models.BooleanField(
        default=False, help_text="Whether the workflow goes on after its failure, as it was drawn to."
    )
    queued_number = models.PositiveIntegerField(null=True, help_text="Null for one that its maker began at once.")
    started_number = models.PositiveIntegerField(null=True)
    ended_number = models.PositiveIntegerField(null=True)

    class Meta(Queued.Meta):
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("run", "node_id", "path", "generation"), name="step_once"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(claim_token__isnull=False, lease_until__isnull=False),
                name="step_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(started_number__isnull=True) | Q(started_at__isnull=False, started_number__gte=1),
                name="step_begun_has_number",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, ended_number__isnull=True, state__in=Queued.OPEN)
                | (Q(finished_at__isnull=False, ended_number__gte=1) & ~Q(state__in=Queued.OPEN)),
                name="step_ended_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.node_type
