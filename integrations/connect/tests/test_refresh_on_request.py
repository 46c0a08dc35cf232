"""Refreshing on request: a worker opens the tokens, whoever asked watches the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.connect.tests.conftest import YARA, Browser, MakeConnection, StartLogin
from integrations.connect.tokens import grants, refresh_on_request, tasks
from integrations.errors import Conflict, NotFound, PermissionDenied, ReconnectRequired, RemoteUnavailable
from integrations.models import Connection, Customer, Grant, OAuthApp
from integrations.sandbox.models import Rule, Token
from machina.testing.redis_server import RedisProcess

Sent = list[dict[str, object]]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """A worker that takes the task at once; returns what was sent."""
    sent: Sent = []

    def apply_async(**options: object) -> None:
        sent.append(options)
        arguments = options["args"]
        assert isinstance(arguments, list)
        tasks.refresh_grant(*arguments)

    monkeypatch.setattr(tasks.refresh_grant, "apply_async", apply_async)
    return sent


@pytest.fixture
def connected(start_login: StartLogin, staff_browser: Browser) -> Connection:
    staff_browser.consent(start_login(), YARA)
    return Connection.objects.get()


def test_the_tokens_are_new_afterwards(connected: Connection, worker: Sent) -> None:
    before = grants.open_access(Grant.objects.get())
    refreshed = refresh_on_request.refresh_now(SYSTEM, connected)

    assert refreshed.status == "active"
    assert grants.open_access(Grant.objects.get()) != before
    assert worker == [{"args": [str(connected.grant_id)], "queue": "interactive"}]


def test_a_dead_grant_is_said(connected: Connection, worker: Sent) -> None:
    Token.objects.all().delete()
    with pytest.raises(ReconnectRequired):
        refresh_on_request.refresh_now(SYSTEM, connected)


def test_an_outage_is_said(connected: Connection, worker: Sent) -> None:
    Rule.objects.create(provider="google", method="oauth.token", status=503)
    with pytest.raises(RemoteUnavailable, match="could not renew"):
        refresh_on_request.refresh_now(SYSTEM, connected)


def test_a_provider_that_wants_a_pause_is_left_alone(connected: Connection, worker: Sent) -> None:
    Grant.objects.update(retry_at=timezone.now() + timedelta(seconds=90))
    with pytest.raises(RemoteUnavailable) as raised:
        refresh_on_request.refresh_now(SYSTEM, connected)

    assert raised.value.retry_after is not None
    assert 85 < raised.value.retry_after <= 90
    assert worker == []


def test_a_refused_app_is_said(connected: Connection, worker: Sent) -> None:
    OAuthApp.objects.update(client_id="sandbox-other")
    with pytest.raises(RemoteUnavailable, match="invalid_client"):
        refresh_on_request.refresh_now(SYSTEM, connected)


def test_a_missing_worker_is_said(connected: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    ignore: Callable[..., None] = lambda **options: None  # noqa: E731
    monkeypatch.setattr(tasks.refresh_grant, "apply_async", ignore)
    with pytest.raises(RemoteUnavailable, match="Is a worker running"):
        refresh_on_request.refresh_now(SYSTEM, connected, patience=0.01)


def test_what_has_no_tokens_is_not_refreshed(make_connection: MakeConnection, worker: Sent) -> None:
    connection = make_connection(None)
    for status, error in (("revoked", Conflict), ("pending", Conflict), ("needs_reconnect", ReconnectRequired)):
        Connection.objects.filter(pk=connection.pk).update(
            status=status, is_default=False, pending_until=timezone.now()
        )
        with pytest.raises(error):
            refresh_on_request.refresh_now(SYSTEM, connection)
    assert worker == []


def test_connections_of_others_are_not_there(
    make_connection: MakeConnection, initech: Customer, globex: Customer, customer_key: Actor, worker: Sent
) -> None:
    theirs, own = make_connection(initech), make_connection(globex)
    with pytest.raises(NotFound):
        refresh_on_request.refresh_now(customer_key, theirs)
    with pytest.raises(PermissionDenied):
        refresh_on_request.refresh_now(Actor("staff", "7", "vera", rights=frozenset({"view"})), own)
    assert worker == []


def test_without_redis_it_is_said_that_nobody_can_be_told(connected: Connection, redis_process: RedisProcess) -> None:
    redis_process.stop()
    with pytest.raises(RemoteUnavailable, match="Redis is away") as refused:
        refresh_on_request.refresh_now(SYSTEM, connected)
    assert refused.value.retry_after == 5.0
