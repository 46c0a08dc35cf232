"""Memories of agents: listed, looked into, erased."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.holders import get_customer
from integrations.payloads.shown import shown
from workflows.agents.memory.forgetting import erase_memory, get_memory
from workflows.models import Memory, MemoryMessage

TAGS = ["memories"]
SHOWN = 200
"""Messages of one conversation, the last ones."""
FILTERS = [
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("session_key", str, description="Exactly this one."),
]


class MemorySerializer(serializers.ModelSerializer[Memory]):
    """One conversation, without what was said in it."""

    customer = serializers.CharField(
        source="customer.key", default=None, allow_null=True, help_text="Key; null for the owner."
    )
    messages = serializers.IntegerField(source="last", help_text="How many messages there have been.")
    has_summary = serializers.SerializerMethodField(help_text="Whether earlier messages were summed up.")

    class Meta:
        model = Memory
        fields: tuple[str, ...] = (
            "id",
            "customer",
            "session_key",
            "messages",
            "has_summary",
            "created_at",
            "used_at",
        )
        read_only_fields: tuple[str, ...] = fields

    def get_has_summary(self, memory: Memory) -> bool:
        return memory.summary_id is not None


class RememberedSerializer(serializers.Serializer[Any]):
    """One thing that was said."""

    number = serializers.IntegerField()
    role = serializers.ChoiceField(choices=MemoryMessage.Role.values)
    text = serializers.CharField(allow_null=True)
    withheld = serializers.CharField(allow_null=True, help_text="Why there is no text to see.")
    run = serializers.UUIDField(allow_null=True, help_text="The run in which it was said.")
    at = serializers.DateTimeField()


class MemoryWithMessagesSerializer(MemorySerializer):
    """One conversation with its last messages."""

    summary = serializers.CharField(allow_null=True, read_only=True)
    said = RememberedSerializer(many=True, read_only=True, help_text=f"The last {SHOWN} messages, oldest first.")

    class Meta(MemorySerializer.Meta):
        fields = (*MemorySerializer.Meta.fields, "summary", "said")
        read_only_fields = fields

    def to_representation(self, memory: Memory) -> dict[str, object]:
        """As the actor of the request may see it."""
        actor = self.context["actor"]
        rows = memory.messages.select_related("content").order_by("-number")[:SHOWN]
        summary = shown(actor, memory.summary_id, memory.summary, customer_id=memory.customer_id)
        return {**MemorySerializer(memory).data, "summary": summary.value, "said": _said(actor, reversed(rows))}


class MemoryList(ListAPIView[Memory]):
    """Conversations that agents remember, the last used first."""

    serializer_class = MemorySerializer
    ordering = ("-used_at", "-id")

    def get_queryset(self) -> QuerySet[Memory]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = Memory.objects.visible_to(actor).select_related("customer")
        if "customer" in wanted:
            found = found.filter(customer_id=get_customer(actor, wanted["customer"]).pk)
        if "session_key" in wanted:
            found = found.filter(session_key=wanted["session_key"].replace("\0", ""))
        return found

    @extend_schema(parameters=FILTERS, summary="List memories", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class MemoryDetail(APIView):
    """One conversation."""

    @extend_schema(responses=MemoryWithMessagesSerializer, summary="Look into a memory", tags=TAGS)
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        return Response(MemoryWithMessagesSerializer(get_memory(actor, pk), context={"actor": actor}).data)

    @extend_schema(responses={204: None}, summary="Erase a memory", tags=TAGS)
    def delete(self, request: Request, pk: UUID) -> Response:
        erase_memory(actor_of(request), pk)
        return Response(status=204)


def _said(actor: Actor, rows: Iterable[MemoryMessage]) -> list[dict[str, object]]:
    said = []
    for row in rows:
        seen = shown(actor, row.content_id, row.content, customer_id=row.customer_id)
        bare = {"number": row.number, "role": row.role, "run": row.run_id, "at": row.at}
        said.append(dict(RememberedSerializer({**bare, "text": seen.value, "withheld": seen.withheld}).data))
    return said
