"""The providers there are, and the guide's routes for each of them: connection status and logout."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.api import lookup
from integrations.api.serializers.provider import provider_json
from integrations.api.serializers.strict import IdField, StrictSerializer
from integrations.connect.accounts import disconnect, selectors
from integrations.connect.tokens import oauth_apps
from integrations.errors import NotFound
from integrations.holders import find_holder
from integrations.models import Connection
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import OAuth2
from integrations.providers.registry import all_providers


class ProviderList(APIView):
    """Every provider with what connecting an account there takes."""

    @extend_schema(
        operation_id="v1_providers_list",
        responses=OpenApiTypes.OBJECT,
        summary="List providers",
        tags=["providers"],
    )
    def get(self, request: Request) -> Response:
        """``is_configured``: whether an account can be connected for whoever asks."""
        configured = oauth_apps.configured(actor_of(request).customer_id)
        shown = [
            provider_json(each, is_configured=_needs_no_app(each) or each.key in configured)
            for each in all_providers().values()
        ]
        return Response({"results": shown, "next": None})


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
        registry.provider(provider)
        key = request.query_params.get("customer")
        holder = find_holder(actor, "owner" if key is None else "customer", key, field="customer")
        return Response(selectors.account_status(actor, provider, holder))


class ProviderLogout(APIView):
    """Disconnect one account, or all of the owner's."""

    @extend_schema(request=LogoutRequest, responses={200: dict}, summary="Disconnect a provider", tags=["providers"])
    def post(self, request: Request, provider: str) -> Response:
        actor = actor_of(request)
        registry.provider(provider)
        body = LogoutRequest(data=request.data)
        body.is_valid(raise_exception=True)
        revoked = [str(disconnect.disconnect(actor, each).connection.pk) for each in _wanted(request, provider, body)]
        return Response({"success": True, "revoked": revoked})


def _needs_no_app(provider: Provider) -> bool:
    return not isinstance(provider.credential, OAuth2)


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
