"""How workflows, runs and events look in REST."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.actors import Actor
from integrations.catalog.projections.rest import OPERATORS_MARK
from integrations.margin import usage_for, usage_of_all
from integrations.payloads.serializers import ContentSerializer
from integrations.payloads.shown import content_fields, shown
from workflows.engine.keys import keys_of
from workflows.engine.problem import Problem
from workflows.models import Run, Step, Workflow
from workflows.problems import problems_of_each
from workflows.runs.events import Event
from workflows.runs.summary import Sums, last_step, reason_of

WORKFLOW_FIELDS = (
    *("id", "name", "revision", "version", "tags", "error_workflow", "run_limit", "created_at", "updated_at"),
)


class ProblemOfNodeSerializer(serializers.Serializer[dict[str, str]]):
    """What keeps a drawing from being run or published."""

    node = serializers.CharField(help_text="Id of the node.")
    field = serializers.CharField(help_text="Path below its parameters, or `type` or `customer_id` of its own.")
    message = serializers.CharField(help_text="What to change.")


class WorkflowSerializer(serializers.ModelSerializer[Workflow]):
    """A workflow with the drawing of its current revision, and what is still wrong with it."""

    version = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="The newest published one; null while there is none."
    )
    tags = serializers.ListField(child=serializers.CharField(), help_text="Words to find it by.")
    graph = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    class Meta:
        model = Workflow
        fields = (*WORKFLOW_FIELDS, "graph", "problems")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_graph(self, workflow: Workflow) -> dict[str, object]:
        return {**workflow.current.document}

    @extend_schema_field(ProblemOfNodeSerializer(many=True))
    def get_problems(self, workflow: Workflow) -> list[dict[str, str]]:
        found: dict[UUID, list[Problem]] | None = self.context.get("problems")
        revision = workflow.current
        return [asdict(each) for each in (found or problems_of_each([revision]))[revision.pk]]


class ExportedWorkflowSerializer(serializers.Serializer[dict[str, object]]):
    """A workflow to take elsewhere: nothing in it belongs to an account, a customer or this installation."""

    name = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    graph = serializers.DictField()


FOREIGN = "Hidden: this was done with an account that is not your customer's."
NOTHING: dict[str, object] = {
    "connection": None,
    "call": None,
    "output": None,
    "content": None,
    "warnings": [],
    "withheld": FOREIGN,
}


def _bare(error: dict[str, object] | None) -> dict[str, object] | None:
    """That it failed and how, without what was said."""
    return error and {"code": error.get("code"), "detail": FOREIGN}


class StepSerializer(ContentSerializer, serializers.ModelSerializer[Step]):
    """One step of a run, with its output."""

    node = serializers.CharField(source="node_id", help_text="Id of the node in its drawing.")
    key = serializers.SerializerMethodField(help_text="What expressions call the node.")
    type = serializers.CharField(source="node_type", help_text="Key of the operation.")
    connection = serializers.UUIDField(source="connection_id", allow_null=True)
    call = serializers.UUIDField(source="call_id", allow_null=True)
    output = serializers.JSONField(
        source="result", read_only=True, allow_null=True, help_text="What came of it; null where it is over 256 KB."
    )
    reason = serializers.SerializerMethodField(help_text="What it waits for; null where it does not wait.")
    result = None  # type: ignore[assignment]  # a step's is called its output

    class Meta:
        model = Step
        fields = (
            "id",
            "node",
            "key",
            "type",
            "name",
            "path",
            "state",
            "reason",
            "attempt",
            "account_mode",
            "connection",
            "call",
            "output",
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

    def get_reason(self, step: Step) -> str | None:
        return vars(step)["waits_for"] or None

    def get_key(self, step: Step) -> str:
        keys: dict[str, str] = self.context["keys"]
        alone = {"id": step.node_id, "name": step.name, "type": step.node_type}
        return keys.get(step.node_id) or keys_of([alone])[step.node_id]

    def to_representation(self, step: Step) -> dict[str, object]:
        """As the actor of the request may see it."""
        row: dict[str, object] = super().to_representation(step)
        actor: Actor = self.context["actor"]
        if not actor.sees_all and self._is_foreign(step):
            hidden = {"reason": FOREIGN if row["reason"] else None, "error": _bare(step.error)}
            return row | NOTHING | {"usage": usage_for(actor, step.usage)} | hidden
        seen = content_fields(actor, step, customer_id=step.run.customer_id)
        seen["output"] = seen.pop("result")
        return row | {"usage": usage_for(actor, step.usage)} | seen

    def _is_foreign(self, step: Step) -> bool:
        """Whether it worked with the account of somebody else than the run's customer, as the drawing has it."""
        foreign: frozenset[str] = self.context["foreign"]
        return step.account_mode == "owner" or step.node_id in foreign


class StepPageSerializer(serializers.Serializer[object]):
    """Some steps of a run, in the order in which they came to be."""

    results = StepSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="Address of the next page.")


RUN_FIELDS = (
    "id",
    "kind",
    "workflow",
    "version",
    "deployment",
    "revision",
    "customer",
    "state",
    "reason",
    "source",
    "started_by",
    "usage",
    "duration",
    "created_at",
    "started_at",
    "finished_at",
)


@extend_schema_field({"type": "string", **OPERATORS_MARK})
class OperatorsAmountField(serializers.CharField):
    """An amount that only the operator's side finds in an answer."""


class RunUsageSerializer(serializers.Serializer[dict[str, object]]):
    """What all steps of a run came to."""

    cost = OperatorsAmountField(required=False, allow_null=True, help_text="What vendors charge.")
    price = serializers.CharField(allow_null=True, help_text="Null where the steps' currencies differ: they have it.")
    currency = serializers.CharField(allow_null=True, help_text="Null where nothing was metered.")


class RunSummarySerializer(serializers.ModelSerializer[Run]):
    """A run without its steps and contents."""

    version = serializers.IntegerField(
        source="version.number", default=None, help_text="Of the workflow; null for a run of a draft."
    )
    deployment = serializers.UUIDField(
        source="deployment_id", default=None, help_text="Null for a run that no deployment has started."
    )
    customer = serializers.CharField(source="customer.key", default=None, help_text="Key; null for the owner.")
    revision = serializers.IntegerField(
        source="revision.number", allow_null=True, help_text="Null when it ran an unsaved node."
    )
    reason = serializers.SerializerMethodField(help_text="Why it failed, or what it waits for; null otherwise.")
    started_by = serializers.CharField(source="actor.label")
    usage = serializers.SerializerMethodField(help_text="What all its steps came to.")
    duration = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Milliseconds it took; of a single node its step's execution_time."
    )

    class Meta:
        model = Run
        fields: tuple[str, ...] = RUN_FIELDS
        read_only_fields: tuple[str, ...] = RUN_FIELDS

    def get_reason(self, run: Run) -> str | None:
        reason, actor = reason_of(run), cast(Actor, self.context["actor"])
        if reason is None or actor.sees_all or not run.customer_id:
            return reason
        return FOREIGN if self._sums(run).is_owners else reason

    @extend_schema_field(RunUsageSerializer)
    def get_usage(self, run: Run) -> dict[str, object]:
        return usage_of_all(self.context["actor"], self._sums(run).usages)

    def _sums(self, run: Run) -> Sums:
        sums: Mapping[UUID, Sums] = self.context["sums"]
        return sums.get(run.pk) or Sums()


class RunSerializer(RunSummarySerializer):
    """A run with its steps, as far as they go into one answer."""

    input = serializers.SerializerMethodField(help_text="What it was started with; null for a single node.")
    output = serializers.SerializerMethodField(
        help_text="What a node has made its output, else that of its last step; null while it has none."
    )
    steps = serializers.SerializerMethodField(
        help_text="In the order in which they came to be: up to 1,000, and up to 8 MB of outputs."
    )
    next_steps = serializers.SerializerMethodField(
        help_text="Address of the first page of the steps that are not here; null where all of them are."
    )

    class Meta(RunSummarySerializer.Meta):
        fields = (*RUN_FIELDS, "input", "output", "steps", "next_steps")
        read_only_fields = fields

    @extend_schema_field(StepSerializer(many=True))
    def get_steps(self, run: Run) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = self.context["steps"].rows
        return rows

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_next_steps(self, run: Run) -> str | None:
        address: str | None = self.context["steps"].next
        return address

    @extend_schema_field(OpenApiTypes.ANY)
    def get_input(self, run: Run) -> object:
        return shown(self.context["actor"], run.input_id, run.input, customer_id=run.customer_id).value

    @extend_schema_field(OpenApiTypes.ANY)
    def get_output(self, run: Run) -> object:
        if run.kind == Run.Kind.WORKFLOW:
            return shown(self.context["actor"], run.output_id, run.output, customer_id=run.customer_id).value
        last = last_step(run)
        return last and content_fields(self.context["actor"], last, customer_id=run.customer_id)["result"]


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
