"""Google's consent page, and what the client is told at its redirect address."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from integrations.sandbox import clock
from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.oauth.request import AuthorizationRequest, read_request
from integrations.sandbox.google.oauth.scopes import describe
from integrations.sandbox.google.oauth.tokens import CODE_PREFIX, PROVIDER
from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.models import Account, Consent
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

METHOD = "oauth.auth"


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """GET shows the page and changes nothing; POST is the person's decision."""
    try:
        asked = read_request(request.GET.dict())
    except Refused as refusal:
        return show_refusal(request, PROVIDER, METHOD, "Google", refusal)
    if request.method == "GET" and "none" not in asked.prompts:
        return _consent_page(request, asked)
    decision = _silent_decision(asked) if request.method == "GET" else read_decision(request.POST)
    return send_back(asked.redirect_uri, decide(asked, decision, issuer=root_address(request)))


def decide(asked: AuthorizationRequest, decision: Decision | None, *, issuer: str) -> str:
    """The address to send the browser to: with a code, or with the error that the client is told."""
    always = {**({"state": asked.state} if asked.state else {}), "iss": issuer}
    return decided(PROVIDER, METHOD, asked.redirect_uri, lambda: _answer(asked, decision), always=always)


def _answer(asked: AuthorizationRequest, decision: Decision | None) -> tuple[str, dict[str, str]]:
    """Whose account it is, and what the client is told. Raises SentBack."""
    if decision is None:
        raise SentBack("interaction_required")
    if not decision.is_allowed:
        raise SentBack("access_denied")
    account = Account.objects.filter(provider=PROVIDER, email=decision.email).first()
    if account is None or not (asked.identity_scopes or decision.scopes & set(asked.optional_scopes)):
        raise SentBack("access_denied")
    code = issue_code(account, _granted(asked, decision), prefix=CODE_PREFIX, now=clock.now())
    granted = [scope for scope in asked.scopes if scope in asked.identity_scopes or scope in decision.scopes]
    answer = {"code": code, "scope": " ".join(granted), "authuser": "0", "prompt": " ".join(sorted(asked.prompts))}
    return account.email, answer | ({"hd": account.hosted_domain} if account.hosted_domain else {})


def _granted(asked: AuthorizationRequest, decision: Decision) -> Granted:
    """Google gives a refresh token to whoever asks for offline access, at the first consent or a forced one."""
    times = {"first"} | ({"later"} if "consent" in asked.prompts else set()) if asked.is_offline else set()
    return Granted(
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        scopes=asked.identity_scopes + [scope for scope in asked.optional_scopes if scope in decision.scopes],
        code_challenge=asked.code_challenge,
        code_challenge_method=asked.code_challenge_method,
        nonce=asked.nonce,
        refresh_token_at=frozenset(times),
    )


def _silent_decision(asked: AuthorizationRequest) -> Decision | None:
    """With prompt=none nothing is shown: only what the hinted account allowed earlier is allowed again."""
    consents = Consent.objects.filter(client_id=asked.client_id, account__email=asked.login_hint)
    earlier = consents.filter(account__provider=PROVIDER).first()
    if earlier is None or not set(asked.scopes) <= set(earlier.scopes):
        return None
    return Decision(asked.login_hint, True, frozenset(asked.scopes))


def _consent_page(request: HttpRequest, asked: AuthorizationRequest) -> HttpResponse:
    ensure_demo_accounts()
    accounts = people(PROVIDER)
    page = ConsentPage(
        vendor="Google",
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        accounts=accounts,
        chosen=next((account for account in accounts if account.email == asked.login_hint), accounts[0]),
        told=_described(asked.identity_scopes),
        optional=_described(asked.optional_scopes),
    )
    return show_consent(request, page)


def _described(scopes: Iterable[str]) -> list[tuple[str, str]]:
    return [(scope, describe(scope) or scope) for scope in scopes]
