"""Where everything is: RFC 9728 for the resource, RFC 8414 for the server that gives access to it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from integrations.models import ApiKey

LEVELS = tuple(ApiKey.Tools.values)
RESOURCE_PATH = "/mcp/"


def resource() -> str:
    """The one resource that access is given to."""
    return f"{settings.PUBLIC_URL}{RESOURCE_PATH}"


def is_resource(named: str) -> bool:
    """Whether an address names it, with or without its last slash."""
    return named.rstrip("/") == resource().rstrip("/")


@require_safe
def protected_resource(request: HttpRequest) -> JsonResponse:
    """Under the resource's own path, as clients look for it."""
    return _public(
        {
            "resource": resource(),
            "resource_name": "Machina",
            "authorization_servers": [settings.PUBLIC_URL],
            "scopes_supported": LEVELS,
            "bearer_methods_supported": ["header"],
        }
    )


@require_safe
def authorization_server(request: HttpRequest) -> JsonResponse:
    """Its endpoints and what they support."""

    def address(name: str) -> str:
        return settings.PUBLIC_URL + reverse(name)

    return _public(
        {
            "issuer": settings.PUBLIC_URL,
            "authorization_endpoint": address("oauth_authorize"),
            "token_endpoint": address("oauth_token"),
            "registration_endpoint": address("oauth_register"),
            "revocation_endpoint": address("oauth_revoke"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": LEVELS,
            "authorization_response_iss_parameter_supported": True,
        }
    )


def _public(body: dict[str, object]) -> JsonResponse:
    """Pages of any origin may read it: it is the same for everybody."""
    return JsonResponse(body, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"})
