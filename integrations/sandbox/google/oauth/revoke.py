"""The revocation endpoint: as with Google, any token ends everything the account allowed the client."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.sandbox.google.oauth.tokens import PROVIDER
from integrations.sandbox.oauth.endpoint import Answer, OAuthFailure, respond
from integrations.sandbox.oauth.tokens import find_token


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Takes `token` in the body; Google takes it in the address too, where it would end up in logs."""
    return respond(PROVIDER, "oauth.revoke", lambda: _end_consent(request.POST.get("token", "")))


def _end_consent(secret: str) -> Answer:
    token = find_token(PROVIDER, secret)
    if token is None:
        raise OAuthFailure(400, "invalid_token", "Token expired or revoked")
    token.consent.delete()
    return Answer({}, token.consent.account.email)
