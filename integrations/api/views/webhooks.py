"""Webhook endpoints, which are told of events, and what they were told."""

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
from integrations.actors import Actor
from integrations.api import lookup
from integrations.api.serializers import webhook as shapes
from integrations.errors import FieldError, InputError, NotFound
from integrations.models import WebhookDelivery, WebhookEndpoint
from integrations.outgoing import endpoints, replays

TAGS = ["webhooks"]


class WebhookEndpointList(ListAPIView[WebhookEndpoint]):
    """Webhook endpoints, newest first."""

    serializer_class = shapes.WebhookEndpointSerializer
    names_customer = True

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = WebhookEndpoint.objects.visible_to(actor).select_related("customer")
        if "customer" in wanted:
            found = found.filter(customer=lookup.customer(actor, wanted["customer"]))
        return found

    @extend_schema(
        parameters=[OpenApiParameter("customer", str, description="Key of a customer.")],
        summary="List webhook endpoints",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=shapes.WebhookEndpointCreate,
        responses={201: shapes.CreatedWebhookEndpointSerializer},
        summary="Make a webhook endpoint",
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Events are posted there by Standard Webhooks, signed by the secret in this answer, for three days each."""
        actor = actor_of(request)
        body = shapes.WebhookEndpointCreate(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        customer = _whose(actor, wanted.pop("customer", None))
        return _with_secret(endpoints.create_endpoint(actor, customer, **wanted), status=201)


class WebhookEndpointDetail(APIView):
    """One webhook endpoint."""

    @extend_schema(responses=shapes.WebhookEndpointSerializer, summary="Show a webhook endpoint", tags=TAGS)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(shapes.WebhookEndpointSerializer(_endpoint(actor_of(request), pk)).data)

    @extend_schema(
        request=shapes.WebhookEndpointChange,
        responses=shapes.WebhookEndpointSerializer,
        summary="Change a webhook endpoint",
        tags=TAGS,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Switched on again, it is sent what has been waiting for it for less than three days."""
        actor = actor_of(request)
        endpoint = _endpoint(actor, pk)
        body = shapes.WebhookEndpointChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = endpoints.change_endpoint(actor, endpoint, **body.validated_data)
        return Response(shapes.WebhookEndpointSerializer(changed).data)

    @extend_schema(responses={204: None}, summary="Delete a webhook endpoint", tags=TAGS)
    def delete(self, request: Request, pk: UUID) -> Response:
        """What it was told, and the log of it, are deleted as well."""
        actor = actor_of(request)
        endpoints.delete_endpoint(actor, _endpoint(actor, pk))
        return Response(status=204)


class RotateWebhookSecret(APIView):
    """Replace the secret; for a day messages carry a signature by the old one too."""

    @extend_schema(
        request=None, responses=shapes.CreatedWebhookEndpointSerializer, summary="Replace a webhook secret", tags=TAGS
    )
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        return _with_secret(endpoints.rotate_secret(actor, _endpoint(actor, pk)))


class TestWebhookEndpoint(APIView):
    """Send an event that means nothing, ``webhook.test``."""

    @extend_schema(
        request=None, responses={202: shapes.WebhookDeliverySerializer}, summary="Test a webhook endpoint", tags=TAGS
    )
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        sent = endpoints.send_test(actor, _endpoint(actor, pk))
        return Response(shapes.WebhookDeliverySerializer(sent).data, status=202)


class ReplayWebhookEndpoint(APIView):
    """Send again what has failed."""

    @extend_schema(
        request=shapes.WebhookReplay,
        responses={202: shapes.WebhookReplayed},
        summary="Replay failed deliveries",
        tags=TAGS,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        endpoint = _endpoint(actor, pk)
        body = shapes.WebhookReplay(data=request.data)
        body.is_valid(raise_exception=True)
        count = replays.replay_failed(actor, endpoint, since=body.validated_data["since"])
        return Response({"deliveries": count}, status=202)


class WebhookDeliveryList(ListAPIView[WebhookDelivery]):
    """What an endpoint was told and will be told, newest first. Kept for 30 days."""

    serializer_class = shapes.WebhookDeliverySerializer

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        endpoint, wanted = _endpoint(actor_of(self.request), self.kwargs["pk"]), self.request.query_params
        found = endpoint.deliveries.select_related("customer")
        if (state := wanted.get("state")) is not None:
            if state not in WebhookDelivery.State.values:
                message = f"{state[:40]!r} is none of {', '.join(WebhookDelivery.State.values)}."
                raise InputError(f"state: {message}", errors=[FieldError("state", message)])
            found = found.filter(state=state)
        if (event := lookup.text(wanted, "event")) is not None:
            found = found.filter(event=event)
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=WebhookDelivery.State.values),
            OpenApiParameter("event", str, description="Name of an event, for example connection.changed."),
        ],
        summary="List webhook deliveries",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class WebhookDeliveryDetail(APIView):
    """One delivery: what is sent, and every attempt with how the endpoint answered."""

    @extend_schema(responses=shapes.WholeWebhookDeliverySerializer, summary="Show a webhook delivery", tags=TAGS)
    def get(self, request: Request, pk: UUID, delivery: UUID) -> Response:
        found = _delivery(actor_of(request), pk, delivery)
        return Response(shapes.WholeWebhookDeliverySerializer(found).data)


class ReplayWebhookDelivery(APIView):
    """Send a delivery that has ended again: the same message under its old id."""

    @extend_schema(
        request=None, responses={202: shapes.WebhookDeliverySerializer}, summary="Replay a delivery", tags=TAGS
    )
    def post(self, request: Request, pk: UUID, delivery: UUID) -> Response:
        actor = actor_of(request)
        again = replays.replay(actor, _delivery(actor, pk, delivery))
        return Response(shapes.WebhookDeliverySerializer(again).data, status=202)


def _whose(actor: Actor, key: str | None) -> Any:  # a customer, or None for the operator
    """A customer's key that names nobody means itself; the operator's then means the operator."""
    if key is not None:
        return lookup.customer(actor, key)
    return None if actor.sees_all else lookup.own_customer(actor)


def _endpoint(actor: Actor, pk: UUID) -> WebhookEndpoint:
    found = WebhookEndpoint.objects.visible_to(actor).select_related("customer").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no webhook endpoint {str(pk)!r}. GET /api/v1/webhook_endpoints/ lists them.")
    return found


def _delivery(actor: Actor, endpoint: UUID, pk: UUID) -> WebhookDelivery:
    found = _endpoint(actor, endpoint).deliveries.select_related("customer", "endpoint").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no delivery {str(pk)!r} of this endpoint.")
    return found


def _with_secret(made: endpoints.CreatedEndpoint, *, status: int = 200) -> Response:
    shown = shapes.WebhookEndpointSerializer(made.endpoint).data
    return Response({**shown, "secret": made.secret}, status=status, headers={"Cache-Control": "no-store"})
