"""A second token of one consent, the person's own beside the app's: kept, renewed and ended by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import connections, disconnect, proofs
from integrations.connect.handshake import consents
from integrations.connect.handshake.failures import ConnectFailure
from integrations.connect.tests.conftest import YARA, Browser, StartLogin
from integrations.connect.tokens import grants, refresh, revocations
from integrations.connect.tokens.credentials import GrantCredential
from integrations.connect.tokens.refresh import look
from integrations.connect.tokens.token_endpoint import GrantRefused
from integrations.errors import ReconnectRequired
from integrations.models import ConnectAttempt, Connection, Customer, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.answers import tokens_in
from integrations.providers.consent import Consent, PersonalTokens, Tokens
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import PersonalToken

READ = "https://www.googleapis.com/auth/gmail.readonly"


def read_person(answer: Mapping[str, object]) -> PersonalTokens | None:
    """The whole answer once more, as if it were the person's."""
    return PersonalTokens(f"person-{YARA}", tokens_in()(answer))


@pytest.fixture
def facts() -> Iterator[Provider]:
    """Google as it would be if mail were read with a token of the person alone."""
    google = registry.provider("google")
    personal = PersonalToken(scopes_begin_with=READ, read=read_person)
    with registry.using(replace(google, credential=replace(google.oauth2, personal=personal))) as _:
        yield google


@pytest.fixture
def connect(app: OAuthApp, facts: Provider, consent_of: Callable[..., Consent]) -> Callable[..., Connection]:
    """A consent of Yara's that brought both tokens."""

    def make(holder: Customer | None, person: str | None = "yara", **given: Any) -> Connection:
        consent = consent_of(YARA, **given)
        if person is not None:
            tokens = Tokens(f"{person}-1", f"{person}-refresh-1", 3600, None)
            consent = replace(consent, personal=PersonalTokens(f"globex/{person}", tokens))
        attempt = ConnectAttempt(
            provider="google", oauth_app=app, customer=holder, services=["gmail"], scopes=list(consent.scopes)
        )
        return connections.take_in(attempt, consent)[0]

    return make


Connect = Callable[..., Connection]


def personal_of(connection: Connection) -> Grant:
    grant = Grant.objects.get(personal_connections=connection)
    assert grant.pk != connection.grant_id
    return grant


def end(grant: Grant, *, in_seconds: float = -1) -> None:
    now = look(grant.pk).now
    ends = now + timedelta(seconds=in_seconds)
    Grant.objects.filter(pk=grant.pk).update(expires_at=ends, refreshed_at=now - timedelta(hours=1))


def test_both_tokens_are_sealed_each_for_its_own_row(connect: Connect, globex: Customer) -> None:
    connection = connect(globex)
    personal = personal_of(connection)

    assert "yara" not in personal.access_sealed + personal.refresh_sealed
    assert grants.open_access(personal) == "yara-1"
    assert grants.open_refresh(personal) == "yara-refresh-1"
    assert connection.grant is not None
    assert grants.open_access(connection.grant) == "access-1"


def test_each_is_renewed_by_itself(connect: Connect, globex: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    personal = personal_of(connect(globex))
    end(personal)
    exchanged: list[str] = []

    def exchange(provider: Provider, app: OAuthApp, refresh_token: str, **_: object) -> Tokens:
        exchanged.append(refresh_token)
        return Tokens("yara-2", "yara-refresh-2", 3600, None)

    monkeypatch.setattr(refresh, "exchange_refresh_token", exchange)
    assert GrantCredential(personal.pk).token() == "yara-2"

    assert exchanged == ["yara-refresh-1"]
    versions = dict(Grant.objects.values_list("account_id", "version"))
    assert versions == {f"id-of-{YARA}": 1, "globex/yara": 2}


@pytest.mark.parametrize("was_paused", [False, True])
def test_a_dead_personal_token_takes_its_scopes_along_and_nothing_else(
    connect: Connect, globex: Customer, monkeypatch: pytest.MonkeyPatch, was_paused: bool
) -> None:
    connection = connect(globex)
    personal, kept = personal_of(connection), [scope for scope in connection.scopes if scope != READ]
    if was_paused:
        Connection.objects.update(status="paused")
    end(personal)

    def refuse(*args: object, **kwargs: object) -> Tokens:
        raise GrantRefused("invalid_refresh_token")

    monkeypatch.setattr(refresh, "exchange_refresh_token", refuse)
    with pytest.raises(ReconnectRequired, match=f"no longer accepts the access of {YARA}"):
        GrantCredential(personal.pk).token()

    connection.refresh_from_db()
    assert connection.status == ("paused" if was_paused else "scope_missing")
    assert (connection.personal_grant, connection.scopes) == (None, kept)
    assert not Grant.objects.filter(pk=personal.pk).exists()
    assert connection.grant_id is not None
    assert GrantCredential(connection.grant_id).token() == "access-1"


def test_a_personal_token_that_the_vendor_refuses_ends_the_same_way(connect: Connect, globex: Customer) -> None:
    connection = connect(globex)
    GrantCredential(personal_of(connection).pk).refused("yara-1")

    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("scope_missing", "access_refused")
    assert list(Grant.objects.values_list("account_id", flat=True)) == [f"id-of-{YARA}"]


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The access tokens that were given back to the vendor."""
    told: list[str] = []

    def revoke(provider: Provider, app: OAuthApp, tokens: Tokens, **_: object) -> bool:
        told.append(tokens.access)
        return True

    monkeypatch.setattr(revocations, "revoke_tokens", revoke)
    return told


def test_disconnecting_gives_both_back(connect: Connect, globex: Customer, given_back: list[str]) -> None:
    ended = disconnect.disconnect(SYSTEM, connect(globex))

    assert given_back == ["access-1", "yara-1"]
    assert ended.at_provider == "revoked"
    assert not Grant.objects.exists()


def test_what_one_person_gave_stays_while_another_connection_rests_on_it(
    connect: Connect, globex: Customer, initech: Customer, given_back: list[str]
) -> None:
    first, second = connect(globex), connect(initech)
    assert personal_of(first) == personal_of(second)
    disconnect.disconnect(SYSTEM, first)
    assert "yara-1" not in given_back
    disconnect.disconnect(SYSTEM, second)
    assert "yara-1" in given_back
    assert not Grant.objects.exists()


def test_another_persons_consent_takes_the_place_of_the_first(connect: Connect, globex: Customer) -> None:
    connection = connect(globex)
    assert connect(globex, "theo", refresh="refresh-2") == connection

    connection.refresh_from_db()
    assert grants.open_access(personal_of(connection)) == "theo-1"
    assert Grant.objects.count() == 2


def test_a_confirmed_consent_brings_its_personal_token_along(
    connect: Connect, app: OAuthApp, globex: Customer, operator: Actor, consent_of: Callable[..., Consent]
) -> None:
    known = connect(globex)
    newer = PersonalTokens("globex/theo", Tokens("theo-1", "theo-refresh-1", 3600, None))
    consent = replace(consent_of(YARA), personal=newer)
    attempt = ConnectAttempt(
        provider="google", oauth_app=app, customer=globex, services=["gmail"], scopes=list(consent.scopes)
    )
    pending = connections.hold(attempt, consent, waits=timedelta(hours=1), address="", country="")
    assert proofs.confirm(operator, pending) == known

    known.refresh_from_db()
    assert grants.open_access(personal_of(known)) == "theo-1"
    assert Grant.objects.count() == 2


def test_a_waiting_consent_that_lapses_leaves_no_token(
    app: OAuthApp, facts: Provider, globex: Customer, consent_of: Callable[..., Consent], given_back: list[str]
) -> None:
    personal = PersonalTokens("globex/yara", Tokens("yara-1", "", None, None))
    attempt = ConnectAttempt(provider="google", oauth_app=app, customer=globex, services=["gmail"], scopes=[])
    consent = replace(consent_of(YARA), personal=personal)
    pending = connections.hold(attempt, consent, waits=timedelta(seconds=-1), address="", country="")
    disconnect.lapse(pending.pk)

    assert "yara-1" in given_back
    assert not Grant.objects.exists()


def test_the_handshake_keeps_the_second_token(facts: Provider, start_login: StartLogin, staff_browser: Browser) -> None:
    staff_browser.consent(start_login(), YARA)

    connection = Connection.objects.get()
    assert personal_of(connection).account_id == f"person-{YARA}"


def test_a_consent_that_comes_too_late_gives_both_back(
    facts: Provider,
    start_login: StartLogin,
    staff_browser: Browser,
    given_back: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(attempt: ConnectAttempt) -> None:
        raise ConnectFailure("not_allowed")

    monkeypatch.setattr(consents, "_lock_right", refuse)
    staff_browser.consent(start_login(), YARA)

    assert not Connection.objects.exists()
    assert len(given_back) == 2
