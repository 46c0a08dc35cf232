"""OpenID discovery: where everything is, and the keys that id tokens are signed with."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.oauth.identity import public_keys


@require_GET
def configuration(request: HttpRequest) -> JsonResponse:
    """The provider's metadata, with this sandbox's own addresses."""
    issuer = root_address(request)
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/o/oauth2/v2/auth",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "revocation_endpoint": f"{issuer}/revoke",
            "jwks_uri": f"{issuer}/oauth2/v3/certs",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


@require_GET
def certs(request: HttpRequest) -> JsonResponse:
    """The JSON Web Key Set."""
    return JsonResponse(public_keys())
