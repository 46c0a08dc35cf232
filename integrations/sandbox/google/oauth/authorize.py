"""The consent page: who signs in, what they allow, and the way back to the client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from integrations.sandbox import clock
from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.rules import active_rules, pause, take_rule
from integrations.sandbox.google.address import root_address
from integrations.sandbox.google.oauth.codes import issue_code
from integrations.sandbox.google.oauth.request import AuthorizationRequest, Refused, SentBack, read_request
from integrations.sandbox.google.oauth.scopes import describe
from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.models import Account, Consent
from integrations.sandbox.security import secure_page

METHOD = "oauth.auth"


@dataclass(frozen=True)
class Decision:
    """What the person did on the page."""

    email: str
    is_allowed: bool
    scopes: frozenset[str]


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """GET shows the page and changes nothing; POST is the person's decision."""
    try:
        asked = read_request(request.GET.dict())
    except Refused as refusal:
        record_request("google", METHOD, refusal.code)
        page = render(request, "sandbox/refused.html", {"refusal": refusal}, status=refusal.code)
        return secure_page(page)
    if request.method == "GET" and "none" not in asked.prompts:
        return _consent_page(request, asked)
    decision = _silent_decision(asked) if request.method == "GET" else _read_decision(request.POST)
    response = HttpResponseRedirect(decide(asked, decision, issuer=root_address(request)))
    return secure_page(response, form_targets=[_origin(asked.redirect_uri)])


def decide(asked: AuthorizationRequest, decision: Decision | None, *, issuer: str) -> str:
    """The address to send the browser to: with a code, or with the error that the client is told."""
    account = ""
    try:
        account, answer = _answer(asked, decision)
    except SentBack as refusal:
        answer = {"error": refusal.error}
    record_request("google", METHOD, 302, detail=answer.get("error", ""), account=account)
    if asked.state:
        answer["state"] = asked.state
    separator = "&" if urlsplit(asked.redirect_uri).query else "?"
    return f"{asked.redirect_uri}{separator}{urlencode(answer | {'iss': issuer})}"


def _answer(asked: AuthorizationRequest, decision: Decision | None) -> tuple[str, dict[str, str]]:
    """Whose account it is, and what the client is told. Raises SentBack."""
    if rule := take_rule(active_rules("google"), METHOD):
        pause(rule)
        if rule.error or rule.status:
            raise SentBack(rule.error or "server_error")
    if decision is None:
        raise SentBack("interaction_required")
    if not decision.is_allowed:
        raise SentBack("access_denied")
    account = Account.objects.filter(provider="google", email=decision.email).first()
    if account is None or not (asked.identity_scopes or decision.scopes & set(asked.optional_scopes)):
        raise SentBack("access_denied")
    code = issue_code(account, asked, set(decision.scopes), now=clock.now())
    granted = [scope for scope in asked.scopes if scope in asked.identity_scopes or scope in decision.scopes]
    answer = {"code": code, "scope": " ".join(granted), "authuser": "0", "prompt": " ".join(sorted(asked.prompts))}
    return account.email, answer | ({"hd": account.hosted_domain} if account.hosted_domain else {})


def _silent_decision(asked: AuthorizationRequest) -> Decision | None:
    """With prompt=none nothing is shown: only what the hinted account allowed earlier is allowed again."""
    consents = Consent.objects.filter(client_id=asked.client_id, account__email=asked.login_hint)
    earlier = consents.filter(account__provider="google").first()
    if earlier is None or not set(asked.scopes) <= set(earlier.scopes):
        return None
    return Decision(asked.login_hint, True, frozenset(asked.scopes))


def _read_decision(form: QueryDict) -> Decision:
    return Decision(
        email=form.get("account", ""),
        is_allowed=form.get("decision") == "allow",
        scopes=frozenset(form.getlist("scope")),
    )


def _consent_page(request: HttpRequest, asked: AuthorizationRequest) -> HttpResponse:
    ensure_demo_accounts()
    accounts = list(Account.objects.filter(provider="google"))
    hinted = next((account for account in accounts if account.email == asked.login_hint), accounts[0])
    target = _origin(asked.redirect_uri)
    context = {
        "client_id": asked.client_id,
        "accounts": accounts,
        "chosen": hinted,
        "identity": _described(asked.identity_scopes),
        "optional": _described(asked.optional_scopes),
        "host": urlsplit(target).netloc,
    }
    return secure_page(render(request, "sandbox/consent.html", context), form_targets=[target])


def _described(scopes: Iterable[str]) -> list[tuple[str, str]]:
    return [(scope, describe(scope) or scope) for scope in scopes]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
