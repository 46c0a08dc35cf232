"""How deployments look in REST, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from pydantic import Field, JsonValue
from rest_framework import serializers

from integrations.actors import Actor
from integrations.errors import FieldError
from integrations.holders import holder_problem
from workflows.deployments.causes import causes_of, told_to_customers
from workflows.editor.messages import base
from workflows.engine.graph import AccountMode
from workflows.models import Deployment
from workflows.triggers.registration import Registered
from workflows.triggers.shown import triggers_shown
from workflows.versions.selectors import LARGEST

Number = Annotated[int, Field(ge=1, le=LARGEST)]
Key = Annotated[str, Field(min_length=1, max_length=64)]
MOST_KEYS = 10_000


class DeploymentCreate(base.Request):
    """What to deploy, and for whom: a customer, or the owner with ``account_mode``."""

    workflow: UUID
    """Id of the workflow."""
    version: Number | None = None
    """Number of the version; the newest without it."""
    customer: Key | None = None
    """Key of the customer."""
    account_mode: AccountMode | None = None
    """`owner` deploys it for the operator's own side."""
    variables: dict[str, JsonValue] = Field(default_factory=dict)
    """Values of the version's variables by name. They are shown to people: no secrets."""
    is_active: bool = True
    """Without it the deployment is made paused."""

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        wrong = holder_problem(raw.get("account_mode"), raw.get("customer"), field="customer")
        if wrong is not None:
            yield wrong


class DeploymentChange(base.Request):
    """What to change; the rest stays."""

    version: Number | None = None
    """Number of the version to move to. Triggers that it has as well go on where they are."""
    variables: dict[str, JsonValue] | None = None
    """All values from now on, in place of those before."""
    is_active: bool | None = None
    """False pauses it, true resumes it."""


class DeploymentResume(base.Request):
    """How to go on."""

    catch_up: bool = False
    """Whether what came while it was paused starts runs as well."""


class DeployMany(base.Request):
    """What to deploy for many; exactly one of customers, tag, connected and deployed says for whom."""

    workflow: UUID
    """Id of the workflow."""
    version: Number | None = None
    """Number of the version; the newest without it."""
    customers: Annotated[list[Key], Field(min_length=1, max_length=MOST_KEYS)] | None = None
    """Keys of customers."""
    tag: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Those with this text in the list `tags` of their metadata."""
    connected: bool = False
    """Those who have a working account wherever the version's nodes need one."""
    deployed: bool = False
    """Those it is deployed for already."""
    variables: dict[str, JsonValue] = Field(default_factory=dict)
    """Values for each of them, in place of the same ones of a deployment there is."""
    is_active: bool | None = None
    """Whether they are active afterwards; without it those there are stay as they are, and new ones are active."""
    after: Annotated[str, Field(max_length=64)] = ""
    """Where to go on: `next` of the answer before."""


class CauseSerializer(serializers.Serializer[dict[str, object]]):
    """One reason why a deployment cannot do all it should."""

    code = serializers.CharField(
        help_text="Of the error a run would end with, or customer_inactive, operation_changed, trigger_failing."
    )
    message = serializers.CharField()
    nodes = serializers.ListField(child=serializers.CharField(), help_text="Ids of the nodes it concerns.")
    connect_url = serializers.CharField(required=False, help_text="Where an operator connects what is missing.")


class HealthSerializer(serializers.Serializer[dict[str, object]]):
    """Whether a deployment can work, and if not, why."""

    state = serializers.ChoiceField(choices=Deployment.Health.choices)
    causes = CauseSerializer(many=True)


class TriggerOfDeploymentSerializer(serializers.Serializer[dict[str, object]]):
    """What starts its runs."""

    node = serializers.CharField(help_text="Id of the node.")
    type = serializers.CharField()
    state = serializers.CharField()
    url = serializers.CharField(required=False, help_text="Address of a webhook.")
    secret = serializers.CharField(required=False, help_text="Of a webhook; shown in the answer that made it only.")
    next_run_at = serializers.DateTimeField(required=False)
    last_event_at = serializers.DateTimeField(required=False)
    error = serializers.CharField(required=False)
    gap = serializers.CharField(required=False, help_text="What may have been missed.")


class DeploymentSerializer(serializers.ModelSerializer[Deployment]):
    """A deployment. Lists tell its health as it was last looked at, within minutes; alone it is looked at anew."""

    workflow = serializers.UUIDField(source="workflow_id")
    version = serializers.IntegerField(source="version.number")
    customer = serializers.CharField(source="customer.key", default=None, help_text="Key; null for the owner.")
    variables = serializers.DictField(help_text="Values that were set; variables without one have their defaults.")
    health = serializers.SerializerMethodField()
    triggers = serializers.SerializerMethodField()

    class Meta:
        model = Deployment
        fields = (
            "id",
            "workflow",
            "version",
            "customer",
            "variables",
            "is_active",
            "health",
            "triggers",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    @extend_schema_field(HealthSerializer)
    def get_health(self, deployment: Deployment) -> dict[str, object]:
        actor: Actor = self.context["actor"]
        return {"state": deployment.health, "causes": [_cause_for(actor, each) for each in deployment.causes]}

    @extend_schema_field(TriggerOfDeploymentSerializer(many=True))
    def get_triggers(self, deployment: Deployment) -> list[dict[str, object]]:
        made: Registered | None = self.context.get("registered")
        return triggers_shown(deployment, made)


class LineSerializer(serializers.Serializer[Any]):
    """What became of one customer."""

    customer = serializers.CharField()
    result = serializers.ChoiceField(choices=["created", "changed", "unchanged", "refused"])
    deployment = serializers.UUIDField(source="done.deployment.pk", default=None, help_text="Null where refused.")
    triggers = serializers.SerializerMethodField(help_text="With the secrets of webhooks that were made just now.")
    error = serializers.SerializerMethodField(help_text="Why it was refused.")

    @extend_schema_field(TriggerOfDeploymentSerializer(many=True))
    def get_triggers(self, line: Any) -> list[dict[str, object]]:
        return triggers_shown(line.done.deployment, line.done.registered) if line.done else []

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_error(self, line: Any) -> dict[str, object] | None:
        return line.error.as_dict() if line.error else None


class DeployReportSerializer(serializers.Serializer[Any]):
    """What became of up to a hundred of them."""

    results = LineSerializer(source="lines", many=True)
    next = serializers.CharField(allow_null=True, help_text="To be sent as `after`; null when all are done.")


def looked_at_now(deployment: Deployment) -> Deployment:
    """The same with its health of this moment, which nobody has to keep."""
    causes = causes_of(deployment)
    deployment.health = Deployment.Health.UNHEALTHY if causes else Deployment.Health.HEALTHY
    deployment.causes = [each.as_dict() for each in causes]
    return deployment


def _cause_for(actor: Actor, cause: Mapping[str, Any]) -> dict[str, object]:
    if not actor.sees_all:
        return told_to_customers(cause)
    names = ("code", "message", "nodes", "connect_url")
    return {name: cause[name] for name in names if cause[name] is not None}
