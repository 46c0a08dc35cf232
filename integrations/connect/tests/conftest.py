"""A customer, an operator, the sandbox's OAuth app, and people with browsers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from integrations.actors import SYSTEM, Actor, staff_actor
from integrations.connect.accounts.connections import take_in
from integrations.connect.accounts.customers import create_customer
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links
from integrations.connect.scopes import asked_scopes
from integrations.connect.tests import keys
from integrations.connect.tokens.credentials import GrantCredential
from integrations.connect.tokens.oauth_apps import save_app
from integrations.egress import policy
from integrations.egress.tests.vendor import Vendor
from integrations.holders import Holder
from integrations.models import ApiKey, ConnectAttempt, Connection, Customer, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import Consent, Identity, Tokens

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page
else:
    Page = Any

YARA = "yara.keller@globex.example"
"""Of the Workspace globex.example."""
THEO = "theo.marsh@sandmail.example"
"""A consumer without a Workspace."""

MakeConnection = Callable[..., Connection]


@pytest.fixture
def app(db: None) -> OAuthApp:
    return save_app(
        SYSTEM,
        provider="google",
        environment="sandbox",
        client_id="sandbox-google",
        client_secret="sandbox-google-secret",
    )


@pytest.fixture
def globex(db: None) -> Customer:
    """Expects its contact's own account, and any of its Workspace."""
    return create_customer(SYSTEM, key="globex", name="Globex GmbH", email=YARA, domain="globex.example")


@pytest.fixture
def initech(db: None) -> Customer:
    """Expects nobody but its contact."""
    return create_customer(SYSTEM, key="initech", name="Initech Ltd", email="bill@initech.example")


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", "ada@operator.example", "correct horse battery")


@pytest.fixture
def operator(ada: User) -> Actor:
    return staff_actor(user_id=ada.pk, label="ada", groups=frozenset(), is_superuser=True)


@pytest.fixture
def customer_key(globex: Customer) -> Actor:
    """Globex's own API key, with every right such a key can have."""
    row = ApiKey.objects.create(
        name="globex server",
        prefix="mk_1",
        key_hash="1",
        customer=globex,
        expires_at=timezone.now() + timedelta(days=1),
    )
    return Actor("api_key", str(row.pk), row.name, customer_id=globex.pk, rights=frozenset({"view", "operate"}))


@pytest.fixture
def consent_of() -> Callable[..., Consent]:
    """What a handshake brings, without one."""

    def make(
        email: str = YARA,
        *,
        services: Sequence[str] = ("gmail",),
        without: Sequence[str] = (),
        refresh: str = "refresh-1",
        account_id: str | None = None,
        domain: str = "",
        verified: bool = True,
    ) -> Consent:
        google = registry.provider("google")
        scopes = [google.oauth2.scope(each) for each in asked_scopes(google, services)]
        return Consent(
            identity=Identity(account_id or f"id-of-{email}", email, verified, domain, email.split("@")[0]),
            scopes=tuple(each for each in scopes if each not in without),
            tokens=Tokens("access-1", refresh, 3600, None),
        )

    return make


@pytest.fixture
def make_connection(app: OAuthApp, consent_of: Callable[..., Consent]) -> MakeConnection:
    """A connection as a proved consent leaves it, with sealed tokens."""

    def make(customer: Customer | None, email: str = YARA, **consent: Any) -> Connection:
        given = consent_of(email, **consent)
        attempt = ConnectAttempt(
            provider="google", oauth_app=app, customer=customer, services=["gmail"], scopes=list(given.scopes)
        )
        connection, _ = take_in(attempt, given)
        return connection

    return make


@dataclass
class Browser:
    """A person's browser on Machina's pages, and that person's decisions at the sandbox's Google."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def open(self, url: str) -> Page:
        return self.client.get(_path(url))

    def press(self, url: str, **fields: str) -> Page:
        """Post the form of a page that was opened before."""
        token = self.client.cookies["csrftoken"].value
        return self.client.post(_path(url), {**fields, "csrfmiddlewaretoken": token})

    def decide(self, leaving: Page, account: str, **decision: Any) -> str:
        """What the person says at Google; the address Google sends the browser back to."""
        body = {"authorize_url": leaving["Location"], "account": account, **decision}
        answer = self.client.post("/sandbox/_control/consent", json.dumps(body), content_type="application/json")
        location: str = answer.json()["location"]
        return location

    def consent(self, leaving: Page, account: str, **decision: Any) -> Page:
        """The same, followed back to the callback."""
        return self.open(self.decide(leaving, account, **decision))


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def other_browser() -> Browser:
    return Browser()


@pytest.fixture
def staff_browser(ada: User) -> Browser:
    signed_in = Browser()
    signed_in.client.force_login(ada)
    return signed_in


StartLogin = Callable[..., Page]


@pytest.fixture
def start_login(operator: Actor, app: OAuthApp, sandbox: str, staff_browser: Browser) -> StartLogin:
    """Press Connect in the editor and open the window: the redirect to Google."""

    def start(services: Sequence[str] | None = ("gmail",), **options: Any) -> Page:
        session_key = staff_browser.client.session.session_key
        given = {"holder": Holder.owner(), **options}
        return staff_browser.open(begin_login(operator, "google", services, session_key, **given))

    return start


@pytest.fixture
def new_link(operator: Actor, app: OAuthApp, sandbox: str, globex: Customer) -> Callable[..., links.CreatedLink]:
    def make(customer: Customer = globex, services: Sequence[str] = ("gmail",), **options: Any) -> links.CreatedLink:
        return links.create_link(operator, customer, services, **options)

    return make


def credential_of(connection: Connection, *, patience: float = 20.0) -> GrantCredential:
    assert connection.grant_id is not None
    return GrantCredential(connection.grant_id, patience=patience)


def waits(connection: Connection) -> timedelta:
    """How long a pending connection still has."""
    assert connection.pending_until is not None
    return connection.pending_until - timezone.now()


def html_of(message: object) -> str:
    """The HTML part of a mail that was sent."""
    assert isinstance(message, EmailMultiAlternatives)
    html, _ = message.alternatives[0]
    assert isinstance(html, str)
    return html


def mailed_code() -> str:
    """The digits in the newest mail."""
    found = re.search(r"^\s+(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found.group(1)


def bind(browser: Browser, url: str) -> Page:
    """Open a link, ask for the code and type it in: the list of providers."""
    browser.open(url)
    browser.press(url, action="start")
    return browser.open(browser.press(url, action="code", code=mailed_code())["Location"])


def connect_by_link(browser: Browser, url: str, account: str, **decision: Any) -> Page:
    """The whole way of a link with a code; the page it ends on."""
    page = bind(browser, url)
    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="google")
    return browser.open(browser.consent(leaving, account, **decision)["Location"])


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.fixture
def vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Vendor]:
    """A vendor of every kind of credential but OAuth, who knows people by their keys."""
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.001)
    cache.clear()
    vendor = Vendor()
    vendor.answers(keys.known_by_key())
    settings.MACHINA_ENDPOINTS = {each: {"api_root": vendor.url} for each in ("parcel", "models", "books", "desk")}
    with keys.declared(tmp_path):
        yield vendor
    vendor.close()
