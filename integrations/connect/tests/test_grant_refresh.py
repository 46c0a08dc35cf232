"""Refreshing a grant, against a token address that says what a test wants it to say."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F
from django.db.models.functions import Now

from integrations.actors import SYSTEM
from integrations.connect.accounts import disconnect
from integrations.connect.tests.conftest import YARA, MakeConnection, credential_of
from integrations.connect.tokens import grants, refresh, revocations
from integrations.connect.tokens.oauth_apps import app_of
from integrations.connect.tokens.token_endpoint import EXCHANGE_SECONDS, AppRefused, GrantRefused, Outage
from integrations.egress.deadline import Deadline
from integrations.errors import ReconnectRequired, RemoteUnavailable
from integrations.models import Connection, Customer, Grant, OutboxEvent
from integrations.providers import registry
from integrations.providers.consent import Tokens
from integrations.providers.oauth2 import Revocation
from integrations.providers.requests import revoke_by_post

HOUR = timedelta(hours=1)


class Provider:
    """Stands for the token address: answers in turn, and remembers which refresh tokens it was given."""

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.given: list[str] = []
        self.seconds_left: list[float] = []

    def __call__(self, facts: object, app: object, refresh_token: str, *, deadline: Deadline, **_: object) -> Tokens:
        self.given.append(refresh_token)
        self.seconds_left.append(deadline.remaining())
        answer = self.answers.pop(0)
        if callable(answer):
            answer = answer()
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Tokens)
        return answer


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    fake = Provider()
    monkeypatch.setattr(refresh, "exchange_refresh_token", fake)
    return fake


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[Tokens]:
    """Tokens that the vendor was told to end, and has."""
    told: list[Tokens] = []

    def revoke_tokens(facts: object, app: object, tokens: Tokens, **_: object) -> bool:
        told.append(tokens)
        return True

    monkeypatch.setattr(revocations, "revoke_tokens", revoke_tokens)
    return told


@pytest.fixture
def connection(make_connection: MakeConnection, globex: Customer) -> Connection:
    return make_connection(globex)


@pytest.fixture
def age(connection: Connection) -> Callable[[timedelta], None]:
    """Let so much time pass since the tokens were stored."""

    def pass_time(passed: timedelta) -> None:
        Grant.objects.update(expires_at=F("expires_at") - passed, refreshed_at=F("refreshed_at") - passed)

    return pass_time


def fresh(access: str = "access-2", refresh: str = "", **more: Any) -> Tokens:
    return Tokens(access, refresh, more.get("expires_in", 3600), more.get("refresh_expires_in"))


def stored(connection: Connection) -> Grant:
    return Grant.objects.get(connections=connection)


def store_elsewhere(connection: Connection, tokens: Tokens) -> None:
    """What another process does that takes the lease and stores its answer."""
    columns = grants.sealed_tokens(stored(connection).pk, tokens)
    Grant.objects.update(fence=F("fence") + 1, version=F("version") + 1, **columns, **grants.SETTLED)


def changes() -> list[tuple[str, str]]:
    events = OutboxEvent.objects.filter(name="connection.changed").order_by("id")
    return [(event.payload["status"], event.payload["status_reason"]) for event in events][1:]


def test_a_good_token_is_used_as_it_is(connection: Connection, provider: Provider, age: Any) -> None:
    age(timedelta(minutes=54))

    assert credential_of(connection).token() == "access-1"
    assert provider.given == []


def test_five_minutes_before_its_end_it_is_refreshed(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [fresh()]
    age(timedelta(minutes=56))

    assert credential_of(connection).token() == "access-2"
    grant = stored(connection)
    assert (grant.version, grant.lease_until, grant.exchange_started_at) == (2, None, None)
    assert grants.open_refresh(grant) == "refresh-1"
    assert Grant.objects.filter(
        expires_at__gt=Now() + timedelta(minutes=59), expires_at__lte=Now() + timedelta(minutes=60)
    ).exists()
    assert credential_of(connection).token() == "access-2"
    assert provider.given == ["refresh-1"]


def test_a_rotated_refresh_token_replaces_the_old_one(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [fresh(refresh="refresh-2")]
    age(HOUR)
    credential_of(connection).token()

    assert grants.open_refresh(stored(connection)) == "refresh-2"


def test_a_token_that_never_expires_is_never_refreshed(connection: Connection, provider: Provider) -> None:
    Grant.objects.update(expires_at=None)

    assert credential_of(connection).token() == "access-1"
    assert provider.given == []


def test_a_token_of_a_minute_is_refreshed_in_its_last_tenth(connection: Connection, provider: Provider) -> None:
    Grant.objects.update(refreshed_at=Now() - timedelta(seconds=50), expires_at=Now() + timedelta(seconds=10))
    assert credential_of(connection).token() == "access-1"

    provider.answers = [fresh()]
    Grant.objects.update(refreshed_at=Now() - timedelta(seconds=56), expires_at=Now() + timedelta(seconds=4))
    assert credential_of(connection).token() == "access-2"


def test_while_another_holder_refreshes_the_old_token_goes_on(
    connection: Connection, provider: Provider, age: Any
) -> None:
    age(timedelta(minutes=56))
    Grant.objects.update(lease_until=Now() + timedelta(seconds=30), fence=7)

    assert credential_of(connection).token() == "access-1"
    assert provider.given == []


def test_after_the_end_a_caller_waits_no_longer_than_its_patience(
    connection: Connection, provider: Provider, age: Any
) -> None:
    age(HOUR)
    Grant.objects.update(lease_until=Now() + timedelta(seconds=30), fence=7)

    with pytest.raises(RemoteUnavailable) as raised:
        credential_of(connection, patience=0).token()
    assert raised.value.retry_after == 2
    assert provider.given == []


def test_a_lapsed_lease_is_taken_over(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [fresh()]
    age(HOUR)
    Grant.objects.update(lease_until=Now() - timedelta(seconds=1), fence=7)

    assert credential_of(connection).token() == "access-2"
    assert stored(connection).fence == 8


def test_a_fence_number_is_given_out_once(connection: Connection, provider: Provider) -> None:
    """Between looking and taking the lease another holder came and went: its number must not be used again."""
    seen = refresh.look(stored(connection).pk)
    Grant.objects.update(fence=F("fence") + 1)

    assert not refresh.refresh(seen)
    assert provider.given == []
    assert stored(connection).fence == seen.grant.fence + 1


def test_a_holder_that_was_fenced_off_cannot_store_its_answer(
    connection: Connection, provider: Provider, age: Any
) -> None:
    """It was paused for minutes; meanwhile another one took the lease and stored newer tokens."""

    def paused() -> Tokens:
        store_elsewhere(connection, fresh("newer"))
        return fresh("older")

    provider.answers = [paused]
    age(HOUR)

    assert credential_of(connection).token() == "newer"
    assert grants.open_access(stored(connection)) == "newer"


def test_an_exchange_is_not_sent_with_too_little_lease_left(
    connection: Connection, provider: Provider, age: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(HOUR)
    monkeypatch.setattr(refresh, "LEASE_SECONDS", 25)

    with pytest.raises(RemoteUnavailable):
        credential_of(connection, patience=0).token()
    assert provider.given == []
    assert stored(connection).exchange_started_at is None


@pytest.mark.parametrize("failure", [Outage("unreachable"), AppRefused("invalid_client")])
def test_a_holder_that_was_fenced_off_calls_nothing_ill(
    connection: Connection, provider: Provider, age: Any, failure: Exception
) -> None:
    """It was paused until its time was up; what another one heard meanwhile is newer."""

    def paused() -> Exception:
        store_elsewhere(connection, fresh("newer"))
        return failure

    provider.answers = [paused]
    age(HOUR)

    assert credential_of(connection).token() == "newer"
    connection.refresh_from_db()
    assert connection.status == "active"
    assert app_of(connection).health == "healthy"
    assert changes() == []


def test_the_time_for_an_exchange_runs_before_its_lease_is_looked_at(
    connection: Connection, provider: Provider, age: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is paused after the look at the lease finds its time over, and sends nothing to a provider that ends the
    grant on reuse."""
    mark_sent = refresh._mark_sent

    def slowly(held: Grant) -> bool:
        is_marked = mark_sent(held)
        time.sleep(0.05)
        return is_marked

    monkeypatch.setattr(refresh, "_mark_sent", slowly)
    provider.answers = [fresh()]
    age(HOUR)
    credential_of(connection).token()

    assert provider.seconds_left[0] <= EXCHANGE_SECONDS - 0.05


def test_the_start_of_an_exchange_is_written_before_it_is_sent(
    connection: Connection, provider: Provider, age: Any
) -> None:
    seen: list[Any] = []

    def look() -> Tokens:
        seen.append(stored(connection).exchange_started_at)
        return fresh()

    provider.answers = [look]
    age(HOUR)
    credential_of(connection).token()

    assert seen != [None]


def test_invalid_grant_needs_the_customer(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [GrantRefused("invalid_grant")]
    age(HOUR)

    with pytest.raises(ReconnectRequired) as raised:
        credential_of(connection).token()
    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "invalid_grant")
    assert raised.value.connect_url == f"http://testserver/connect/again/{connection.pk}/"
    assert changes() == [("needs_reconnect", "invalid_grant")]
    assert stored(connection).lease_until is None


def test_before_a_grant_is_declared_dead_it_is_read_again(connection: Connection, provider: Provider, age: Any) -> None:
    """Another holder rotated the token just before: our copy of it was refused, but the grant lives."""

    def rotated() -> Exception:
        store_elsewhere(connection, fresh("newer", "refresh-2"))
        return GrantRefused("invalid_grant")

    provider.answers = [rotated]
    age(HOUR)

    assert credential_of(connection).token() == "newer"
    connection.refresh_from_db()
    assert connection.status == "active"


def test_a_holder_that_died_in_the_middle_is_told_apart(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [GrantRefused("invalid_grant")]
    age(HOUR)
    Grant.objects.update(
        fence=3, lease_until=Now() - timedelta(seconds=1), exchange_started_at=Now() - timedelta(seconds=61)
    )

    with pytest.raises(ReconnectRequired):
        credential_of(connection).token()
    connection.refresh_from_db()
    assert connection.status_reason == "refresh_interrupted"
    assert provider.given == ["refresh-1"]


def test_after_an_interruption_the_stored_token_may_still_be_good(
    connection: Connection, provider: Provider, age: Any
) -> None:
    provider.answers = [fresh()]
    age(HOUR)
    Grant.objects.update(lease_until=Now() - timedelta(seconds=1), exchange_started_at=Now() - timedelta(seconds=61))

    assert credential_of(connection).token() == "access-2"
    assert not stored(connection).interrupted


def test_a_lost_answer_counts_as_an_interruption(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [Outage("no_answer", answer_lost=True), GrantRefused("invalid_grant")]
    age(HOUR)
    with pytest.raises(RemoteUnavailable):
        credential_of(connection).token()
    Grant.objects.update(retry_at=None)
    with pytest.raises(ReconnectRequired):
        credential_of(connection).token()

    connection.refresh_from_db()
    assert connection.status_reason == "refresh_interrupted"


def test_an_app_in_testing_is_told_apart(connection: Connection, provider: Provider, age: Any) -> None:
    """Google ends refresh tokens of such apps after a week, and says beforehand when."""
    provider.answers = [fresh(refresh_expires_in=604_800), GrantRefused("invalid_grant")]
    age(HOUR)
    credential_of(connection).token()
    Grant.objects.update(refresh_expires_at=Now() - timedelta(seconds=1))
    age(HOUR)

    with pytest.raises(ReconnectRequired):
        credential_of(connection).token()
    connection.refresh_from_db()
    assert connection.status_reason == "test_mode_expired"


def test_an_outage_is_no_death(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [Outage("http_503", retry_after=40), fresh()]
    age(HOUR)

    with pytest.raises(RemoteUnavailable) as raised:
        credential_of(connection).token()
    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("refresh_failing", "http_503")
    assert raised.value.retry_after == 40
    with pytest.raises(RemoteUnavailable):
        credential_of(connection, patience=0).token()
    assert provider.given == ["refresh-1"]

    Grant.objects.update(retry_at=Now())
    assert credential_of(connection).token() == "access-2"
    connection.refresh_from_db()
    assert connection.status == "active"
    assert stored(connection).failures == 0
    assert changes() == [("refresh_failing", "http_503"), ("active", "")]


def test_during_an_outage_the_old_token_goes_on(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [Outage("http_500")]
    age(timedelta(minutes=56))

    assert credential_of(connection).token() == "access-1"
    assert credential_of(connection).token() == "access-1"
    assert provider.given == ["refresh-1"]


def test_repeated_failures_wait_longer(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [Outage("http_500")]
    age(HOUR)
    Grant.objects.update(failures=20)
    with pytest.raises(RemoteUnavailable) as raised:
        credential_of(connection).token()

    assert raised.value.retry_after is not None
    assert 150 <= raised.value.retry_after <= 300


def test_a_refused_app_is_the_operators(connection: Connection, provider: Provider, age: Any) -> None:
    provider.answers = [AppRefused("invalid_client"), AppRefused("invalid_client"), fresh()]
    age(HOUR)
    for _ in range(2):
        Grant.objects.update(retry_at=None)
        with pytest.raises(RemoteUnavailable, match="does not accept the OAuth app"):
            credential_of(connection).token()

    connection.refresh_from_db()
    app = app_of(connection)
    app.refresh_from_db()
    assert connection.status == "active"
    assert (app.health, app.health_reason) == ("unhealthy", "invalid_client")
    assert OutboxEvent.objects.filter(name="oauth_app.unhealthy").count() == 1
    assert changes() == []

    Grant.objects.update(retry_at=None)
    credential_of(connection).token()
    app.refresh_from_db()
    assert app.health == "healthy"


def test_without_a_refresh_token_the_customer_is_needed(connection: Connection, provider: Provider, age: Any) -> None:
    age(HOUR)
    Grant.objects.update(refresh_sealed="")

    with pytest.raises(ReconnectRequired):
        credential_of(connection).token()
    connection.refresh_from_db()
    assert connection.status_reason == "no_refresh_token"
    assert provider.given == []


def test_a_401_forces_one_refresh(connection: Connection, provider: Provider) -> None:
    provider.answers = [fresh()]
    credential = credential_of(connection)

    assert credential.rejected("access-1")
    assert credential.token() == "access-2"
    assert provider.given == ["refresh-1"]


def test_a_401_for_an_older_token_refreshes_nothing(connection: Connection, provider: Provider) -> None:
    assert credential_of(connection).rejected("access-0")
    assert provider.given == []


def test_a_401_that_a_new_token_cannot_mend_is_not_asked_twice(connection: Connection, provider: Provider) -> None:
    provider.answers = [fresh("access-1")]

    assert not credential_of(connection).rejected("access-1")
    assert provider.given == ["refresh-1"]


def test_connecting_anew_during_a_refresh_wins(
    connection: Connection, provider: Provider, age: Any, make_connection: MakeConnection, globex: Customer
) -> None:
    def connected_anew() -> Tokens:
        make_connection(globex, refresh="refresh-of-new-consent")
        return fresh("older")

    provider.answers = [connected_anew]
    age(HOUR)

    assert credential_of(connection).token() == "access-1"
    assert grants.open_refresh(stored(connection)) == "refresh-of-new-consent"


@pytest.mark.parametrize(("elsewhere", "ended"), [("else@globex.example", ["access-1", "access-2"]), (YARA, [])])
def test_tokens_renewed_while_the_account_is_disconnected_are_given_back(
    connection: Connection,
    provider: Provider,
    age: Any,
    make_connection: MakeConnection,
    initech: Customer,
    given_back: list[Tokens],
    elsewhere: str,
    ended: list[str],
) -> None:
    """Unless that would end another connection of the same account."""
    make_connection(initech, elsewhere)

    def disconnected() -> Tokens:
        disconnect.disconnect(SYSTEM, connection)
        return fresh("access-2")

    provider.answers = [disconnected]
    age(HOUR)
    with pytest.raises(RemoteUnavailable):
        credential_of(connection).token()
    assert [each.access for each in given_back] == ended


def test_renewed_tokens_that_a_newer_connection_shares_are_not_given_back(
    connection: Connection,
    provider: Provider,
    age: Any,
    make_connection: MakeConnection,
    globex: Customer,
    given_back: list[Tokens],
) -> None:
    google = registry.provider("google")
    one_set = replace(
        google.oauth2, tokens_belong_to="account", revocation=Revocation(request=revoke_by_post, ends="token")
    )

    def disconnected_and_connected_anew() -> Tokens:
        disconnect.disconnect(SYSTEM, connection)
        make_connection(globex)
        return fresh("access-2")

    provider.answers = [disconnected_and_connected_anew]
    age(HOUR)
    with registry.using(replace(google, credential=one_set)), pytest.raises(RemoteUnavailable):
        credential_of(connection).token()
    assert [each.access for each in given_back] == ["access-1"]


def test_tokens_renewed_just_before_an_account_is_disconnected_are_the_ones_that_end(
    connection: Connection, given_back: list[Tokens], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disconnect has read the grant and waits for its lock while a refresh stores newer tokens."""
    lock = grants.lock

    def awaited(grant_id: UUID) -> Grant | None:
        store_elsewhere(connection, fresh("access-2", "refresh-2"))
        return lock(grant_id)

    monkeypatch.setattr(grants, "lock", awaited)
    disconnect.disconnect(SYSTEM, connection)

    assert [(each.access, each.refresh) for each in given_back] == [("access-2", "refresh-2")]


def test_a_grant_that_is_gone_is_no_crash(connection: Connection) -> None:
    credential = credential_of(connection)
    Grant.objects.all().delete()

    with pytest.raises(RemoteUnavailable):
        credential.token()
