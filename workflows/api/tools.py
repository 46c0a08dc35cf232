"""Tools over REST: the definitions a language model is given, and the call it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, cast
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import Field, JsonValue
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.catalog.projections.tool_shapes import SHAPES, Shape, shaped
from integrations.errors import FieldError
from integrations.execution.answers import answer_of, going_on
from integrations.execution.awaited import Awaited
from integrations.execution.outcome import Call, Outcome
from integrations.execution.waiting import take_place
from integrations.holders import find_holder, get_customer, holder_problem
from workflows.agents.toolset.calling import ToolCall, begin
from workflows.agents.toolset.offered import offered
from workflows.api.filters import choice
from workflows.api.running import LONGEST_KEY, PARAMETER, with_header
from workflows.editor.messages import base
from workflows.engine.graph import AccountMode
from workflows.models import Approval

WAIT_SECONDS = 30
LONGEST_NAME = 128
FILTERS = [
    OpenApiParameter("customer", str, description="Key of the customer whom they will be called for."),
    OpenApiParameter("services", str, description="Keys of services with commas between; all without it."),
    OpenApiParameter("format", str, enum=list(SHAPES), description="Whose shape; json_schema without it."),
]


class ToolCallRequest(base.Request):
    """One call of a tool, for a customer or with ``account_mode: owner`` on the operator's own account."""

    customer: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Key of the customer whose account it is."""
    account_mode: AccountMode | None = None
    """Say owner for the operator's own account; else a customer has to be named."""
    connection: UUID | None = None
    """Which of several accounts; by default the default one."""
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    """Name of the tool, for example gmail_search_messages."""
    arguments: dict[str, JsonValue] = {}
    """What the model gives, by the tool's schema."""
    idempotency_key: Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)] | None = None
    """The same key for the same holder is one call, however often it is sent; also as the header Idempotency-Key."""

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        """The holder is always named: a missing customer never means the owner."""
        wrong = holder_problem(raw.get("account_mode"), raw.get("customer"), field="customer")
        if wrong is not None:
            yield wrong


class ToolListSerializer(serializers.Serializer[dict[str, object]]):
    """Tools in the shape that was asked for."""

    results = serializers.ListField(child=serializers.DictField(), help_text="The definitions, as the vendor has them.")
    next = serializers.CharField(allow_null=True, help_text="Always null: they come at once.")
    skipped = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="Tools whose definition cannot be made, and why."
    )


class ToolAnswerSerializer(serializers.Serializer[dict[str, object]]):
    """What the tool gave, as an operation that is run does."""

    success = serializers.BooleanField()
    result = serializers.JSONField(help_text="The operation's output.")
    call = serializers.UUIDField()
    usage = serializers.JSONField(allow_null=True)
    execution_time = serializers.IntegerField(help_text="Milliseconds.")
    warnings = serializers.ListField(child=serializers.CharField())


class ToolAcceptedSerializer(serializers.Serializer[dict[str, object]]):
    """A call that goes on, or that waits for a person: ask at ``url``."""

    call = serializers.UUIDField(required=False)
    approval = serializers.UUIDField(required=False)
    state = serializers.CharField()
    url = serializers.URLField()


class ToolList(APIView):
    """The tools that the key may call, for a model of any vendor."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """``format`` names a vendor here, and no renderer."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    @extend_schema(parameters=FILTERS, responses=ToolListSerializer, summary="List tools", tags=["tools"])
    def get(self, request: Request) -> Response:
        actor, wanted = actor_of(request), request.query_params
        if "customer" in wanted:
            get_customer(actor, wanted["customer"])
        shape = cast(Shape, choice("format", wanted.get("format", "json_schema"), list(SHAPES)))
        named = [each.strip() for listed in wanted.getlist("services") for each in listed.split(",") if each.strip()]
        offer = offered(actor, named or None)
        body: dict[str, object] = {"results": [shaped(each, shape) for each in offer.tools], "next": None}
        return Response({**body, "skipped": offer.skipped} if offer.skipped else body)


class CallTool(APIView):
    """Call a tool. What cannot be undone waits for a person, unless the key need not ask."""

    @extend_schema(
        parameters=[PARAMETER],
        request=ToolCallRequest,
        responses={200: ToolAnswerSerializer, 202: ToolAcceptedSerializer},
        summary="Call a tool",
        tags=["tools"],
    )
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        body = base.read(ToolCallRequest, with_header(request))
        wish = ToolCall(
            name=body.name,
            arguments=body.arguments,
            holder=find_holder(actor, body.account_mode, body.customer, field="customer"),
            source="api",
            key=body.idempotency_key,
            connection_id=body.connection,
        )
        place = take_place()
        try:
            begun = begin(actor, wish, call_id=place.call_id)
        except BaseException:
            place.leave()
            raise
        if isinstance(begun, Approval):
            place.leave()
            return _asks(request, begun)
        place.call = begun
        return Awaited(place, WAIT_SECONDS, lambda outcome: _answer(request, actor, begun, outcome))


def _answer(request: Request, actor: Actor, call: Call, outcome: Outcome | None) -> Response:
    if outcome is not None:
        return Response(answer_of(actor, call.customer_id, outcome))
    url = request.build_absolute_uri(reverse("api:call", args=[call.pk]))
    return Response({**going_on(call.pk), "url": url}, status=202)


def _asks(request: Request, approval: Approval) -> Response:
    url = request.build_absolute_uri(reverse("workflows-api:approval", args=[approval.pk]))
    told = {
        "approval": approval.pk,
        "state": approval.state,
        "summary": approval.summary,
        "expires_at": approval.expires_at.isoformat(),
        "url": url,
    }
    return Response(told, status=202)
