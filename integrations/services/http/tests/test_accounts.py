"""Requests as a connected account: a key or a password that a person has filled in, or a token of another provider."""

from __future__ import annotations

from uuid import uuid4

import pytest

from integrations.actors import SYSTEM
from integrations.connect.accounts.filled_in import add_account
from integrations.errors import InputError
from integrations.holders import Holder
from integrations.models import Connection, Grant
from integrations.sandbox.http.access import KEY, PASSWORD, USERNAME
from integrations.services.http.tests.caller import WEB, asked, body, error, outcome, run

OWNER = Holder.owner()
PRIVATE = f"{WEB}/private/echo"
FIELDS: list[tuple[str, dict[str, str]]] = [
    ("http", {"key": KEY}),
    ("http", {"header": "X-Api-Key", "key": KEY}),
    ("http", {"header": "Authorization", "key": f"Bearer {KEY}"}),
    ("http_basic", {"username": USERNAME, "password": PASSWORD}),
]
pytestmark = pytest.mark.usefixtures("web")


def connected(provider: str = "http", **fields: str) -> Connection:
    return add_account(SYSTEM, OWNER, provider, fields=fields or {"key": KEY}, base_url=PRIVATE)


@pytest.mark.parametrize(("provider", "fields"), FIELDS)
def test_a_key_or_password_signs_the_request_and_is_shown_nowhere(provider: str, fields: dict[str, str]) -> None:
    account = connected(provider, **fields)

    answer = run("/private/echo", connection=account.pk)

    assert answer["status"] == 200
    assert "[removed]" in str(answer["body"]["headers"])
    assert [secret for secret in (KEY, PASSWORD) if secret in str(answer)] == []
    assert error("/private/echo")["code"] == "remote_rejected"


def test_it_is_kept_only_if_the_address_accepts_it() -> None:
    with pytest.raises(InputError, match="API key does not accept this Key"):
        connected(key="a-wrong-key-4711")

    assert not Connection.objects.exists()
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("address", "is_kept"),
    [("/echo", True), ("/status/404", True), ("/status/405", True), ("/status/403", False), ("/redirect/1", False)],
)
def test_any_answer_but_a_refusal_of_the_key_will_do(address: str, is_kept: bool) -> None:
    try:
        add_account(SYSTEM, OWNER, "http", fields={"key": KEY}, base_url=WEB + address)
    except InputError:
        assert not is_kept
    assert Connection.objects.exists() is is_kept


@pytest.mark.parametrize(
    "header",
    ["Host", "content-length", "Transfer-Encoding", "Cookie", "Proxy-Authorization", "Content-Type", "X A", "X:"],
)
def test_a_header_that_says_something_else_is_refused(header: str) -> None:
    with pytest.raises(InputError) as refused:
        connected(header=header, key=KEY)

    assert [each.field for each in refused.value.errors] == ["fields.header"]
    assert asked() == 0


def test_an_account_is_named_by_where_it_is_used() -> None:
    assert str(connected()) == "echo.machina.example"
    assert connected("http_basic", username=USERNAME, password=PASSWORD).name == "echo.machina.example sandbox"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.globex.example/v1",
        "https://echo.machina.example.evil.example/",
        "https://gmail.googleapis.com/gmail/v1/users/me/profile",
        "http://echo.machina.example/private/echo",
    ],
)
def test_it_goes_to_its_own_address_alone(url: str) -> None:
    """SECURITY 8."""
    account = connected()
    before = asked()

    told = error(url, connection=account.pk)

    assert (told["code"], told["errors"][0]["field"]) == ("input_error", "url")
    assert asked() == before


def test_a_refused_key_ends_in_needs_reconnect_with_an_address() -> None:
    account = connected()
    wrong = error("/status/401", connection=account.pk)

    account.refresh_from_db()
    assert wrong["code"] == "reconnect_required"
    assert wrong["connect_url"]
    assert account.status == "needs_reconnect"


def test_unless_the_status_is_accepted() -> None:
    account = connected()

    assert run("/status/401", connection=account.pk, accept_status=[401])["status"] == 401
    account.refresh_from_db()
    assert account.status == "active"


@pytest.mark.parametrize(("provider", "fields"), FIELDS[:1] + FIELDS[3:])
def test_a_connection_is_tested_at_its_own_address(provider: str, fields: dict[str, str]) -> None:
    account = connected(provider, **fields)

    result = run("", operation="http.check_account", connection=account.pk)

    assert result == {"url": PRIVATE, "status": 200}


def test_without_a_name_the_account_that_is_tested_is_one_of_its_own_provider() -> None:
    assert error("", operation="http.check_account")["code"] == "not_connected"

    connected()
    connected("http_basic", username=USERNAME, password=PASSWORD)
    assert run("", operation="http.check_account") == {"url": PRIVATE, "status": 200}


def test_the_account_of_a_provider_is_its_default_one() -> None:
    connected("http_basic", username=USERNAME, password=PASSWORD)

    assert "Basic" in str(body("/private/echo", provider="http_basic")["headers"])
    assert error("/private/echo", provider="http")["code"] == "not_connected"


def test_the_connection_of_nobody_is_not_found() -> None:
    assert outcome("/echo", connection=uuid4()).error["code"] == "not_found"  # type: ignore[index]
    assert asked() == 0
