"""Access that comes without a refresh token is used until it expires or is refused; refreshing kills nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from integrations.actors import SYSTEM
from integrations.connect.links import reconnects
from integrations.connect.tests.conftest import YARA, MakeConnection, credential_of
from integrations.connect.tokens import refresh, refresh_on_request, tasks
from integrations.connect.tokens.refresh import look
from integrations.errors import Conflict, ReconnectRequired
from integrations.models import Connection, Customer, Grant, OutboxEvent
from integrations.providers import registry
from integrations.providers.declare import Provider


@pytest.fixture(params=["never", "sometimes"])
def lasting(request: pytest.FixtureRequest) -> Iterator[Provider]:
    """Google as it would be if it need not give refresh tokens."""
    google = registry.provider("google")
    facts = replace(google, credential=replace(google.oauth2, refresh_tokens=request.param))
    with registry.using(facts):
        yield facts


@pytest.fixture
def connection(make_connection: MakeConnection, globex: Customer, lasting: Provider) -> Connection:
    """As a consent without a refresh token leaves it."""
    made = make_connection(globex, refresh="")
    Grant.objects.update(expires_at=None)
    OutboxEvent.objects.all().delete()
    return made


@pytest.fixture(autouse=True)
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be asked at the token address."""

    def exchange(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("there is no refresh token to exchange")

    monkeypatch.setattr(refresh, "exchange_refresh_token", exchange)


def end_in(seconds: int, connection: Connection) -> None:
    now = look(connection.grant_id).now if connection.grant_id else None
    assert now is not None
    Grant.objects.update(expires_at=now + timedelta(seconds=seconds), refreshed_at=now - timedelta(hours=1))


def is_unharmed(connection: Connection) -> bool:
    """Active, nobody told, nobody mailed, no lease left behind."""
    connection.refresh_from_db()
    grant = Grant.objects.get()
    told = OutboxEvent.objects.exists() or reconnects.offer_reconnects() > 0
    return connection.status == "active" and not told and (grant.lease_until, grant.failures) == (None, 0)


def test_refreshing_on_request_is_refused_in_words_and_kills_nothing(connection: Connection) -> None:
    with pytest.raises(Conflict) as raised:
        refresh_on_request.refresh_now(SYSTEM, connection)

    assert raised.value.detail == (
        f"The access of {YARA} does not expire and Google gives nothing to renew it with, so there is nothing to"
        f" refresh. POST /api/v1/connections/{connection.pk}/test tells whether it works."
    )
    assert is_unharmed(connection)


def test_over_rest_as_well(connection: Connection, client: Client, ada: object) -> None:
    client.force_login(ada)  # type: ignore[arg-type]  # the fixture's user
    answer = client.post(f"/api/v1/connections/{connection.pk}/refresh")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert is_unharmed(connection)


def test_access_that_ends_some_day_says_when(connection: Connection) -> None:
    end_in(7200, connection)
    ends = Grant.objects.get().expires_at
    assert ends is not None
    with pytest.raises(Conflict, match=f"lasts until {ends:%Y-%m-%d %H:%M} UTC"):
        refresh_on_request.refresh_now(SYSTEM, connection)
    assert is_unharmed(connection)


def test_a_task_that_comes_late_kills_nothing(connection: Connection) -> None:
    fence = Grant.objects.get().fence
    tasks.refresh_grant(str(connection.grant_id))

    assert is_unharmed(connection)
    assert Grant.objects.get().fence == fence


def test_the_token_is_used_to_its_last_second(connection: Connection) -> None:
    end_in(30, connection)

    assert credential_of(connection).token() == "access-1"
    assert is_unharmed(connection)


def test_access_that_has_expired_has_to_be_connected_again(connection: Connection) -> None:
    end_in(-1, connection)
    with pytest.raises(ReconnectRequired):
        credential_of(connection).token()

    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "access_expired")
    assert reconnects.offer_reconnects() == 1


def test_access_that_the_vendor_refuses_has_to_be_connected_again(connection: Connection) -> None:
    with pytest.raises(ReconnectRequired):
        credential_of(connection).rejected("access-1")

    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "access_refused")
    assert reconnects.offer_reconnects() == 1


def test_a_refusal_of_an_older_token_kills_nothing(connection: Connection) -> None:
    assert credential_of(connection).rejected("access-0")
    assert is_unharmed(connection)


def test_what_was_connected_anew_meanwhile_is_not_declared_dead(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is read again: a consent that came while the refusal was on its way wins."""
    take_lease = refresh._take_lease

    def connected_meanwhile(seen: Grant) -> Grant | None:
        held = take_lease(seen)
        Grant.objects.update(fence=F("fence") + 1, version=F("version") + 1)
        return held

    monkeypatch.setattr(refresh, "_take_lease", connected_meanwhile)
    credential_of(connection).rejected("access-1")

    connection.refresh_from_db()
    assert connection.status == "active"


def test_a_consent_without_a_refresh_token_is_whole(connection: Connection) -> None:
    assert (connection.status, connection.status_reason, connection.is_default) == ("active", "", True)


def test_another_one_like_it_replaces_it(
    connection: Connection, make_connection: MakeConnection, globex: Customer
) -> None:
    version = Grant.objects.get().version
    again = make_connection(globex, refresh="")

    assert (again.pk, again.status) == (connection.pk, "active")
    assert Grant.objects.get().version == version + 1
