"""Notion's consent page, and what the client is told at its redirect address.

https://developers.notion.com/guides/get-started/authorization
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from integrations.sandbox import clock
from integrations.sandbox.models import Account
from integrations.sandbox.notion.methods import CAPABILITIES
from integrations.sandbox.notion.oauth.tokens import CODE_PREFIX, PROVIDER
from integrations.sandbox.notion.seed.accounts import ensure_demo_accounts
from integrations.sandbox.oauth.clients import is_client, redirect_allowed
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

METHOD = "notion.oauth.auth"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An authorization request."""

    client_id: str
    redirect_uri: str
    state: str
    code_challenge: str
    code_challenge_method: str


def read_request(query: Mapping[str, str]) -> Asked:
    """The checked request. Raises Refused for what Notion answers with a page of its own."""
    client_id, redirect_uri = query.get("client_id", ""), query.get("redirect_uri", "")
    if not is_client(client_id):
        raise Refused(400, "invalid_client", "Missing or invalid client_id. Its id has to begin with “sandbox-”.")
    if not redirect_allowed(redirect_uri):
        detail = f"The sandbox sends people to this machine or to Machina's own address, not to {redirect_uri!r}."
        raise Refused(400, "invalid_redirect_uri", detail)
    if query.get("response_type") != "code":
        raise Refused(400, "unsupported_response_type", "Only response_type=code is offered.")
    if query.get("owner") != "user":
        raise Refused(400, "invalid_request", "owner has to be user.")
    return Asked(
        client_id=client_id,
        redirect_uri=redirect_uri,
        state=query.get("state", ""),
        code_challenge=query.get("code_challenge", ""),
        code_challenge_method=query.get("code_challenge_method", ""),
    )


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """GET shows the page and changes nothing; POST is the person's decision."""
    try:
        asked = read_request(request.GET.dict())
    except Refused as refusal:
        return show_refusal(request, PROVIDER, METHOD, "Notion", refusal)
    if request.method == "GET":
        return _consent_page(request, asked)
    return send_back(asked.redirect_uri, decide(asked, read_decision(request.POST)))


def decide(asked: Asked, decision: Decision) -> str:
    """The address to send the browser to: with a code, or with the error that the client is told."""
    always = {"state": asked.state} if asked.state else {}
    return decided(PROVIDER, METHOD, asked.redirect_uri, lambda: _answer(asked, decision), always=always)


def _answer(asked: Asked, decision: Decision) -> tuple[str, dict[str, str]]:
    """Whose account it is, and what the client is told. Raises SentBack."""
    account = Account.objects.filter(provider=PROVIDER, email=decision.email).first()
    if not decision.is_allowed or account is None:
        raise SentBack("access_denied")
    granted = Granted(
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        scopes=[each for each in CAPABILITIES if each in decision.scopes],
        code_challenge=asked.code_challenge,
        code_challenge_method=asked.code_challenge_method,
    )
    return account.email, {"code": issue_code(account, granted, prefix=CODE_PREFIX, now=clock.now())}


def _consent_page(request: HttpRequest, asked: Asked) -> HttpResponse:
    ensure_demo_accounts()
    accounts = people(PROVIDER)
    page = ConsentPage(
        vendor="Notion",
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        accounts=accounts,
        chosen=accounts[0],
        told=[],
        optional=list(CAPABILITIES.items()),
        told_title="It will be let into your workspace",
    )
    return show_consent(request, page)
