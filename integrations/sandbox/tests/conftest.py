"""Accounts, tokens and clients for the sandbox's own tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from integrations.sandbox import clock
from integrations.sandbox.google.discovery import document
from integrations.sandbox.google.oauth.tokens import issue_access_token
from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.google.served import SERVED
from integrations.sandbox.models import Account, Behaviour, Consent, SigningKey
from integrations.sandbox.tests.client import INSIDE, InsideHttp, SocketHttp, build
from integrations.sandbox.vendor import Person

MAIL = "https://mail.google.com/"
CALENDAR = "https://www.googleapis.com/auth/calendar"
DRIVE = "https://www.googleapis.com/auth/drive"
SPREADSHEETS = "https://www.googleapis.com/auth/spreadsheets"
EVERYTHING = tuple(scope for name, version in SERVED for scope in document(name, version).scopes)

MakeToken = Callable[..., str]


@pytest.fixture(scope="session")
def private_pem() -> str:
    """One signing key for all tests: making one takes half a second."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode()


@pytest.fixture
def account(db: None, private_pem: str) -> Account:
    """An account with an empty mailbox and an empty calendar."""
    SigningKey.objects.create(provider="google", key_id="test", private_pem=private_pem)
    return add_account(Person(email="ada@lab.example", given_name="Ada", family_name="Moss"), with_content=False)


@pytest.fixture
def make_token() -> MakeToken:
    """Makes access tokens without the way through the consent page."""

    def make(owner: Account, *scopes: str) -> str:
        consent, _ = Consent.objects.get_or_create(
            account=owner, client_id="sandbox-test", defaults={"created_at": clock.now()}
        )
        return issue_access_token(consent, list(scopes), behaviour=Behaviour.current(), now=clock.now())

    return make


@pytest.fixture
def gmail(account: Account, make_token: MakeToken) -> Any:
    """Gmail for the account, in this process."""
    return build("gmail", INSIDE, InsideHttp(make_token(account, MAIL)))


@pytest.fixture
def calendar(account: Account, make_token: MakeToken) -> Any:
    """Calendar for the account, in this process."""
    return build("calendar", INSIDE, InsideHttp(make_token(account, CALENDAR)))


@pytest.fixture
def drive(account: Account, make_token: MakeToken) -> Any:
    """Drive for the account, in this process."""
    return build("drive", INSIDE, InsideHttp(make_token(account, DRIVE)))


@pytest.fixture
def sheets(account: Account, make_token: MakeToken) -> Any:
    """Sheets for the account, in this process."""
    return build("sheets", INSIDE, InsideHttp(make_token(account, SPREADSHEETS)))


@pytest.fixture
def http(account: Account, make_token: MakeToken) -> Iterator[SocketHttp]:
    """httplib2 with a token for everything, over a socket."""
    client = SocketHttp(make_token(account, *EVERYTHING))
    yield client
    client.close()


@pytest.fixture
def live_gmail(live_server: LiveServer, http: SocketHttp) -> Any:
    """Gmail over real HTTP."""
    return build("gmail", live_server.url, http)


@pytest.fixture
def live_calendar(live_server: LiveServer, http: SocketHttp) -> Any:
    """Calendar over real HTTP."""
    return build("calendar", live_server.url, http)


@pytest.fixture
def live_drive(live_server: LiveServer, http: SocketHttp) -> Any:
    """Drive over real HTTP."""
    return build("drive", live_server.url, http)


@pytest.fixture
def live_sheets(live_server: LiveServer, http: SocketHttp) -> Any:
    """Sheets over real HTTP."""
    return build("sheets", live_server.url, http)


@pytest.fixture
def control(db: None) -> Callable[..., Any]:
    """Asks the control endpoint: `control("POST", "rules", {...})`."""
    client = Client()

    def ask(verb: str, name: str, body: object = None) -> Any:
        answer = client.generic(verb, f"/sandbox/_control/{name}", _json(body), "application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def _json(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()
