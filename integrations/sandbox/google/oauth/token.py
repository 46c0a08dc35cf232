"""The token endpoint: codes and refresh tokens become access tokens."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.sandbox import clock
from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.oauth.identity import id_token
from integrations.sandbox.google.oauth.tokens import (
    PROVIDER,
    find_refresh_token,
    issue_access_token,
    issue_refresh_token,
)
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Behaviour, Consent
from integrations.sandbox.oauth.clients import ClientRefused, read_client
from integrations.sandbox.oauth.codes import find_code, use_code, verifier_matches
from integrations.sandbox.oauth.endpoint import Answer, OAuthFailure, respond
from integrations.sandbox.oauth.tokens import replace_refresh_token


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Answer one exchange. The grant type is the detail of the log, and rules may name it after a dot."""
    grant_type = request.POST.get("grant_type", "")
    return respond(PROVIDER, "oauth.token", lambda: _exchange(request, grant_type), detail=grant_type)


def _exchange(request: HttpRequest, grant_type: str) -> Answer:
    try:
        client_id = read_client(request.POST, request.headers.get("Authorization", ""))
        if grant_type == "authorization_code":
            return _redeem_code(request, client_id)
        if grant_type == "refresh_token":
            return _refresh(request, client_id)
    except ClientRefused as error:
        raise OAuthFailure(401, "invalid_client", str(error)) from error
    except IntegrityError as error:  # the consent was revoked meanwhile
        raise OAuthFailure(400, "invalid_grant", "Token has been expired or revoked.") from error
    raise OAuthFailure(400, "unsupported_grant_type", f"Invalid grant_type: {grant_type}")


def _redeem_code(request: HttpRequest, client_id: str) -> Answer:
    now, behaviour = clock.now(), Behaviour.current()
    code = find_code(PROVIDER, request.POST.get("code", ""), client_id)
    if code is None:
        raise OAuthFailure(400, "invalid_grant", "Malformed auth code.")
    if request.POST.get("redirect_uri", "") != code.redirect_uri:
        raise OAuthFailure(400, "redirect_uri_mismatch", "Bad Request")
    if code.code_challenge:
        verifier = request.POST.get("code_verifier", "")
        if not verifier:
            raise OAuthFailure(400, "invalid_grant", "Missing code verifier.")
        if not verifier_matches(code, verifier):
            raise OAuthFailure(400, "invalid_grant", "Invalid code verifier.")
    with transaction.atomic():
        if not use_code(code, now):
            raise OAuthFailure(400, "invalid_grant", "Bad Request")
        answer = _access(request, code.consent, code.scopes, behaviour, nonce=code.nonce)
        if code.with_refresh_token:
            answer["refresh_token"] = issue_refresh_token(code.consent, code.scopes)
    return Answer(answer, code.consent.account.email)


def _refresh(request: HttpRequest, client_id: str) -> Answer:
    now, behaviour = clock.now(), Behaviour.current()
    refresh_token = find_refresh_token(request.POST.get("refresh_token", ""), client_id)
    if refresh_token is None:
        raise OAuthFailure(400, "invalid_grant", "Token has been expired or revoked.")
    consent, scopes = refresh_token.consent, refresh_token.scopes
    with transaction.atomic():
        answer = _access(request, consent, scopes, behaviour)
        if behaviour.rotate_refresh_tokens:
            if not replace_refresh_token(refresh_token, now):
                raise OAuthFailure(400, "invalid_grant", "Token has been expired or revoked.")
            answer["refresh_token"] = issue_refresh_token(consent, scopes)
    return Answer(answer, consent.account.email)


def _access(
    request: HttpRequest, consent: Consent, scopes: list[str], behaviour: Behaviour, *, nonce: str = ""
) -> Resource:
    answer: Resource = {
        "access_token": issue_access_token(consent, scopes, behaviour=behaviour, now=clock.now(behaviour)),
        "expires_in": max(behaviour.access_token_seconds - 1, 0),
        "scope": " ".join(scopes),
        "token_type": "Bearer",
    }
    if "openid" in scopes:
        answer["id_token"] = id_token(
            consent.account, scopes, issuer=root_address(request), client_id=consent.client_id, nonce=nonce
        )
    return answer
