"""Requests with the token of an account at another provider, at that provider's hosts alone."""

from __future__ import annotations

import pytest

from integrations.catalog.testing.served import served_context
from integrations.errors import ReconnectRequired
from integrations.services.http.models.sending import HttpRequest
from integrations.services.http.operations.request import request
from integrations.services.http.service import service
from integrations.services.http.tests.caller import WEB, asked, body, error, run
from integrations.tests.google_account import VENDOR_ERRORS, GoogleAccount

PROFILE = "https://gmail.googleapis.com/gmail/v1/users/me/profile"


@pytest.fixture
def account(web: str) -> GoogleAccount:
    return GoogleAccount(web, "yara.keller@globex.example")


def test_its_token_signs_a_request_to_its_api(account: GoogleAccount) -> None:
    connection = account.connection().pk

    assert body(PROFILE, connection=connection)["emailAddress"] == account.email
    assert body(PROFILE, provider="google")["emailAddress"] == account.email


def test_it_goes_nowhere_else(account: GoogleAccount, web: str) -> None:
    connection = account.connection().pk
    elsewhere = (
        "https://gmail.googleapis.com.evil.example/",
        "https://storage.googleapis.com/bucket",
        f"{WEB}/echo",
        f"{web}/sandbox/http/echo",
        f"{web}/sandbox/_control/rules",
        f"{web}/api/v1/customers/",
    )

    codes = {url: error(url, connection=connection)["code"] for url in elsewhere}

    assert set(codes.values()) == {"input_error"}
    assert asked() == 0


def test_what_google_refuses_is_told_in_googles_words(account: GoogleAccount) -> None:
    url = "https://gmail.googleapis.com/gmail/v1/users/me/messages/18f0c0ffee0000ff"

    told = error(url, connection=account.connection().pk)

    assert (told["code"], told["vendor_status"]) == ("remote_rejected", 404)


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_each_kind_of_refusal_is_read_as_googles(account: GoogleAccount, answer: dict[str, object], code: str) -> None:
    account.misbehave("gmail.users.getProfile", **answer)

    assert error(PROFILE, connection=account.connection().pk)["code"] == code


def test_a_write_is_made_as_the_account(account: GoogleAccount) -> None:
    label = body(
        "https://gmail.googleapis.com/gmail/v1/users/me/labels",
        connection=account.connection().pk,
        method="POST",
        body_type="json",
        body={"name": "Made by hand"},
    )

    assert label["name"] == "Made by hand"


def test_its_test_is_where_google_says_who_it_is(account: GoogleAccount) -> None:
    result = run("", operation="http.check_account", connection=account.connection().pk)

    assert (result["status"], result["url"].endswith("/userinfo")) == (200, True)


def test_a_token_that_is_refused_although_it_is_new_has_to_be_connected_again() -> None:
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/v1/orders", {"error": "who are you?"}, status=401)

        with pytest.raises(ReconnectRequired, match="401"):
            request(ctx, HttpRequest(url="https://api.globex.example/v1/orders"))
