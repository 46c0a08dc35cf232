"""Deployments: made, listed, changed, paused, resumed, ended; one by one and for many."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.holders import find_holder, get_customer
from workflows.api import deployment_shapes as shapes
from workflows.api.filters import choice, identifier
from workflows.deployments import actions
from workflows.deployments.actions import Deployed
from workflows.deployments.many import Chosen, deploy_many
from workflows.deployments.selectors import get_deployment
from workflows.editor.messages import base
from workflows.models import Deployment

TAGS = ["deployments"]
FILTERS = [
    OpenApiParameter("workflow", UUID, description="Id of a workflow."),
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("health", str, enum=Deployment.Health.values),
]


class DeploymentList(ListAPIView[Deployment]):
    """Deployments, newest first. A customer's key sees its own."""

    serializer_class = shapes.DeploymentSerializer
    names_customer = True

    def get_queryset(self) -> QuerySet[Deployment]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = Deployment.objects.visible_to(actor).select_related("version", "customer").prefetch_related("triggers")
        if "workflow" in wanted:
            found = found.filter(workflow=identifier("workflow", wanted["workflow"]))
        if "customer" in wanted:
            found = found.filter(customer_id=get_customer(actor, wanted["customer"]).pk)
        if "health" in wanted:
            found = found.filter(health=choice("health", wanted["health"], Deployment.Health.values))
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "actor": actor_of(self.request)}

    @extend_schema(parameters=FILTERS, summary="List deployments", tags=TAGS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=shapes.DeploymentCreate,
        responses={201: shapes.DeploymentSerializer},
        summary="Deploy a workflow",
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """There is one for each workflow and customer. Secrets of its webhooks are in this answer only."""
        actor = actor_of(request)
        body = base.read(shapes.DeploymentCreate, request.data)
        holder = find_holder(actor, body.account_mode, body.customer, field="customer")
        made = actions.deploy(
            actor,
            body.workflow,
            holder,
            version=body.version,
            variables=body.variables,
            is_active=body.is_active,
        )
        return _answer(request, made, status=201)


class DeploymentDetail(APIView):
    """One deployment, with its health of this moment."""

    @extend_schema(responses=shapes.DeploymentSerializer, summary="Show a deployment", tags=TAGS)
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        found = shapes.looked_at_now(get_deployment(actor, pk))
        return Response(shapes.DeploymentSerializer(found, context={"actor": actor}).data)

    @extend_schema(
        request=shapes.DeploymentChange,
        responses=shapes.DeploymentSerializer,
        summary="Change a deployment",
        tags=TAGS,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Moved to another version, its triggers keep their addresses, secrets and where they are."""
        body = base.read(shapes.DeploymentChange, request.data)
        changed = actions.change(
            actor_of(request), pk, version=body.version, variables=body.variables, is_active=body.is_active
        )
        return _answer(request, changed)

    @extend_schema(responses={204: None}, summary="End a deployment", tags=TAGS)
    def delete(self, request: Request, pk: UUID) -> Response:
        """Its triggers and their addresses end with it; its runs stay."""
        actions.delete(actor_of(request), pk)
        return Response(status=204)


class PauseDeployment(APIView):
    """Let a deployment start nothing until it is resumed; what runs goes on."""

    @extend_schema(request=None, responses=shapes.DeploymentSerializer, summary="Pause a deployment", tags=TAGS)
    def post(self, request: Request, pk: UUID) -> Response:
        return _answer(request, actions.pause(actor_of(request), pk))


class ResumeDeployment(APIView):
    """Let a deployment start runs again."""

    @extend_schema(
        request=shapes.DeploymentResume,
        responses=shapes.DeploymentSerializer,
        summary="Resume a deployment",
        tags=TAGS,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """What came while it was paused starts runs only with ``catch_up``."""
        body = base.read(shapes.DeploymentResume, request.data)
        return _answer(request, actions.resume(actor_of(request), pk, catch_up=body.catch_up))


class DeployForMany(APIView):
    """Deploy a workflow for many customers, or move those who have it to a version."""

    @extend_schema(
        request=shapes.DeployMany, responses=shapes.DeployReportSerializer, summary="Deploy for many", tags=TAGS
    )
    def post(self, request: Request) -> Response:
        """A hundred at a time, each for itself: what is refused for one stops nobody else."""
        body = base.read(shapes.DeployMany, request.data)
        report = deploy_many(
            actor_of(request),
            body.workflow,
            Chosen(customers=body.customers, tag=body.tag, connected=body.connected, deployed=body.deployed),
            version=body.version,
            variables=body.variables,
            is_active=body.is_active,
            after=body.after,
        )
        return Response(shapes.DeployReportSerializer(report).data)


def _answer(request: Request, done: Deployed, *, status: int = 200) -> Response:
    context = {"actor": actor_of(request), "registered": done.registered}
    return Response(shapes.DeploymentSerializer(done.deployment, context=context).data, status=status)
