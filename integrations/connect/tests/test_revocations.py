"""An access that could not be ended at the vendor is tried again for three days, whatever happens meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.actors import Actor
from integrations.connect import expiry
from integrations.connect.accounts import disconnect
from integrations.connect.tests.conftest import THEO, YARA, Browser, MakeConnection, StartLogin
from integrations.connect.tokens import revocations, rotation, tasks, vault
from integrations.models import Connection, Customer, Grant, OAuthApp, OutboxEvent, Revocation
from integrations.providers.consent import Tokens
from integrations.sandbox.models import RequestRecord, Rule, Token

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(start_login: StartLogin, staff_browser: Browser, operator: Actor) -> Connection:
    """An account that was disconnected while Google was out of order."""
    staff_browser.consent(start_login(), YARA)
    Rule.objects.create(provider="google", method="oauth.revoke", status=503)
    ended = disconnect.disconnect(operator, Connection.objects.get())
    assert ended.at_provider == "retrying"
    assert "is told again for three days" in ended.words
    return ended.connection


def told() -> int:
    return RequestRecord.objects.filter(method__startswith="oauth.revoke").count()


def let_pass(seconds: float) -> None:
    age = timedelta(seconds=seconds)
    for row in Revocation.objects.all():
        row.due_at = row.due_at and row.due_at - age
        row.give_up_at -= age
        row.save()


def test_it_is_told_again_until_it_has_heard(lost: Connection) -> None:
    row = Revocation.objects.get()
    assert (row.state, row.attempts, row.connection, Token.objects.exists()) == ("waiting", 1, lost, True)
    assert revocations.retry(row.pk) is None
    let_pass(61)
    assert revocations.due(10) == [row.pk]
    assert revocations.retry(row.pk) == "waiting"
    Rule.objects.all().delete()
    let_pass(3600)
    assert revocations.retry(row.pk) == "revoked"
    row.refresh_from_db()
    assert (row.state, row.attempts, row.access_sealed, row.refresh_sealed) == ("revoked", 3, "", "")
    assert not Token.objects.exists()
    event = OutboxEvent.objects.get(name="connection.revocation")
    assert (event.payload["connection"], event.payload["state"]) == (str(lost.pk), "revoked")
    let_pass(3600)
    assert (revocations.due(10), revocations.retry(row.pk), told()) == ([], None, 3)


def test_the_pauses_grow_and_end_after_three_days(lost: Connection) -> None:
    pauses: list[float] = []
    while (row := Revocation.objects.get()).due_at is not None and len(pauses) < 60:
        pauses.append((row.due_at - timezone.now()).total_seconds())
        let_pass(pauses[-1] + 0.1)
        revocations.retry(row.pk)
    assert [round(each, -1) for each in pauses[:4]] == [60, 60, 120, 240]
    assert [round(each) for each in pauses[:-1]] == sorted(round(each) for each in pauses[:-1])
    assert sum(pauses) == pytest.approx(3 * 86_400, abs=60)
    assert (row.state, row.access_sealed, row.refresh_sealed) == ("failed", "", "")
    assert OutboxEvent.objects.get(name="connection.revocation").payload["state"] == "failed"


def test_an_account_that_was_connected_again_is_left_alone(
    lost: Connection, start_login: StartLogin, staff_browser: Browser
) -> None:
    """Google ends everything the account gave the app: a late end would be the end of the new connection."""
    staff_browser.consent(start_login(), YARA)
    Rule.objects.all().delete()
    before = told()
    let_pass(61)
    assert revocations.retry(Revocation.objects.get().pk) == "superseded"
    assert told() == before
    lost.refresh_from_db()
    assert lost.status == "active"
    assert not Revocation.objects.exclude(access_sealed="", refresh_sealed="").exists()


def test_a_process_that_dies_before_it_tells_loses_nothing(
    start_login: StartLogin, staff_browser: Browser, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff_browser.consent(start_login(), YARA)

    def die(row: Revocation) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(revocations, "begin", die)
    with pytest.raises(KeyboardInterrupt):
        disconnect.disconnect(operator, Connection.objects.get())
    assert not Grant.objects.exists()
    let_pass(121)
    assert revocations.retry(Revocation.objects.get().pk) == "revoked"
    assert not Token.objects.exists()


def test_two_workers_tell_once(lost: Connection) -> None:
    let_pass(61)
    (row_id,) = revocations.due(10)
    tasks.retry_revocation(str(row_id))
    tasks.retry_revocation(str(row_id))
    assert told() == 2


def test_the_sweep_offers_what_is_due(lost: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[str] = []
    monkeypatch.setattr(tasks.retry_revocation, "delay", offered.append)
    assert expiry.retry_revocations() == 0
    let_pass(61)
    assert expiry.retry_revocations() == 1
    assert offered == [str(Revocation.objects.get().pk)]


def test_a_wrong_account_that_cannot_be_given_back_is_tried_again(
    start_login: StartLogin, staff_browser: Browser
) -> None:
    staff_browser.consent(start_login(), YARA)
    Rule.objects.create(provider="google", method="oauth.revoke", status=503)
    staff_browser.consent(start_login(reconnect=Connection.objects.get()), THEO)
    row = Revocation.objects.get()
    assert (row.state, row.connection) == ("waiting", None)
    Rule.objects.all().delete()
    let_pass(61)
    assert revocations.retry(row.pk) == "revoked"
    assert set(Token.objects.values_list("consent__account__email", flat=True)) == {YARA}


def test_what_is_kept_is_sealed_in_its_row_and_follows_a_new_key(
    app: OAuthApp, make_connection: MakeConnection, globex: Customer, settings: Settings
) -> None:
    tokens = Tokens("access-CANARY", "refresh-CANARY", expires_in=None, refresh_expires_in=None)
    row = revocations.keep(app, "account", tokens)
    assert "CANARY" not in str(Revocation.objects.values().get())
    settings.ENCRYPTION_KEYS = [("newer", b"n" * 32), *settings.ENCRYPTION_KEYS]
    rotation.rotate(lambda: None)
    row.refresh_from_db()
    assert {vault.key_of(row.access_sealed), vault.key_of(row.refresh_sealed)} == {"newer"}
    assert vault.open_sealed(row.refresh_sealed, table="revocation", row=row.pk, column="refresh") == "refresh-CANARY"


def test_rows_that_ended_long_ago_are_forgotten(lost: Connection) -> None:
    Rule.objects.all().delete()
    let_pass(61)
    revocations.retry(Revocation.objects.get().pk)
    assert revocations.forget_old() == 0
    Revocation.objects.update(finished_at=timezone.now() - timedelta(days=91))
    assert revocations.forget_old() == 1
