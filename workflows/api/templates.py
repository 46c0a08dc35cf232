"""Templates: listed with their drawings, and made into workflows."""

from __future__ import annotations

from typing import Annotated, Any

from drf_spectacular.utils import extend_schema
from pydantic import Field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from workflows.api.serializers import WorkflowSerializer
from workflows.editor.messages import base
from workflows.gallery.templates import get_template, templates, use_template
from workflows.revisions import MAX_NAME

TAGS = ["templates"]


class TemplateUse(base.Request):
    """What the workflow shall be called."""

    name: Annotated[str, Field(max_length=MAX_NAME)] = ""
    """Without it, as the template is."""


class TemplateSerializer(serializers.Serializer[Any]):
    """A workflow to begin with."""

    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    services = serializers.ListField(child=serializers.CharField(), help_text="Keys of the services it uses.")
    graph = serializers.DictField(help_text="Its drawing, to be shown before it is used.")


class TemplateListSerializer(serializers.Serializer[Any]):
    """All of them at once."""

    results = TemplateSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class TemplateList(APIView):
    """Workflows that come with services, by service and name. There are few, so that all are on one page."""

    @extend_schema(
        operation_id="v1_templates_list", responses=TemplateListSerializer, summary="List templates", tags=TAGS
    )
    def get(self, request: Request) -> Response:
        shown = TemplateSerializer(templates(actor_of(request)), many=True)
        return Response({"results": shown.data, "next": None})


class TemplateDetail(APIView):
    """One template."""

    @extend_schema(responses=TemplateSerializer, summary="Show a template", tags=TAGS)
    def get(self, request: Request, key: str) -> Response:
        return Response(TemplateSerializer(get_template(actor_of(request), key)).data)


class UseTemplate(APIView):
    """Make a workflow of a template. Nothing of it runs until somebody starts it."""

    @extend_schema(request=TemplateUse, responses={201: WorkflowSerializer}, summary="Use a template", tags=TAGS)
    def post(self, request: Request, key: str) -> Response:
        made = use_template(actor_of(request), key, name=base.read(TemplateUse, request.data).name)
        return Response(WorkflowSerializer(made).data, status=201)
