"""The consent page of every vendor: who signs in, what they allow, and the way back to the client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from integrations.sandbox.control.log import record_request
from integrations.sandbox.models import Account
from integrations.sandbox.security import secure_page


class Refused(Exception):
    """Shown to the person: the client is not trusted enough to send them anywhere."""

    def __init__(self, code: int, error: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.error = error
        self.detail = detail


class SentBack(Exception):
    """Told to the client, at its redirect address."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Decision:
    """What the person did on the page."""

    email: str
    is_allowed: bool
    scopes: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class ConsentPage:
    """What the page shows."""

    vendor: str
    """The vendor's name, as people know it."""
    client_id: str
    redirect_uri: str
    accounts: Sequence[Account]
    chosen: Account
    told: Sequence[tuple[str, str]]
    """Scopes with their words that are not up for choice."""
    optional: Sequence[tuple[str, str]]
    """Scopes with their words, each to be ticked or not; the field ``scope`` holds the ticked ones."""
    told_title: str = "It will be told who you are"


def people(provider: str) -> list[Account]:
    """The accounts that somebody can sign in with."""
    return list(Account.objects.filter(provider=provider, is_bot=False))


def show_consent(request: HttpRequest, page: ConsentPage) -> HttpResponse:
    """The page; showing it changes nothing."""
    target = origin(page.redirect_uri)
    context = {"page": page, "vendor": page.vendor, "host": urlsplit(target).netloc}
    return secure_page(render(request, "sandbox/consent.html", context), form_targets=[target])


def show_refusal(request: HttpRequest, provider: str, method: str, vendor: str, refusal: Refused) -> HttpResponse:
    """The vendor's own error page, for a request that may send nobody anywhere."""
    record_request(provider, method, refusal.code)
    context = {"refusal": refusal, "vendor": vendor}
    return secure_page(render(request, "sandbox/refused.html", context, status=refusal.code))


def read_decision(form: QueryDict) -> Decision:
    """What the page's form says."""
    return Decision(
        email=form.get("account", ""),
        is_allowed=form.get("decision") == "allow",
        scopes=frozenset(form.getlist("scope")),
    )


def send_back(redirect_uri: str, location: str) -> HttpResponse:
    """The way back to the client."""
    return secure_page(HttpResponseRedirect(location), form_targets=[origin(redirect_uri)])


def with_query(address: str, values: dict[str, str]) -> str:
    """The redirect address with the answer in its query."""
    separator = "&" if urlsplit(address).query else "?"
    return f"{address}{separator}{urlencode(values)}"


def origin(address: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
