"""Disconnecting under the rule of the grant, at the sandbox's Google."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import disconnect
from integrations.connect.accounts.disconnected import Disconnected
from integrations.connect.links import links
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import (
    THEO,
    YARA,
    Browser,
    MakeConnection,
    StartLogin,
    connect_by_link,
)
from integrations.errors import NotFound, PermissionDenied
from integrations.models import AuditEvent, Connection, Customer, Grant, OutboxEvent
from integrations.sandbox.models import RequestRecord, Rule, Token

NewLink = Callable[..., CreatedLink]


def revocations() -> int:
    return RequestRecord.objects.filter(method__startswith="oauth.revoke").count()


def test_disconnecting_deletes_our_tokens_and_tells_google(
    start_login: StartLogin, staff_browser: Browser, operator: Actor
) -> None:
    staff_browser.consent(start_login(), YARA)
    connection = Connection.objects.get()
    ended = disconnect.disconnect(operator, connection)

    connection.refresh_from_db()
    assert ended == Disconnected(connection, "revoked")
    assert (connection.status, connection.is_default, connection.grant) == ("revoked", False, None)
    assert not Grant.objects.exists()
    assert not Token.objects.exists()
    assert AuditEvent.objects.get(action="connect.connection.disconnect").before["status"] == "active"
    assert OutboxEvent.objects.filter(name="connection.changed").latest("id").payload["status"] == "revoked"
    assert OutboxEvent.objects.get(name="connection.revocation").payload["state"] == "revoked"


def test_disconnecting_twice_is_fine(start_login: StartLogin, staff_browser: Browser, operator: Actor) -> None:
    staff_browser.consent(start_login(), YARA)
    disconnect.disconnect(operator, Connection.objects.get())

    assert not disconnect.disconnect(operator, Connection.objects.get()).revoked_at_provider
    assert revocations() == 1


def test_google_is_told_only_with_the_last_connection_of_an_account(
    start_login: StartLogin, staff_browser: Browser, operator: Actor, new_link: NewLink, browser: Browser
) -> None:
    staff_browser.consent(start_login(), YARA)
    connect_by_link(browser, new_link().url, YARA)
    owners, customers = Connection.objects.get(customer=None), Connection.objects.exclude(customer=None).get()

    assert not disconnect.disconnect(operator, owners).revoked_at_provider
    assert revocations() == 0
    customers.refresh_from_db()
    assert customers.status == "active"
    assert disconnect.disconnect(operator, customers).revoked_at_provider


def test_a_dead_connection_of_the_account_keeps_nothing_alive(
    start_login: StartLogin, staff_browser: Browser, operator: Actor, new_link: NewLink, browser: Browser
) -> None:
    staff_browser.consent(start_login(), YARA)
    connect_by_link(browser, new_link().url, YARA)
    Connection.objects.exclude(customer=None).update(status="needs_reconnect")

    assert disconnect.disconnect(operator, Connection.objects.get(customer=None)).revoked_at_provider


def test_a_provider_that_is_down_keeps_nobody_connected(
    start_login: StartLogin, staff_browser: Browser, operator: Actor
) -> None:
    staff_browser.consent(start_login(), YARA)
    Rule.objects.create(provider="google", method="oauth.revoke", status=503)
    ended = disconnect.disconnect(operator, Connection.objects.get())

    assert not ended.revoked_at_provider
    assert not Grant.objects.exists()
    assert Connection.objects.get().status == "revoked"


def test_a_token_that_is_already_gone_counts_as_revoked(
    start_login: StartLogin, staff_browser: Browser, operator: Actor
) -> None:
    staff_browser.consent(start_login(), YARA)
    Token.objects.all().delete()

    assert disconnect.disconnect(operator, Connection.objects.get()).revoked_at_provider


def test_a_key_that_is_lost_keeps_nobody_connected(make_connection: MakeConnection, globex: Customer) -> None:
    connection = make_connection(globex)
    Grant.objects.update(refresh_sealed="v1.lost.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    ended = disconnect.disconnect(SYSTEM, connection)

    assert not ended.revoked_at_provider
    assert not Grant.objects.exists()


def test_a_wrong_account_on_a_reconnect_link_is_given_back(start_login: StartLogin, staff_browser: Browser) -> None:
    staff_browser.consent(start_login(), YARA)
    staff_browser.consent(start_login(reconnect=Connection.objects.get()), THEO)

    assert revocations() == 1
    assert set(Token.objects.values_list("consent__account__email", flat=True)) == {YARA}


def test_connections_of_others_are_not_there(
    make_connection: MakeConnection, initech: Customer, globex: Customer, customer_key: Actor
) -> None:
    theirs, owners, own = make_connection(initech, THEO), make_connection(None, "x@y.example"), make_connection(globex)
    for foreign in (theirs, owners):
        with pytest.raises(NotFound):
            disconnect.disconnect(customer_key, foreign)
    with pytest.raises(PermissionDenied):
        disconnect.disconnect(Actor("staff", "7", "vera", rights=frozenset({"view"})), own)

    assert Connection.objects.filter(status="active").count() == 3
    assert Grant.objects.count() == 3


def test_a_link_ends_nothing_that_it_has_not_connected(make_connection: MakeConnection, globex: Customer) -> None:
    connection = make_connection(globex)
    link = links.create_link(SYSTEM, globex, ["gmail"]).link
    with pytest.raises(NotFound):
        disconnect.disconnect_by_link(link, connection)

    assert Connection.objects.get().status == "active"


def test_what_is_not_lapsed_does_not_lapse(make_connection: MakeConnection, globex: Customer) -> None:
    connection = make_connection(globex)
    assert disconnect.lapse(connection.pk) is None
    Connection.objects.update(status="pending", is_default=False, pending_until=timezone.now() + timedelta(minutes=1))
    assert disconnect.lapse(connection.pk) is None

    assert Connection.objects.get().status == "pending"


def test_one_command_ends_everything_everywhere(
    start_login: StartLogin, staff_browser: Browser, new_link: NewLink, initech: Customer
) -> None:
    staff_browser.consent(start_login(), YARA)
    connect_by_link(Browser(), new_link().url, YARA)
    connect_by_link(Browser(), new_link(initech).url, THEO)
    out = StringIO()
    call_command("revoke_all", "--yes", stdout=out)

    assert not Grant.objects.exists()
    assert not Token.objects.exists()
    assert set(Connection.objects.values_list("status", flat=True)) == {"revoked"}
    assert "Disconnected 3; 2 of them were revoked at the provider as well." in out.getvalue()


def test_the_command_asks_first(make_connection: MakeConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    make_connection(None)
    monkeypatch.setattr("builtins.input", lambda prompt: "yes")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("revoke_all", stdout=StringIO())

    assert Connection.objects.get().status == "active"


def test_the_command_ends_what_is_named_and_writes_a_report(
    make_connection: MakeConnection, initech: Customer, tmp_path: Path
) -> None:
    mine, theirs = make_connection(None), make_connection(initech)
    report = tmp_path / "report.csv"
    call_command("revoke_all", "--customer", "initech", "--dry-run", stdout=StringIO())
    call_command("revoke_all", "--customer", "initech", "--yes", "--report", str(report), stdout=(out := StringIO()))

    assert {row.pk: row.status for row in Connection.objects.all()} == {mine.pk: "active", theirs.pk: "revoked"}
    header, row = report.read_text().splitlines()
    assert header == "connection,provider,customer,outcome,what"
    assert row.startswith(f"{theirs.pk},google,initech,")
    assert f"1/1  google  {theirs.pk}  deleted here." in out.getvalue()


def test_one_that_cannot_be_ended_keeps_no_other(
    make_connection: MakeConnection, initech: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = make_connection(initech), make_connection(None)
    end = disconnect._end

    def breaking(actor: Actor, connection: Connection, **how: Any) -> Any:
        if connection.pk == broken.pk:
            raise RuntimeError("the disk is full")
        return end(actor, connection, **how)

    monkeypatch.setattr(disconnect, "_end", breaking)
    with pytest.raises(CommandError, match=r"^1 could not be ended"):
        call_command("revoke_all", "--yes", stdout=(out := StringIO()))

    assert {row.pk: row.status for row in Connection.objects.all()} == {broken.pk: "active", other.pk: "revoked"}
    assert "not ended: the disk is full" in out.getvalue()


def test_the_command_names_a_customer_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match="There is no customer 'nobody'"):
        call_command("revoke_all", "--customer", "nobody", "--yes", stdout=StringIO())
