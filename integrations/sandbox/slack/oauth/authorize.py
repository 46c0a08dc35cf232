"""Slack's consent page, and what the app is told at its redirect address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from integrations.sandbox import clock
from integrations.sandbox.models import Account
from integrations.sandbox.oauth.codes import Granted, issue_code
from integrations.sandbox.oauth.deciding import decided
from integrations.sandbox.oauth.page import (
    ConsentPage,
    Decision,
    Refused,
    SentBack,
    people,
    read_decision,
    send_back,
    show_consent,
    show_refusal,
)
from integrations.sandbox.slack.oauth.request import Installation, read_request
from integrations.sandbox.slack.oauth.scopes import in_words
from integrations.sandbox.slack.seed import ensure_demo_accounts

PROVIDER, METHOD = "slack", "slack.oauth.v2.authorize"
CODE_LIFETIME = timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """GET shows the page and changes nothing; POST is the person's decision."""
    try:
        asked = read_request(request.GET.dict())
    except Refused as refusal:
        return show_refusal(request, PROVIDER, METHOD, "Slack", refusal)
    if request.method == "GET":
        return _consent_page(request, asked)
    return send_back(asked.redirect_uri, decide(asked, read_decision(request.POST)))


def decide(asked: Installation, decision: Decision) -> str:
    """The address to send the browser to: with a code, or with the error that the app is told."""
    return decided(
        PROVIDER,
        METHOD,
        asked.redirect_uri,
        lambda: _answer(asked, decision),
        always={"state": asked.state},
        outage="internal_error",
    )


def narrowed(asked: Installation, scopes: frozenset[str] | None) -> Installation:
    """The same with fewer scopes, as an administrator may approve it; those of a person are written `user:…`."""
    if scopes is None:
        return asked
    return replace(
        asked,
        bot_scopes=tuple(scope for scope in asked.bot_scopes if scope in scopes),
        user_scopes=tuple(scope for scope in asked.user_scopes if f"user:{scope}" in scopes),
    )


def _answer(asked: Installation, decision: Decision) -> tuple[str, dict[str, str]]:
    """Who has installed it, and what the app is told. Raises SentBack."""
    account = Account.objects.filter(provider=PROVIDER, email=decision.email, is_bot=False).first()
    if not decision.is_allowed or account is None:
        raise SentBack("access_denied")
    granted = Granted(
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        scopes=asked.user_scopes,
        details={"bot": list(asked.bot_scopes)},
        lifetime=CODE_LIFETIME,
    )
    return account.email, {"code": issue_code(account, granted, prefix="sandbox.", now=clock.now())}


def _consent_page(request: HttpRequest, asked: Installation) -> HttpResponse:
    ensure_demo_accounts()
    accounts = people(PROVIDER)
    preferred = (each for each in accounts if each.slack_member.team.team_id == asked.team_id)
    told = [(scope, in_words(scope, "bot")) for scope in asked.bot_scopes]
    told += [(f"{scope} (user_scope)", in_words(scope, "user")) for scope in asked.user_scopes]
    page = ConsentPage(
        vendor="Slack",
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        accounts=accounts,
        chosen=next(preferred, accounts[0]),
        told=told,
        optional=(),
        told_title="It will be able to do all of this in the workspace",
    )
    return show_consent(request, page)
