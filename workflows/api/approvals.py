"""Approvals over REST: what waits for a person, and the answer."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import Field, JsonValue
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.holders import get_customer
from workflows.agents.approvals.answering import LONGEST_NOTE, Decision, answer
from workflows.agents.approvals.selectors import get_approval
from workflows.agents.approvals.shown import approval_shown
from workflows.api.filters import choice, identifier
from workflows.editor.messages import base
from workflows.models import Approval

FILTERS = [
    OpenApiParameter("state", str, enum=Approval.State.values),
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("run", UUID, description="Id of a run."),
]


class ApprovalAnswer(base.Request):
    """What a person decides."""

    decision: Decision
    """approve to have it done, refuse to have it not done."""
    parameters: dict[str, JsonValue] | None = None
    """What to do instead of what was asked: all parameters of the operation, with the changed ones."""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    """Why, for whoever asked and for the record."""


class ApprovalSerializer(serializers.Serializer[Approval]):
    """Something that waits, or waited, for a person."""

    id = serializers.UUIDField()
    run = serializers.UUIDField(allow_null=True, help_text="Null for a call over REST or MCP.")
    step = serializers.UUIDField(allow_null=True)
    node_id = serializers.CharField(help_text="Id of the node that asks; empty without a run.")
    operation = serializers.CharField(help_text="Key of the operation that would be called.")
    customer = serializers.CharField(allow_null=True, help_text="Key; null for the owner.")
    summary = serializers.CharField(help_text="What will be done, in plain words.")
    parameters = serializers.JSONField(allow_null=True, help_text="The arguments of the call.")
    content = serializers.JSONField(
        allow_null=True, help_text="Of large parameters `{payload, size, preview}`, instead of them."
    )
    withheld = serializers.CharField(allow_null=True, help_text="Why there are no parameters to see.")
    is_edited = serializers.BooleanField(help_text="Whether whoever approved has changed the parameters.")
    source = serializers.CharField()  # type: ignore[assignment]  # the way in: agent, api or mcp
    requested_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="Nobody can answer later.")
    state = serializers.ChoiceField(choices=Approval.State.choices)
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)
    note = serializers.CharField()
    call = serializers.UUIDField(allow_null=True, help_text="The call that was made once it was approved.")
    error = serializers.JSONField(allow_null=True, help_text="Why no call was made although it was approved.")

    def to_representation(self, approval: Approval) -> dict[str, object]:
        """As the actor of the request may see it."""
        return approval_shown(self.context["actor"], approval)


class ApprovalList(ListAPIView[Approval]):
    """Approvals, newest first."""

    serializer_class = ApprovalSerializer
    ordering = ("-requested_at", "-id")

    def get_queryset(self) -> QuerySet[Approval]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = Approval.objects.visible_to(actor).select_related("customer", "parameters")
        if "state" in wanted:
            found = found.filter(state=choice("state", wanted["state"], Approval.State.values))
        if "customer" in wanted:
            found = found.filter(customer_id=get_customer(actor, wanted["customer"]).pk)
        if "run" in wanted:
            found = found.filter(run_id=identifier("run", wanted["run"]))
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "actor": actor_of(self.request)}

    @extend_schema(parameters=FILTERS, summary="List approvals", tags=["approvals"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class ApprovalDetail(APIView):
    """One approval."""

    @extend_schema(responses=ApprovalSerializer, summary="Show an approval", tags=["approvals"])
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        return Response(approval_shown(actor, get_approval(actor, pk)))


class AnswerApproval(APIView):
    """Approve, with other parameters where that is wanted, or refuse. It is answered once."""

    @extend_schema(
        request=ApprovalAnswer, responses=ApprovalSerializer, summary="Answer an approval", tags=["approvals"]
    )
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        get_approval(actor, pk)
        body = base.read(ApprovalAnswer, request.data)
        approval = answer(actor, pk, body.decision, parameters=body.parameters, note=body.note)
        return Response(approval_shown(actor, approval))
