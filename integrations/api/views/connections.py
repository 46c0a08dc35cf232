"""Connections: list, add by a credential and replace it, look, test, refresh, revoke, confirm."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.api import lookup
from integrations.api.serializers.connection import (
    ConnectionChange,
    ConnectionCreate,
    ConnectionSerializer,
    CreatedLinkSerializer,
    CredentialReplace,
    UsesSerializer,
)
from integrations.api.waiting import awaited
from integrations.connect.accounts import defaults, disconnect, filled_in, labels, proofs
from integrations.connect.links import reconnects
from integrations.connect.tokens import refresh_on_request
from integrations.errors import FieldError, InputError
from integrations.execution.outcome import Outcome
from integrations.execution.probe import SECONDS, NotTested, open_probe, probed
from integrations.holders import find_holder
from integrations.models import Call, Connection
from integrations.payloads.shown import error_shown
from integrations.uses import uses_of

FILTERS = [
    OpenApiParameter("customer", str, description="Key of a customer."),
    OpenApiParameter("provider", str, description="Key of a provider, for example google."),
    OpenApiParameter("status", str, enum=Connection.Status.values),
]


class ConnectionList(ListAPIView[Connection]):
    """Connections, newest first."""

    serializer_class = ConnectionSerializer
    names_customer = True

    def get_queryset(self) -> QuerySet[Connection]:
        actor = actor_of(self.request)
        wanted = self.request.query_params
        found = Connection.objects.visible_to(actor).select_related("customer", "grant").prefetch_related("revocations")
        if "customer" in wanted:
            found = found.filter(customer=lookup.customer(actor, wanted["customer"]))
        if (provider := lookup.text(wanted, "provider")) is not None:
            found = found.filter(provider=provider)
        if "status" in wanted:
            found = found.filter(status=_status(wanted["status"]))
        return found

    @extend_schema(parameters=FILTERS, summary="List connections", tags=["connections"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=ConnectionCreate,
        responses={201: ConnectionSerializer},
        summary="Connect by a key",
        tags=["connections"],
    )
    def post(self, request: Request) -> Response:
        """Tried at the vendor first. An account that is connected already keeps its id and takes the new credential."""
        actor = actor_of(request)
        body = ConnectionCreate(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        made = filled_in.add_account(
            actor,
            find_holder(actor, wanted.get("account_mode"), wanted.get("customer"), field="customer"),
            wanted["provider"],
            fields=wanted["fields"],
            base_url=wanted.get("base_url", ""),
            label=wanted.get("label", ""),
            services=wanted.get("services"),
        )
        return _answer(request, made.pk, status=201)


class ConnectionDetail(APIView):
    """One connection."""

    @extend_schema(responses=ConnectionSerializer, summary="Show a connection", tags=["connections"])
    def get(self, request: Request, pk: UUID) -> Response:
        return _answer(request, pk)

    @extend_schema(
        request=ConnectionChange, responses=ConnectionSerializer, summary="Change a connection", tags=["connections"]
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Its label, and whether it is the default: all or nothing of it."""
        actor = actor_of(request)
        connection = lookup.connection(actor, pk)
        body = ConnectionChange(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        with transaction.atomic():
            if "label" in wanted:
                labels.set_label(actor, connection, wanted["label"])
            if wanted.get("is_default"):
                defaults.set_default(actor, connection)
        return _answer(request, pk)


class ConnectionUses(APIView):
    """What names an account and stops when it is disconnected: look here first."""

    @extend_schema(responses=UsesSerializer, summary="Show what uses a connection", tags=["connections"])
    def get(self, request: Request, pk: UUID) -> Response:
        """Workflows are the operator's: a customer's key sees how many there are, without their names."""
        actor = actor_of(request)
        found = uses_of(lookup.connection(actor, pk).pk)
        shown = [{"kind": use.kind, "id": use.id, "name": use.name} for use in found] if actor.sees_all else []
        return Response({"count": len(found), "uses": shown})


class ReconnectConnection(APIView):
    """Make a link with which this same account is connected again: its id, label, settings and history stay."""

    @extend_schema(
        request=None, responses={201: CreatedLinkSerializer}, summary="Make a reconnect link", tags=["connections"]
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """The link accepts no other account. It is not mailed: hand its address to the customer."""
        actor = actor_of(request)
        made = reconnects.make_reconnect_link(actor, lookup.connection(actor, pk))
        shown = {"id": made.link.pk, "url": made.url, "expires_at": made.link.expires_at, "state": made.link.state}
        return Response(CreatedLinkSerializer(shown).data, status=201)


class ReplaceCredential(APIView):
    """Put another credential in the place of a connection's own, once the vendor has accepted it."""

    @extend_schema(
        request=CredentialReplace, responses=ConnectionSerializer, summary="Replace a credential", tags=["connections"]
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Answers with the connection; or, where an operator has to confirm it first, with the one that waits."""
        actor = actor_of(request)
        connection = lookup.connection(actor, pk)
        body = CredentialReplace(data=request.data, context={"connection": connection})
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        replaced = filled_in.replace_credential(
            actor,
            connection,
            fields=wanted["fields"],
            base_url=wanted.get("base_url"),
            other_account=wanted["other_account"],
        )
        return _answer(request, replaced.pk)


class TestConnection(APIView):
    """Ask the provider whether the connection works; free of charge."""

    @extend_schema(request=None, responses={200: dict}, summary="Test a connection", tags=["connections"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        connection = lookup.connection(actor, pk)

        def answer(call: Call, outcome: Outcome | None) -> Response:
            return _tested(actor, probed(connection, call, outcome))

        try:
            return awaited(SECONDS, partial(open_probe, actor, connection), answer)
        except NotTested as refusal:
            return _tested(actor, refusal.outcome)


def _tested(actor: Actor, outcome: Outcome) -> Response:
    works = outcome.state == Call.State.SUCCEEDED
    return Response({"success": works, "error": error_shown(actor, outcome.error), "result": outcome.result})


class RefreshConnection(APIView):
    """Exchange the refresh token now; access that lasts without one is a conflict and stays as it is."""

    @extend_schema(request=None, responses=ConnectionSerializer, summary="Refresh a connection", tags=["connections"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        refresh_on_request.refresh_now(actor, lookup.connection(actor, pk))
        return _answer(request, pk)


class RevokeConnection(APIView):
    """Disconnect: our tokens are deleted; ``detail`` says what became of the access at the provider."""

    @extend_schema(request=None, responses={200: dict}, summary="Disconnect", tags=["connections"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        ended = disconnect.disconnect(actor, lookup.connection(actor, pk))
        return Response(
            {
                **ConnectionSerializer(ended.connection).data,
                "revoked_at_provider": ended.revoked_at_provider,
                "detail": ended.words,
            }
        )


class ConfirmConnection(APIView):
    """Say that a pending connection is the right account. Only the operator's side can."""

    @extend_schema(request=None, responses=ConnectionSerializer, summary="Confirm a connection", tags=["connections"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        confirmed = proofs.confirm(actor, lookup.connection(actor, pk))
        return _answer(request, confirmed.pk)


def _answer(request: Request, pk: UUID, *, status: int = 200) -> Response:
    return Response(ConnectionSerializer(lookup.connection(actor_of(request), pk)).data, status=status)


def _status(value: str) -> str:
    if value not in Connection.Status.values:
        message = f"{value!r} is not a status. Expected one of: {', '.join(Connection.Status.values)}."
        raise InputError(message, errors=[FieldError("status", message)])
    return value
