"""Exchanges, refreshes and revocations of tokens in the call log: who, what, which account, and no secret."""

from __future__ import annotations

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.billing.verification import problems
from integrations.connect.accounts import disconnect
from integrations.connect.tests.conftest import THEO, YARA, Browser, MakeConnection, StartLogin, credential_of
from integrations.connect.tokens import grants
from integrations.connect.tokens.refresh import look, refresh
from integrations.errors import ReconnectRequired
from integrations.execution import forgetting
from integrations.models import Call, Connection, Customer, Grant, UsageLine
from integrations.queue.clock import from_now
from integrations.sandbox.models import Rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connected(start_login: StartLogin, staff_browser: Browser) -> Connection:
    """The owner's account, connected by Ada."""
    staff_browser.consent(start_login(), YARA)
    return Connection.objects.get()


def renew(connection: Connection) -> None:
    credential = credential_of(connection)
    assert credential.rejected(credential.token())


def logged() -> list[tuple[str, str, str, object]]:
    rows = Call.objects.filter(kind="connect").order_by("created_at")
    return [(row.operation, row.actor_label, row.state, row.exchanges[0]["status"]) for row in rows]


def test_each_request_about_tokens_is_logged(connected: Connection) -> None:
    renew(connected)
    disconnect.disconnect(SYSTEM, connected)
    assert logged() == [
        ("google.exchange_code", "ada", "succeeded", 200),
        ("google.refresh_token", "Machina", "succeeded", 200),
        ("google.revoke_token", "Machina", "succeeded", 200),
    ]
    exchanged, *later = Call.objects.filter(kind="connect").order_by("created_at")
    assert {(row.connection, row.is_owner, row.customer) for row in later} == {(connected, True, None)}
    assert (exchanged.connection, exchanged.is_owner, exchanged.source) == (None, True, "connect")
    assert {row.exchanges[0]["method"] for row in (exchanged, *later)} == {"POST"}
    assert {str(row.exchanges[0]["path"]).rpartition("/")[2] for row in (exchanged, *later)} == {"token", "revoke"}
    assert UsageLine.objects.count() == 0
    assert list(problems()) == []


def test_a_refused_refresh_says_the_providers_word(connected: Connection) -> None:
    Rule.objects.create(provider="google", method="oauth.token", status=400, error="invalid_grant")
    with pytest.raises(ReconnectRequired):
        refresh(look(connected.grant_id), is_refused=True)  # type: ignore[arg-type]  # it has one
    row = Call.objects.get(operation="google.refresh_token")
    assert row.error is not None
    assert (row.state, row.error["detail"]) == ("failed", "Google refused: invalid_grant.")
    assert row.exchanges[0]["status"] == 400


def test_what_a_provider_does_not_end_is_logged_each_time(connected: Connection) -> None:
    Rule.objects.create(provider="google", method="oauth.revoke", status=503)
    disconnect.disconnect(SYSTEM, connected)
    row = Call.objects.get(operation="google.revoke_token")
    assert row.error is not None
    assert (row.state, row.error["detail"]) == ("failed", "Google did not say that the access has ended.")


def test_the_admin_shows_them_among_calls_without_a_secret(connected: Connection, staff_browser: Browser) -> None:
    secrets = {text for each in Grant.objects.all() for text in (grants.open_access(each), grants.open_refresh(each))}
    renew(connected)
    secrets |= {grants.open_access(each) for each in Grant.objects.all()} | {"sandbox-google-secret"}
    row = Call.objects.get(operation="google.refresh_token")
    pages = [
        staff_browser.open(reverse("admin:integrations_call_changelist")).content.decode(),
        staff_browser.open(reverse("admin:integrations_call_change", args=[row.pk])).content.decode(),
        staff_browser.open(f"/api/v1/calls/{row.pk}/").content.decode(),
        str([*Call.objects.values()]),
    ]
    assert len(secrets) == 4
    assert "Google · Refresh token" in pages[0]
    assert "/token" in pages[1]
    assert not [secret for secret in secrets for page in pages if secret in page]


def test_a_customer_finds_its_own_and_only_where_it_asks_for_them(
    make_connection: MakeConnection, globex: Customer, initech: Customer, sandbox: str
) -> None:
    mine, others = make_connection(globex), make_connection(initech, THEO)
    disconnect.disconnect(SYSTEM, mine)
    disconnect.disconnect(SYSTEM, others)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_key(SYSTEM, 'server', customer=globex).secret}")
    assert client.get("/api/v1/calls/").json()["results"] == []
    (row,) = client.get("/api/v1/calls/?kind=connect").json()["results"]
    assert (row["operation"], row["connection"], row["customer"]) == ("google.revoke_token", str(mine.pk), "globex")
    assert client.get("/api/v1/calls/?kind=poll").status_code == 422


def test_they_are_kept_for_thirty_days(connected: Connection) -> None:
    day = 24 * 3600.0
    for age, left in ((29 * day, 1), (31 * day, 0)):
        Call.objects.filter(kind="connect").update(finished_at=from_now(-age))
        forgetting.forget()
        assert Call.objects.filter(kind="connect").count() == left
