"""What time ends, and what it must not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM
from integrations.connect import expiry
from integrations.connect.accounts import tasks
from integrations.connect.links import links
from integrations.connect.tests.conftest import MakeConnection
from integrations.models import ConnectAttempt, Connection, ConnectLink, Customer, Grant, LinkCode, OAuthApp
from machina.testing.moments import just_over


def test_links_expire_only_when_their_time_is_up(app: OAuthApp, globex: Customer) -> None:
    late, good, done = (links.create_link(SYSTEM, globex, ["gmail"]).link for _ in range(3))
    past = timezone.now() - timedelta(seconds=1)
    ConnectLink.objects.filter(pk=late.pk).update(expires_at=past, state="bound", browser_hash="x")
    ConnectLink.objects.filter(pk=done.pk).update(expires_at=past, state="finished")
    expiry.sweep()

    states = dict(ConnectLink.objects.values_list("pk", "state"))
    assert states == {late.pk: "expired", good.pk: "open", done.pk: "finished"}
    assert ConnectLink.objects.get(pk=late.pk).browser_hash == ""


@pytest.mark.parametrize(
    ("age", "finished", "is_kept"),
    [
        (timedelta(minutes=59), False, True),
        (timedelta(minutes=61), False, False),
        (timedelta(days=30), True, True),
        (timedelta(days=32), True, False),
    ],
)
def test_attempts_are_kept_as_long_as_a_page_may_show_them(
    app: OAuthApp, age: timedelta, finished: bool, is_kept: bool
) -> None:
    ended = timezone.now() - age
    ConnectAttempt.objects.create(
        provider="google", oauth_app=app, expires_at=ended, finished_at=ended if finished else None
    )
    expiry.sweep()

    assert ConnectAttempt.objects.exists() is is_kept


def test_codes_are_kept_for_a_day(app: OAuthApp, globex: Customer) -> None:
    link = links.create_link(SYSTEM, globex, ["gmail"]).link
    now = timezone.now()
    for hours in (23, 25):
        LinkCode.objects.create(link=link, sent_at=now, expires_at=now - timedelta(hours=hours))
    expiry.sweep()

    assert LinkCode.objects.count() == 1


def test_pending_connections_lapse_in_a_worker(
    make_connection: MakeConnection, globex: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = make_connection(globex)
    Connection.objects.update(status="pending", is_default=False, pending_until=just_over())
    told: list[tuple[Any, ...]] = []

    def revoke_tokens(*args: Any, **_: Any) -> bool:
        told.append(args)
        return True

    monkeypatch.setattr("integrations.connect.tokens.revocations.revoke_tokens", revoke_tokens)
    monkeypatch.setattr(tasks.lapse_pending, "delay", tasks.lapse_pending)
    expiry.sweep()
    tasks.lapse_pending(str(connection.pk))

    assert not Connection.objects.exists()
    assert not Grant.objects.exists()
    assert len(told) == 1


def test_what_still_waits_is_left_alone(make_connection: MakeConnection, globex: Customer) -> None:
    make_connection(globex)
    Connection.objects.update(status="pending", is_default=False, pending_until=timezone.now() + timedelta(minutes=1))
    expiry.sweep()

    assert Connection.objects.get().status == "pending"
