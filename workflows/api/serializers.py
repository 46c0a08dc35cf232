"""How workflows, runs and events look in REST."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.actors import Actor
from integrations.margin import usage_for
from integrations.payloads.serializers import ContentSerializer
from integrations.payloads.shown import content_fields
from workflows.models import Run, Step, Workflow
from workflows.revisions import current_revision
from workflows.runs.events import Event


class WorkflowSummarySerializer(serializers.ModelSerializer[Workflow]):
    """A workflow without its drawing."""

    class Meta:
        model = Workflow
        fields = ("id", "name", "revision", "created_at", "updated_at")
        read_only_fields = fields


class WorkflowSerializer(serializers.ModelSerializer[Workflow]):
    """A workflow with the drawing of its current revision."""

    graph = serializers.SerializerMethodField()

    class Meta:
        model = Workflow
        fields = ("id", "name", "revision", "graph", "created_at", "updated_at")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_graph(self, workflow: Workflow) -> dict[str, object]:
        graph: dict[str, object] = current_revision(workflow).graph
        return graph


class StepSerializer(ContentSerializer, serializers.ModelSerializer[Step]):
    """One step of a run, with its output."""

    connection = serializers.UUIDField(source="connection_id", allow_null=True)
    call = serializers.UUIDField(source="call_id", allow_null=True)

    class Meta:
        model = Step
        fields = (
            "id",
            "node_id",
            "node_type",
            "name",
            "path",
            "state",
            "attempt",
            "account_mode",
            "connection",
            "call",
            "result",
            "content",
            "error",
            "warnings",
            "withheld",
            "usage",
            "execution_time",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields

    def to_representation(self, step: Step) -> dict[str, object]:
        """As the actor of the request may see it."""
        row: dict[str, object] = super().to_representation(step)
        actor: Actor = self.context["actor"]
        seen = content_fields(actor, step, customer_id=step.run.customer_id)
        return row | {"usage": usage_for(actor, step.usage)} | seen


RUN_FIELDS = (
    "id",
    "kind",
    "workflow",
    "revision",
    "customer",
    "state",
    "source",
    "started_by",
    "duration",
    "created_at",
    "started_at",
    "finished_at",
)


class RunSummarySerializer(serializers.ModelSerializer[Run]):
    """A run without its steps."""

    customer = serializers.CharField(source="customer.key", default=None, help_text="Key; null for the owner.")
    revision = serializers.IntegerField(
        source="revision.number", allow_null=True, help_text="Null when it ran an unsaved node."
    )
    started_by = serializers.CharField(source="actor.label")
    duration = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Milliseconds it took; of a single node its step's execution_time."
    )

    class Meta:
        model = Run
        fields: tuple[str, ...] = RUN_FIELDS
        read_only_fields: tuple[str, ...] = RUN_FIELDS


class RunSerializer(RunSummarySerializer):
    """A run with its steps."""

    steps = StepSerializer(many=True)

    class Meta(RunSummarySerializer.Meta):
        fields = (*RUN_FIELDS, "steps")
        read_only_fields = fields


class RunEventSerializer(serializers.Serializer[Event]):
    """One numbered change of a step, and where the run stood after it."""

    number = serializers.IntegerField(help_text="Counted by the run, from 1 without a gap.")
    step = serializers.UUIDField(source="step.pk")
    node_id = serializers.CharField(source="step.node_id")
    path = serializers.ListField(
        source="step.path", child=serializers.IntegerField(), help_text="Indexes of the loops around it."
    )
    attempt = serializers.IntegerField(help_text="How often a worker has taken it up.")
    state = serializers.ChoiceField(choices=Step.State.choices)
    run_state = serializers.ChoiceField(choices=Run.State.choices)
    message = serializers.CharField()
    at = serializers.DateTimeField()
