"""Versions of a workflow: published, listed, opened, compared, and taken back into the drawing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Count, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from pydantic import Field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.errors import FieldError, InputError
from workflows.api.serializers import ProblemOfNodeSerializer, WorkflowSerializer
from workflows.contracts import changed_since
from workflows.editor.messages import base
from workflows.models import Version, Workflow
from workflows.revisions import current_revision, get_workflow
from workflows.versions.compare import compare
from workflows.versions.publish import LONGEST_NOTE, publish, restore
from workflows.versions.selectors import LARGEST, get_version

TAGS = ["versions"]
DRAFT = "draft"


class WorkflowPublish(base.Request):
    """What to publish."""

    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    """What has changed, for people."""
    version: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    """An earlier version to publish anew; the current drawing without it."""


class VersionRestore(base.Request):
    """Which drawing gives way."""

    base: Annotated[int, Field(ge=1)]
    """Number of the revision that the caller has seen last."""


class VersionSummarySerializer(serializers.ModelSerializer[Version]):
    """A version without its drawing."""

    version = serializers.IntegerField(source="number", help_text="Its number within the workflow.")
    revision = serializers.IntegerField(source="revision.number", help_text="Of the drawing that was published.")
    published_by = serializers.CharField(source="created_by")
    deployments = serializers.IntegerField(source="deployment_count", help_text="How many run on it.")

    class Meta:
        model = Version
        fields: tuple[str, ...] = ("id", "version", "revision", "note", "published_by", "deployments", "created_at")
        read_only_fields: tuple[str, ...] = fields


class VersionSerializer(VersionSummarySerializer):
    """A version with its drawing, and what has changed under it since."""

    graph = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField(help_text="Nodes that cannot run as they were published, and why.")

    class Meta(VersionSummarySerializer.Meta):
        fields = (*VersionSummarySerializer.Meta.fields, "graph", "problems")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_graph(self, version: Version) -> dict[str, object]:
        graph: dict[str, object] = version.revision.document
        return graph

    @extend_schema_field(ProblemOfNodeSerializer(many=True))
    def get_problems(self, version: Version) -> list[dict[str, str]]:
        return [asdict(each) for each in changed_since(version)]


class PublishedSerializer(serializers.Serializer[Version]):
    """What was published."""

    version = serializers.IntegerField(source="number")
    created_at = serializers.DateTimeField()


class FieldChangeSerializer(serializers.Serializer[dict[str, object]]):
    """One value that differs."""

    field = serializers.CharField(help_text="Dotted path, for example `parameters.subject`.")
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class NodeSeenSerializer(serializers.Serializer[dict[str, object]]):
    """A node that was added, removed or changed."""

    id = serializers.CharField()
    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    type = serializers.CharField()
    fields = FieldChangeSerializer(many=True, help_text="What has changed in it.")  # type: ignore[assignment]  # that is its name


class EdgeSeenSerializer(serializers.Serializer[dict[str, str]]):
    """An edge by its ends."""

    source = serializers.CharField()  # type: ignore[assignment]  # that is its name
    source_handle = serializers.CharField()
    target = serializers.CharField()
    target_handle = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[dict[str, object]]):
    """All that differs between two drawings. Where nodes lie does not count."""

    added = NodeSeenSerializer(many=True)
    removed = NodeSeenSerializer(many=True)
    changed = NodeSeenSerializer(many=True)
    edges_added = EdgeSeenSerializer(many=True)
    edges_removed = EdgeSeenSerializer(many=True)
    variables = FieldChangeSerializer(many=True)


class PublishWorkflow(APIView):
    """Make what is drawn the next version, which never changes."""

    @extend_schema(
        request=WorkflowPublish, responses={201: PublishedSerializer}, summary="Publish a workflow", tags=TAGS
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Refused with every problem by node and field. Deployments stay on their versions until they are moved."""
        body = base.read(WorkflowPublish, request.data)
        made = publish(actor_of(request), pk, note=body.note, version=body.version)
        return Response(PublishedSerializer(made).data, status=201)


class VersionList(ListAPIView[Version]):
    """The versions of a workflow, newest first, without their drawings."""

    serializer_class = VersionSummarySerializer

    def get_queryset(self) -> QuerySet[Version]:
        versions = _of(actor_of(self.request), self.kwargs["pk"])
        return versions.defer("revision__graph", "contracts")

    @extend_schema(summary="List versions", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class VersionDetail(APIView):
    """One version with its drawing."""

    @extend_schema(responses=VersionSerializer, summary="Open a version", tags=TAGS)
    def get(self, request: Request, pk: UUID, number: int) -> Response:
        actor = actor_of(request)
        get_version(actor, pk, number)
        return Response(VersionSerializer(_of(actor, pk).get(number=number)).data)


class RestoreVersion(APIView):
    """Take the drawing of a version back as the current one. Nothing is published by it."""

    @extend_schema(
        request=VersionRestore, responses=WorkflowSerializer, summary="Take a version's drawing back", tags=TAGS
    )
    def post(self, request: Request, pk: UUID, number: int) -> Response:
        actor = actor_of(request)
        restore(actor, pk, number, base=base.read(VersionRestore, request.data).base)
        return Response(WorkflowSerializer(get_workflow(actor, pk)).data)


class CompareVersions(APIView):
    """What differs between two versions, or between a version and the drawing."""

    @extend_schema(
        parameters=[
            OpenApiParameter("from", str, required=True, description="Number of the older version."),
            OpenApiParameter("to", str, description="Number of the newer one, or `draft`, which it is without."),
        ],
        responses=ComparisonSerializer,
        summary="Compare versions",
        tags=TAGS,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        workflow, wanted = get_workflow(actor_of(request), pk), request.query_params
        before = self._graph(request, workflow, "from", wanted.get("from", ""))
        after = self._graph(request, workflow, "to", wanted.get("to", DRAFT))
        return Response(ComparisonSerializer(asdict(compare(before, after))).data)

    def _graph(self, request: Request, workflow: Workflow, field: str, named: str) -> dict[str, Any]:
        if named == DRAFT:
            graph: dict[str, Any] = current_revision(workflow).document
            return graph
        if not named.isascii() or not named.isdigit() or len(named) > len(str(LARGEST)):
            message = f"{named[:40]!r} is no number of a version, nor {DRAFT!r}."
            raise InputError(f"{field}: {message}", errors=[FieldError(field, message)])
        found: dict[str, Any] = get_version(actor_of(request), workflow.pk, int(named)).revision.document
        return found


def _of(actor: Actor, workflow_id: UUID) -> QuerySet[Version]:
    versions = get_workflow(actor, workflow_id).versions.select_related("revision")
    return versions.annotate(deployment_count=Count("deployments"))
