"""Workflows: list, make, open, rename, delete. Drawings are saved over the socket."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from pydantic import Field, JsonValue
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from workflows.api.serializers import WorkflowSerializer, WorkflowSummarySerializer
from workflows.editor.messages import base
from workflows.models import Workflow
from workflows.revisions import create_workflow, delete_workflow, get_workflow, rename_workflow


class WorkflowCreate(base.Request):
    """A new workflow."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    """What people call it."""
    graph: dict[str, JsonValue] = Field(default_factory=dict)
    """Its drawing; empty without it."""


class WorkflowRename(base.Request):
    """Another name."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    """What people call it from now on."""


class WorkflowList(ListAPIView[Workflow]):
    """Workflows, the last changed first, without their revisions."""

    serializer_class = WorkflowSummarySerializer
    ordering = ("-updated_at", "-id")

    def get_queryset(self) -> QuerySet[Workflow]:
        return Workflow.objects.visible_to(actor_of(self.request))

    @extend_schema(summary="List workflows", tags=["workflows"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=WorkflowCreate, responses={201: WorkflowSerializer}, summary="Make a workflow", tags=["workflows"]
    )
    def post(self, request: Request) -> Response:
        body = base.read(WorkflowCreate, request.data)
        made = create_workflow(actor_of(request), name=body.name, graph=body.graph)
        return Response(WorkflowSerializer(made).data, status=201)


class WorkflowDetail(APIView):
    """One workflow with its drawing."""

    @extend_schema(responses=WorkflowSerializer, summary="Open a workflow", tags=["workflows"])
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(WorkflowSerializer(get_workflow(actor_of(request), pk)).data)

    @extend_schema(
        request=WorkflowRename, responses=WorkflowSerializer, summary="Rename a workflow", tags=["workflows"]
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        body = base.read(WorkflowRename, request.data)
        return Response(WorkflowSerializer(rename_workflow(actor_of(request), pk, name=body.name)).data)

    @extend_schema(responses={204: None}, summary="Delete a workflow", tags=["workflows"])
    def delete(self, request: Request, pk: UUID) -> Response:
        delete_workflow(actor_of(request), pk)
        return Response(status=204)
