"""The guide's routes, for every provider of the registry: connection status and logout."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.api import lookup
from integrations.api.serializers.strict import IdField, StrictSerializer
from integrations.catalog.registry import catalog
from integrations.connect.accounts import disconnect, selectors
from integrations.errors import NotFound
from integrations.holders import find_holder
from integrations.models import Connection


class LogoutRequest(StrictSerializer):
    """Which connection to end; without one, all of the owner's at this provider."""

    connection = IdField(required=False, allow_null=True)


class ProviderStatus(APIView):
    """Which accounts are connected: the owner's, or with ``?customer=`` that customer's."""

    @extend_schema(
        parameters=[OpenApiParameter("customer", str, description="Key of a customer.")],
        responses={200: dict},
        summary="Connection status of a provider",
        tags=["providers"],
    )
    def get(self, request: Request, provider: str) -> Response:
        actor = actor_of(request)
        _known(provider)
        key = request.query_params.get("customer")
        holder = find_holder(actor, "owner" if key is None else "customer", key, field="customer")
        return Response(selectors.account_status(actor, provider, holder))


class ProviderLogout(APIView):
    """Disconnect one account, or all of the owner's."""

    @extend_schema(request=LogoutRequest, responses={200: dict}, summary="Disconnect a provider", tags=["providers"])
    def post(self, request: Request, provider: str) -> Response:
        actor = actor_of(request)
        _known(provider)
        body = LogoutRequest(data=request.data)
        body.is_valid(raise_exception=True)
        revoked = [str(disconnect.disconnect(actor, each).connection.pk) for each in _wanted(request, provider, body)]
        return Response({"success": True, "revoked": revoked})


def _wanted(request: Request, provider: str, body: LogoutRequest) -> list[Connection]:
    actor = actor_of(request)
    pk: UUID | None = body.validated_data.get("connection")
    if pk is not None:
        connection = lookup.connection(actor, pk)
        if connection.provider != provider:
            raise NotFound(f"There is no {provider} connection {str(pk)!r}.")
        return [connection]
    live = Connection.objects.visible_to(actor).of(None).filter(provider=provider)
    return list(live.exclude(status__in=(Connection.Status.REVOKED, Connection.Status.PENDING)))


def _known(provider: str) -> None:
    if provider not in catalog().providers:
        known = ", ".join(catalog().providers)
        raise NotFound(f"There is no provider {provider!r}. Providers are: {known}.")
