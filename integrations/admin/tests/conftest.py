"""Staff of each group, and rows whose secrets must never be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from integrations.actors import SYSTEM
from integrations.connect.accounts.connections import take_in
from integrations.connect.accounts.customers import create_customer
from integrations.connect.scopes import asked_scopes
from integrations.connect.tokens.oauth_apps import save_app
from integrations.models import ConnectAttempt, Connection, Customer, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import Consent, Identity, Tokens

CLIENT_SECRET = "client-secret-CANARY"
ACCESS_TOKEN = "access-token-CANARY"
REFRESH_TOKEN = "refresh-token-CANARY"
SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """A client of a staff user in the named groups; without groups, of a superuser."""

    def sign_in(*groups: str) -> Client:
        user = User.objects.create_user("-".join(groups) or "ada", is_staff=True, is_superuser=not groups)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def app(db: None) -> OAuthApp:
    return save_app(
        SYSTEM, provider="google", environment="sandbox", client_id="sandbox-google", client_secret=CLIENT_SECRET
    )


@pytest.fixture
def globex(db: None) -> Customer:
    return create_customer(
        SYSTEM, key="globex", name="Globex GmbH", email="office@globex.example", domain="globex.example"
    )


@pytest.fixture
def connection(app: OAuthApp, globex: Customer) -> Connection:
    google = registry.provider("google")
    scopes = [google.oauth2.scope(each) for each in asked_scopes(google, ["gmail"])]
    attempt = ConnectAttempt(provider="google", oauth_app=app, customer=globex, services=["gmail"], scopes=scopes)
    identity = Identity("account-1", "yara@globex.example", True, "globex.example", "Yara")
    consent = Consent(identity=identity, scopes=tuple(scopes), tokens=Tokens(ACCESS_TOKEN, REFRESH_TOKEN, 3600, None))
    return take_in(attempt, consent)[0]
