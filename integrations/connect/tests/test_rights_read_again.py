"""SECURITY 23: what loses its right during an exchange connects nothing, and nobody acts with yesterday's right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from integrations.actors import Actor
from integrations.connect import health
from integrations.connect.accounts import defaults, disconnect, pauses, proofs
from integrations.connect.handshake.oauth2 import ConnectOAuth2Adapter
from integrations.connect.links import links
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import (
    THEO,
    YARA,
    Browser,
    MakeConnection,
    StartLogin,
    bind,
    connect_by_link,
)
from integrations.connect.tokens import refresh
from integrations.connect.tokens.token_endpoint import exchange_refresh_token
from integrations.errors import PermissionDenied
from integrations.execution import door
from integrations.holders import Holder
from integrations.models import ApiKey, ConnectAttempt, Connection, ConnectLink, Customer, Grant
from integrations.providers.consent import Tokens
from integrations.sandbox.models import RequestRecord
from machina.testing.moments import just_over

NewLink = Callable[..., CreatedLink]
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def during_exchange(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Do something once, after the code was exchanged and before its account is taken in."""

    def arrange(change: Callable[[], object]) -> None:
        complete, changes = ConnectOAuth2Adapter.complete_login, [change]

        def changed(self: ConnectOAuth2Adapter, *args: Any, **kwargs: Any) -> object:
            login = complete(self, *args, **kwargs)
            if changes:
                changes.pop()()
            return login

        monkeypatch.setattr(ConnectOAuth2Adapter, "complete_login", changed)

    return arrange


def revoke_the_link() -> None:
    ConnectLink.objects.update(state="revoked")


def let_the_link_expire() -> None:
    ConnectLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def switch_the_customer_off() -> None:
    Customer.objects.update(is_active=False)


def use_the_link_elsewhere() -> None:
    ConnectLink.objects.update(finished_providers=["google"])


@pytest.mark.parametrize(
    "change", [revoke_the_link, let_the_link_expire, switch_the_customer_off, use_the_link_elsewhere]
)
def test_a_link_that_ends_during_the_exchange_connects_nothing(
    new_link: NewLink, browser: Browser, during_exchange: Meanwhile, change: Callable[[], None]
) -> None:
    leaving = browser.press(bind(browser, new_link().url).request["PATH_INFO"], action="connect", provider="google")
    during_exchange(change)
    browser.consent(leaving, YARA)
    assert not Connection.objects.exists()
    assert ConnectAttempt.objects.get().error_code in ("not_allowed", "link_used")
    assert RequestRecord.objects.filter(method__startswith="oauth.revoke").count() == 1, "the tokens were given back"


def test_an_account_that_is_no_longer_expected_waits_for_the_operator(
    new_link: NewLink, browser: Browser, during_exchange: Meanwhile
) -> None:
    leaving = browser.press(bind(browser, new_link().url).request["PATH_INFO"], action="connect", provider="google")
    during_exchange(lambda: Customer.objects.update(domain="", email="else@elsewhere.example", expected_accounts=[]))
    browser.consent(leaving, YARA)
    assert Connection.objects.get().status == "pending"


def test_one_link_connects_one_account_however_often_it_was_started(new_link: NewLink, browser: Browser) -> None:
    page = bind(browser, new_link().url).request["PATH_INFO"]
    callbacks = [
        browser.decide(browser.press(page, action="connect", provider="google"), account) for account in (YARA, THEO)
    ]
    for callback in callbacks:
        browser.open(callback)
    assert Connection.objects.get().email == YARA
    assert sorted(ConnectAttempt.objects.values_list("error_code", flat=True)) == ["", "not_allowed"]


def test_an_operator_switched_off_during_the_exchange_connects_nothing(
    start_login: StartLogin, staff_browser: Browser, during_exchange: Meanwhile, ada: User
) -> None:
    leaving = start_login()
    during_exchange(lambda: User.objects.filter(pk=ada.pk).update(is_active=False))
    staff_browser.consent(leaving, YARA)
    assert not Connection.objects.exists()
    assert ConnectAttempt.objects.get().error_code == "not_allowed"


def test_a_customer_switched_off_during_an_operators_login_gets_no_account(
    start_login: StartLogin, staff_browser: Browser, during_exchange: Meanwhile, globex: Customer
) -> None:
    leaving = start_login(holder=Holder.customer(globex))
    during_exchange(switch_the_customer_off)
    staff_browser.consent(leaving, YARA)
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    "action", [disconnect.disconnect, defaults.set_default, pauses.pause], ids=["disconnect", "default", "pause"]
)
def test_nobody_changes_a_connection_with_yesterdays_right(
    action: Callable[[Actor, Connection], object],
    make_connection: MakeConnection,
    globex: Customer,
    operator: Actor,
    customer_key: Actor,
) -> None:
    connection = make_connection(globex)
    before = Connection.objects.values().get()
    User.objects.update(is_active=False)
    ApiKey.objects.update(revoked_at=timezone.now())
    for actor in (operator, customer_key):
        with pytest.raises(PermissionDenied):
            action(actor, connection)
    assert Connection.objects.values().get() == before


def test_nobody_confirms_or_renews_with_yesterdays_right(
    new_link: NewLink, make_connection: MakeConnection, globex: Customer, operator: Actor
) -> None:
    created = new_link()
    connection = make_connection(globex)
    later = timezone.now() + timedelta(days=1)
    Connection.objects.update(status="pending", pending_until=later, is_default=False)
    User.objects.update(is_superuser=False)
    with pytest.raises(PermissionDenied):
        proofs.confirm(operator, connection)
    with pytest.raises(PermissionDenied):
        links.renew_link(operator, created.link)
    assert Connection.objects.get().status == "pending"
    assert ConnectLink.objects.get().token_hash == created.link.token_hash


@pytest.mark.parametrize("status", ["revoked", "paused"])
def test_a_state_that_was_read_before_does_not_undo_what_has_happened_since(
    make_connection: MakeConnection, globex: Customer, operator: Actor, sandbox: str, status: str
) -> None:
    """A refresh that ends well or badly while the account is disconnected or paused."""
    make_connection(globex)
    as_read = Connection.objects.select_related("customer").get()
    {"revoked": disconnect.disconnect, "paused": pauses.pause}[status](operator, as_read)
    stale = Connection.objects.select_related("customer").get()
    stale.status = "refresh_failing"
    health.set_status(stale, "active")
    assert Connection.objects.get().status == status


@pytest.mark.parametrize("change", [switch_the_customer_off, lambda: ApiKey.objects.update(revoked_at=timezone.now())])
def test_mail_does_not_leave_for_whom_the_right_ended_while_the_token_was_renewed(
    new_link: NewLink,
    browser: Browser,
    globex: Customer,
    customer_key: Actor,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[], object],
) -> None:
    connect_by_link(browser, new_link().url, YARA)
    Grant.objects.update(expires_at=just_over())

    def meanwhile(*args: Any, **kwargs: Any) -> Tokens:
        tokens = exchange_refresh_token(*args, **kwargs)
        change()
        return tokens

    monkeypatch.setattr(refresh, "exchange_refresh_token", meanwhile)
    params = {"to": [THEO], "subject": "Hello", "body": "From nobody."}
    outcome = door.execute(
        "gmail.send_message", params, holder=Holder.customer(globex), call_key="k", actor=customer_key, source="api"
    )
    assert outcome.state == "failed"
    assert not RequestRecord.objects.filter(method__contains="messages.send").exists()
