"""Codes and refresh tokens become access tokens, and end.

https://developers.notion.com/reference/create-a-token, …/refresh-a-token, …/revoke-token and …/introspect-token
"""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.sandbox import clock
from integrations.sandbox.models import Behaviour, Consent, Token
from integrations.sandbox.notion.errors import Resource
from integrations.sandbox.notion.oauth.tokens import ACCESS_PREFIX, PROVIDER, REFRESH_PREFIX
from integrations.sandbox.notion.users import bot_id, person, workspace_id, workspace_name
from integrations.sandbox.oauth.clients import ClientRefused, read_client
from integrations.sandbox.oauth.codes import find_code, use_code, verifier_matches
from integrations.sandbox.oauth.endpoint import Answer, OAuthFailure, respond
from integrations.sandbox.oauth.tokens import (
    find_refresh_token,
    find_token,
    issue_access_token,
    issue_refresh_token,
    replace_refresh_token,
)
from integrations.sandbox.storable import storable

FIELDS = ("grant_type", "code", "redirect_uri", "refresh_token", "code_verifier", "external_account", "token")


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Answer one exchange. The grant type is the detail of the log, and rules may name it after a dot."""
    fields = _fields(request)
    grant_type = str((fields or {}).get("grant_type", ""))
    return respond(PROVIDER, "notion.oauth.token", lambda: _exchange(request, fields, grant_type), detail=grant_type)


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Ends the token, and the refresh token that came with it."""
    return respond(PROVIDER, "notion.oauth.revoke", lambda: _with_token(request, _revoked))


@csrf_exempt
@require_POST
def introspect(request: HttpRequest) -> HttpResponse:
    """Whether a token is good, and what it may do."""
    return respond(PROVIDER, "notion.oauth.introspect", lambda: _with_token(request, _described))


def _exchange(request: HttpRequest, fields: Resource | None, grant_type: str) -> Answer:
    client_id, fields = _client(request, fields)
    try:
        if grant_type == "authorization_code":
            return _redeem_code(fields, client_id)
        if grant_type == "refresh_token":
            return _refresh(fields, client_id)
    except IntegrityError as error:  # the consent was revoked meanwhile
        raise OAuthFailure(400, "invalid_grant", "Token has been revoked.") from error
    raise OAuthFailure(400, "unsupported_grant_type", f"Invalid grant_type: {grant_type}")


def _redeem_code(fields: Resource, client_id: str) -> Answer:
    now = clock.now()
    code = find_code(PROVIDER, str(fields.get("code", "")), client_id)
    if code is None:
        raise OAuthFailure(400, "invalid_grant", "Invalid code.")
    if fields.get("redirect_uri") != code.redirect_uri:
        raise OAuthFailure(400, "invalid_grant", "The redirect_uri is not the one of the authorization request.")
    if code.code_challenge and not verifier_matches(code, str(fields.get("code_verifier", ""))):
        raise OAuthFailure(400, "invalid_grant", "Invalid code verifier.")
    with transaction.atomic():
        if not use_code(code, now):
            raise OAuthFailure(400, "invalid_grant", "Invalid code: this code has been revoked.")
        answer = _tokens(code.consent, code.scopes)
    return Answer(answer, code.consent.account.email)


def _refresh(fields: Resource, client_id: str) -> Answer:
    """A refresh token is good once, whatever the settings say: Notion always gives a new one."""
    found = find_refresh_token(PROVIDER, str(fields.get("refresh_token", "")), client_id)
    if found is None:
        raise OAuthFailure(400, "invalid_grant", "Invalid refresh token.")
    with transaction.atomic():
        if not replace_refresh_token(found, clock.now()):
            raise OAuthFailure(400, "invalid_grant", "Invalid refresh token.")
        answer = _tokens(found.consent, found.scopes)
    return Answer(answer, found.consent.account.email)


def _tokens(consent: Consent, scopes: list[str]) -> Resource:
    """How long the access is good is not said, as at Notion."""
    account, behaviour = consent.account, Behaviour.current()
    return {
        "access_token": issue_access_token(
            consent, scopes, prefix=ACCESS_PREFIX, behaviour=behaviour, now=clock.now(behaviour)
        ),
        "token_type": "bearer",
        "refresh_token": issue_refresh_token(consent, scopes, prefix=REFRESH_PREFIX),
        "bot_id": bot_id(account, consent.client_id),
        "workspace_id": workspace_id(account),
        "workspace_name": workspace_name(account),
        "workspace_icon": None,
        "owner": {"type": "user", "user": person(account)},
        "duplicated_template_id": None,
        "request_id": str(uuid4()),
    }


def _with_token(request: HttpRequest, perform: Callable[[Token | None], Answer]) -> Answer:
    client_id, fields = _client(request, _fields(request))
    found = find_token(PROVIDER, str(fields.get("token", "")))
    return perform(found if found is not None and found.consent.client_id == client_id else None)


def _revoked(found: Token | None) -> Answer:
    if found is None:
        raise OAuthFailure(400, "invalid_grant", "The token is not good.")
    account = found.consent.account.email
    found.consent.delete()
    return Answer({"request_id": str(uuid4())}, account)


def _described(found: Token | None) -> Answer:
    is_good = found is not None and found.replaced_at is None
    if found is None or (found.expires_at is not None and found.expires_at <= clock.now()) or not is_good:
        return Answer({"active": False, "request_id": str(uuid4())}, "")
    body: Resource = {"active": True, "scope": " ".join(found.scopes), "request_id": str(uuid4())}
    return Answer(body, found.consent.account.email)


def _client(request: HttpRequest, fields: Resource | None) -> tuple[str, Resource]:
    """Who asks, by Basic alone, and what it says, as JSON alone. Raises OAuthFailure."""
    authorization = request.headers.get("Authorization", "")
    try:
        client_id = read_client({}, authorization)
    except ClientRefused as error:
        raise OAuthFailure(401, "invalid_client", str(error)) from error
    if fields is None:
        raise OAuthFailure(400, "invalid_json", "Error parsing JSON body.")
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise OAuthFailure(400, "validation_error", f"body.{unknown[0]} should be not present.")
    return client_id, fields


def _fields(request: HttpRequest) -> Resource | None:
    if request.content_type != "application/json":
        return None
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return storable(body) if isinstance(body, dict) else None
