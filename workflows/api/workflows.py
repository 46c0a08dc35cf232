"""Workflows: list, make, open, change, delete, take elsewhere. The editor saves drawings over the socket."""

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
from workflows.api.serializers import ExportedWorkflowSerializer, WorkflowSerializer
from workflows.editor.messages import base
from workflows.models import Workflow
from workflows.problems import problems_of_each
from workflows.revisions import (
    MAX_NAME,
    MAX_TAG,
    MAX_TAGS,
    Unchanged,
    change_workflow,
    create_workflow,
    delete_workflow,
    get_workflow,
)
from workflows.transfer import exported, import_workflow

Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=MAX_TAG)]], Field(max_length=MAX_TAGS)]
Base = Annotated[int, Field(ge=1)]


class WorkflowCreate(base.Request):
    """A new workflow; what export has answered is one, too."""

    name: Name
    """What people call it."""
    graph: dict[str, JsonValue] = Field(default_factory=dict)
    """Its drawing; empty without it."""
    tags: Tags = Field(default_factory=list)
    """Words to find it by."""


class WorkflowReplace(base.Request):
    """A workflow as it shall be from now on."""

    name: Name
    """What people call it."""
    graph: dict[str, JsonValue]
    """Its drawing."""
    base: Base
    """Number of the revision that the drawing started from."""
    tags: Tags = Field(default_factory=list)
    """Words to find it by."""


class RunLimit(base.Request):
    """An amount of money."""

    amount: Annotated[str, Field(pattern=r"^\d{1,15}(\.\d{1,10})?$", examples=["0.50"])]
    """A decimal number, as text."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["USD"])]
    """Three capital letters."""


class WorkflowChange(base.Request):
    """What to change; the rest stays."""

    name: Name | None = None
    """What people call it from now on."""
    graph: dict[str, JsonValue] | None = None
    """Its drawing from now on."""
    base: Base | None = None
    """Number of the revision that the change started from; a drawing needs one."""
    tags: Tags | None = None
    """Words to find it by from now on."""
    error_workflow: UUID | None = None
    """Id of the workflow that is started when a run of this one fails; null for none."""
    run_limit: RunLimit | None = None
    """What one run may come to: then it calls nobody any more; null for none."""


class WorkflowList(ListAPIView[Workflow]):
    """Workflows with their current drawings, the last changed first."""

    serializer_class = WorkflowSerializer
    ordering = ("-updated_at", "-id")

    def get_queryset(self) -> QuerySet[Workflow]:
        return Workflow.objects.visible_to(actor_of(self.request)).with_current()

    def paginate_queryset(self, queryset: Any) -> Any:  # DRF's own signature
        page = super().paginate_queryset(queryset)
        self._problems = problems_of_each([each.current for each in page or ()])
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "problems": getattr(self, "_problems", None)}

    @extend_schema(summary="List workflows", tags=["workflows"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=WorkflowCreate, responses={201: WorkflowSerializer}, summary="Make a workflow", tags=["workflows"]
    )
    def post(self, request: Request) -> Response:
        body = base.read(WorkflowCreate, request.data)
        made = create_workflow(actor_of(request), name=body.name, graph=body.graph, tags=body.tags)
        return Response(WorkflowSerializer(made).data, status=201)


class WorkflowDetail(APIView):
    """One workflow with its drawing."""

    @extend_schema(responses=WorkflowSerializer, summary="Open a workflow", tags=["workflows"])
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(WorkflowSerializer(get_workflow(actor_of(request), pk)).data)

    @extend_schema(
        request=WorkflowReplace, responses=WorkflowSerializer, summary="Replace a workflow", tags=["workflows"]
    )
    def put(self, request: Request, pk: UUID) -> Response:
        return _changed(request, pk, base.read(WorkflowReplace, request.data))

    @extend_schema(
        request=WorkflowChange, responses=WorkflowSerializer, summary="Change a workflow", tags=["workflows"]
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        return _changed(request, pk, base.read(WorkflowChange, request.data))

    @extend_schema(responses={204: None}, summary="Delete a workflow", tags=["workflows"])
    def delete(self, request: Request, pk: UUID) -> Response:
        delete_workflow(actor_of(request), pk)
        return Response(status=204)


class WorkflowExport(APIView):
    """A workflow as a document, without logins, accounts, customers and data of runs."""

    @extend_schema(responses=ExportedWorkflowSerializer, summary="Export a workflow", tags=["workflows"])
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(exported(get_workflow(actor_of(request), pk)))


class WorkflowImport(APIView):
    """A new workflow from such a document. Nothing of it runs until somebody starts it."""

    @extend_schema(
        request=WorkflowCreate, responses={201: WorkflowSerializer}, summary="Import a workflow", tags=["workflows"]
    )
    def post(self, request: Request) -> Response:
        body = base.read(WorkflowCreate, request.data)
        made = import_workflow(actor_of(request), name=body.name, tags=body.tags, graph=body.graph)
        return Response(WorkflowSerializer(made).data, status=201)


def _changed(request: Request, pk: UUID, wanted: WorkflowReplace | WorkflowChange) -> Response:
    error_workflow: UUID | Unchanged | None = Unchanged.IS
    if isinstance(wanted, WorkflowChange) and "error_workflow" in wanted.model_fields_set:
        error_workflow = wanted.error_workflow
    run_limit: dict[str, str] | Unchanged | None = Unchanged.IS
    if isinstance(wanted, WorkflowChange) and "run_limit" in wanted.model_fields_set:
        run_limit = wanted.run_limit.model_dump() if wanted.run_limit else None
    changed = change_workflow(
        actor_of(request),
        pk,
        base=wanted.base,
        name=wanted.name,
        tags=wanted.tags,
        graph=wanted.graph,
        error_workflow=error_workflow,
        run_limit=run_limit,
    )
    return Response(WorkflowSerializer(changed).data)
