"""The inbox of triggers: what has come in and what became of it, and playing parked events again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.holders import get_customer
from integrations.payloads.shown import shown
from workflows.api.filters import choice, identifier
from workflows.models import InboxEvent
from workflows.triggers.inbox import get_event, replay

FILTERS = [
    OpenApiParameter("state", str, enum=InboxEvent.State.values),
    OpenApiParameter("deployment", UUID, description="Id of a deployment."),
    OpenApiParameter("workflow", UUID, description="Id of a workflow."),
    OpenApiParameter("customer", str, description="Key of a customer."),
]


class InboxEventSerializer(serializers.ModelSerializer[InboxEvent]):
    """One event that has come in, without its content."""

    node = serializers.CharField(source="trigger.node_id", help_text="Id of the trigger node.")
    type = serializers.CharField(source="trigger.type", help_text="Kind of the trigger node.")
    deployment = serializers.UUIDField(source="trigger.deployment_id")
    workflow = serializers.UUIDField(source="trigger.deployment.workflow_id")
    customer = serializers.CharField(
        source="trigger.deployment.customer.key", default=None, allow_null=True, help_text="Key; null for the owner."
    )
    run = serializers.UUIDField(source="run_id", help_text="Of the run that it has started, or will.")
    error = serializers.SerializerMethodField(help_text="Why it could not be started at the last attempt.")
    next_attempt_at = serializers.DateTimeField(source="not_before", allow_null=True)

    class Meta:
        model = InboxEvent
        fields: tuple[str, ...] = (
            "id",
            "state",
            "node",
            "type",
            "deployment",
            "workflow",
            "customer",
            "delivery_id",
            "run",
            "attempts",
            "error",
            "received_at",
            "next_attempt_at",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_error(self, event: InboxEvent) -> dict[str, object] | None:
        return event.error and {name: event.error[name] for name in ("code", "detail") if name in event.error}


class InboxEventWithContentSerializer(InboxEventSerializer):
    """One event with what it says, as long as it waits or is parked."""

    content = serializers.JSONField(allow_null=True, read_only=True, help_text="Null once its run has it.")
    reference = serializers.JSONField(
        allow_null=True, read_only=True, help_text="Of a large content `{payload, size, preview}`, instead of it."
    )
    withheld = serializers.CharField(allow_null=True, read_only=True, help_text="Why there is no content to see.")

    class Meta(InboxEventSerializer.Meta):
        fields = (*InboxEventSerializer.Meta.fields, "content", "reference", "withheld")
        read_only_fields = fields

    def to_representation(self, event: InboxEvent) -> dict[str, object]:
        """As the actor of the request may see it."""
        bare = InboxEventSerializer(event, context=self.context).data
        customer_id = event.trigger.deployment.customer_id
        seen = shown(self.context["actor"], event.content_id, event.content, customer_id=customer_id)
        return {**bare, "content": seen.value, "reference": seen.reference, "withheld": seen.withheld}


class InboxList(ListAPIView[InboxEvent]):
    """What has come in, newest first."""

    serializer_class = InboxEventSerializer
    ordering = ("-received_at", "-id")

    def get_queryset(self) -> QuerySet[InboxEvent]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = InboxEvent.objects.visible_to(actor).select_related("trigger__deployment__customer")
        if "state" in wanted:
            found = found.filter(state=choice("state", wanted["state"], InboxEvent.State.values))
        if "deployment" in wanted:
            found = found.filter(trigger__deployment=identifier("deployment", wanted["deployment"]))
        if "workflow" in wanted:
            found = found.filter(trigger__deployment__workflow=identifier("workflow", wanted["workflow"]))
        if "customer" in wanted:
            found = found.filter(trigger__deployment__customer_id=get_customer(actor, wanted["customer"]).pk)
        return found

    @extend_schema(parameters=FILTERS, summary="List what has come in", tags=["inbox"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class InboxDetail(APIView):
    """One event with what it says."""

    @extend_schema(responses=InboxEventWithContentSerializer, summary="Show what has come in", tags=["inbox"])
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        return Response(InboxEventWithContentSerializer(get_event(actor, pk), context={"actor": actor}).data)


class ReplayEvent(APIView):
    """Try an event again that was parked or dropped."""

    @extend_schema(request=None, responses=InboxEventSerializer, summary="Play an event again", tags=["inbox"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        replay(actor, pk)
        return Response(InboxEventSerializer(get_event(actor, pk)).data)
