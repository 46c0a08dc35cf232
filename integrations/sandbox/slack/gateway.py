"""The one way into the Web API: misbehave, authenticate, check scopes and arguments, then handle."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox import clock
from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import active_rules, take_rule, under_rule
from integrations.sandbox.models import Token
from integrations.sandbox.oauth.tokens import bearer_token, find_token
from integrations.sandbox.slack.arguments import read_arguments
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.errors import SlackFailure, provoked
from integrations.sandbox.slack.handlers import HANDLERS
from integrations.sandbox.slack.table import Method, methods

PROVIDER = "slack"


@csrf_exempt
def api(request: HttpRequest, name: str) -> HttpResponse:
    """One method by its name."""
    account, status = "", 200
    try:
        method = methods().get(name)
        with under_rule(take_rule(active_rules(PROVIDER), f"slack.{name}"), provoked):
            call = _call(method, name, request)
            account = call.member.email or call.member.handle
            with nullcontext() if request.method == "GET" else transaction.atomic():
                body = HANDLERS[name](call)
        return JsonResponse({"ok": True, **body}, headers={"X-OAuth-Scopes": ",".join(sorted(call.scopes))})
    except SlackFailure as failure:
        status = failure.status
        return failure.response()
    except AnswerLost:
        return unreadable_answer()
    finally:
        record_request(PROVIDER, f"slack.{name}"[:200], status, account=account)


def _call(method: Method | None, name: str, request: HttpRequest) -> SlackCall:
    if method is None or name not in HANDLERS:
        raise SlackFailure("unknown_method", details={"req_method": name})
    token = _token(request)
    member = token.consent.account.slack_member
    kind, scopes = ("bot" if member.bot_id else "user"), frozenset(token.scopes)
    if method.scopes and kind not in method.scopes:
        raise SlackFailure("not_allowed_token_type")
    needed = method.scopes.get(kind, ())
    if needed and scopes.isdisjoint(needed):
        details = {"needed": needed[0], "provided": ",".join(sorted(scopes))}
        raise SlackFailure("missing_scope", details=details)
    return SlackCall(
        method=method,
        member=member,
        scopes=scopes,
        token=token,
        arguments=read_arguments(method, request),
        now=clock.now(),
        root=root_address(request),
        request=request,
    )


def _token(request: HttpRequest) -> Token:
    """A token that is good now. Raises SlackFailure."""
    secret = bearer_token(request.headers.get("Authorization", "")) or request.POST.get("token", "")
    if not secret:
        raise SlackFailure("not_authed")
    token = find_token(PROVIDER, secret)
    if token is None or token.kind != Token.Kind.ACCESS:
        raise SlackFailure("invalid_auth")
    if token.expires_at is not None and token.expires_at <= clock.now():
        raise SlackFailure("token_expired")
    return token


def root_address(request: HttpRequest) -> str:
    """The address under which this request reached Slack's part of the sandbox."""
    return request.build_absolute_uri(reverse("sandbox:slack:root")).rstrip("/")
