"""A provider that cannot be told: disconnecting deletes what is ours, and every door says what stays and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from integrations.api.socket import MESSAGES
from integrations.connect.accounts import disconnect
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import THEO, YARA, Browser, MakeConnection, connect_by_link
from integrations.connect.tokens import giving_back, revocations, token_endpoint
from integrations.connect.tokens.talks import NOBODYS
from integrations.models import Connection, Customer, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import Consent
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import NotRevocable, Revocation
from integrations.providers.requests import revoke_by_post
from integrations.sandbox.models import RequestRecord

STAYS = (
    "Google offers no way to end the access from here: it stays until the account's owner removes it at"
    " https://myaccount.google.com/connections"
)


@pytest.fixture
def not_revocable() -> Iterator[Provider]:
    """Google as it would be if it had no way to revoke."""
    google = registry.provider("google")
    facts = replace(google, credential=replace(google.oauth2, revocation=NotRevocable()))
    with registry.using(facts):
        yield facts


@pytest.fixture
def connection(make_connection: MakeConnection, not_revocable: Provider) -> Connection:
    return make_connection(None)


def test_over_rest(connection: Connection, ada: Any, client: Client) -> None:
    client.force_login(ada)
    answer = client.post(f"/api/v1/connections/{connection.pk}/revoke").json()

    assert (answer["status"], answer["revoked_at_provider"], answer["detail"]) == ("revoked", False, STAYS)
    assert not Grant.objects.exists()


def test_over_the_socket(connection: Connection, operator: Any) -> None:
    logout = next(each for each in MESSAGES if each.name == "google_logout")
    reply = logout.answer(operator, "session", logout.request.model_validate({"connection": connection.pk}))

    assert reply.model_dump() == {"connection": str(connection.pk), "revoked_at_provider": False, "detail": STAYS}


def test_in_the_admin(connection: Connection, ada: Any, client: Client) -> None:
    client.force_login(ada)
    button = reverse("admin:integrations_connection_disconnect", args=[connection.pk])
    answer = client.post(button, {"_form_submitted": "True"})

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == [f"Disconnected: our tokens are deleted. {STAYS}"]


def test_on_the_command_line(connection: Connection) -> None:
    out = StringIO()
    call_command("revoke_all", "--yes", stdout=out)

    assert out.getvalue().splitlines() == [
        f"1/1  google  {connection.pk}  deleted here. {STAYS}",
        "Disconnected 1; 0 of them were revoked at the provider as well. not_revocable: 1.",
    ]


def test_on_the_lasting_page(not_revocable: Provider, new_link: Any, initech: Customer, browser: Browser) -> None:
    Customer.objects.filter(pk=initech.pk).update(any_account=True)
    created: CreatedLink = new_link(initech)
    connect_by_link(browser, created.url, THEO)
    connected = str(Connection.objects.get().pk)
    answer = browser.open(browser.press("/connect/accounts/", action="disconnect", connection=connected)["Location"])

    assert f"Our access was deleted. {STAYS}".replace("'", "&#x27;") in answer.content.decode()
    assert not Grant.objects.exists()
    assert not RequestRecord.objects.filter(method__startswith="oauth.revoke").exists()


def test_without_a_token_there_is_nothing_to_say_about_the_provider(connection: Connection, operator: Any) -> None:
    disconnect.disconnect(operator, connection)
    again = disconnect.disconnect(operator, Connection.objects.get())

    assert (again.at_provider, again.words) == ("nothing", "There was nothing left to end at Google.")


@pytest.mark.parametrize("shared", [True, False])
def test_tokens_that_others_rest_on_are_not_given_back(
    make_connection: MakeConnection, app: OAuthApp, consent_of: Any, monkeypatch: pytest.MonkeyPatch, shared: bool
) -> None:
    """Attack: a reconnect link answered with the wrong account must not end that account's connection elsewhere."""
    told: list[object] = []

    def revoke_tokens(*given: object, **_: object) -> bool:
        told.append(given)
        return True

    monkeypatch.setattr(revocations, "revoke_tokens", revoke_tokens)
    google = registry.provider("google")
    facts = replace(
        google.oauth2,
        tokens_belong_to="account" if shared else "consent",
        revocation=Revocation(request=revoke_by_post, ends="token"),
    )
    with registry.using(replace(google, credential=facts)):
        make_connection(None)
        consent: Consent = consent_of(YARA)
        dropped = giving_back.drop_tokens(app, consent.identity.account_id, consent.tokens)

    assert dropped is not shared
    assert len(told) == (0 if shared else 1)


def test_nothing_is_sent_for_what_cannot_be_revoked(
    connection: Connection, app: OAuthApp, consent_of: Any, not_revocable: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*given: Any, **_: Any) -> None:
        raise AssertionError("there is nothing to ask")

    monkeypatch.setattr(token_endpoint, "_send", send)
    assert not token_endpoint.revoke_tokens(not_revocable, app, consent_of().tokens, whose=NOBODYS)
