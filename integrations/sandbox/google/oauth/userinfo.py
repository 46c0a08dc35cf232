"""The userinfo endpoint of OpenID Connect."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from integrations.sandbox import clock
from integrations.sandbox.google.oauth.identity import claims
from integrations.sandbox.google.oauth.tokens import PROVIDER, find_bearer
from integrations.sandbox.oauth.endpoint import Answer, OAuthFailure, respond
from integrations.sandbox.oauth.tokens import bearer_token


@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """Who the token's account is, as far as its scopes allow."""
    return respond(PROVIDER, "oauth.userinfo", lambda: _tell(request))


def _tell(request: HttpRequest) -> Answer:
    bearer = find_bearer(bearer_token(request.headers.get("Authorization", "")), clock.now())
    if bearer is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'}
        raise OAuthFailure(401, "invalid_request", "Invalid Credentials", challenge)
    return Answer(claims(bearer.account, bearer.scopes), bearer.account.email)
