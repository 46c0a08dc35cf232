"""Access that nobody uses is kept alive, once, and only where somebody may need it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.connect import expiry
from integrations.connect.tests.conftest import YARA, Browser, StartLogin
from integrations.connect.tokens import tasks
from integrations.models import Connection, Grant
from integrations.sandbox.models import RequestRecord, Rule, Token

LONG_AGO = timedelta(days=7)


@pytest.fixture
def connected(start_login: StartLogin, staff_browser: Browser) -> Connection:
    staff_browser.consent(start_login(), YARA)
    return Connection.objects.get()


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Takes what is offered to the workers."""
    ids: list[str] = []
    monkeypatch.setattr(tasks.touch_grant, "delay", ids.append)
    return ids


def exchanges() -> int:
    return RequestRecord.objects.filter(method="oauth.token").count()


def rested(age: timedelta = LONG_AGO, **more: Any) -> Grant:
    Grant.objects.update(refreshed_at=timezone.now() - age, created_at=timezone.now() - 2 * age, **more)
    return Grant.objects.get()


def test_an_idle_grant_is_renewed_once(connected: Connection, offered: list[str]) -> None:
    grant, before = rested(), exchanges()
    expiry.touch_idle()
    expiry.touch_idle()
    assert offered == [str(grant.pk)] * 2
    for each in offered:
        tasks.touch_grant(each)

    assert exchanges() == before + 1
    assert Grant.objects.get().version == grant.version + 1
    assert expiry.touch_idle() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda: Grant.objects.update(refreshed_at=timezone.now() - timedelta(days=5)),
        lambda: Grant.objects.update(refresh_sealed=""),
        lambda: Grant.objects.update(retry_at=timezone.now() + timedelta(minutes=1)),
        lambda: Connection.objects.update(status="needs_reconnect"),
        lambda: Connection.objects.update(status="paused"),
    ],
    ids=["used lately", "cannot be renewed", "failed a moment ago", "is dead", "is switched off"],
)
def test_others_are_left_alone(connected: Connection, offered: list[str], change: Callable[[], object]) -> None:
    rested()
    change()
    assert (expiry.touch_idle(), offered) == (0, [])


@pytest.mark.parametrize(("hours", "is_touched"), [(20, True), (30, False), (-1, False)])
def test_the_end_of_a_refresh_token_is_not_waited_for(
    connected: Connection, offered: list[str], hours: int, is_touched: bool
) -> None:
    rested(timedelta(hours=1), refresh_expires_at=timezone.now() + timedelta(hours=hours))
    assert bool(expiry.touch_idle()) is is_touched


def test_an_account_that_has_died_meanwhile_says_so_before_it_is_needed(connected: Connection) -> None:
    grant = rested()
    Token.objects.all().delete()
    tasks.touch_grant(str(grant.pk))
    connected.refresh_from_db()
    assert (connected.status, connected.status_reason) == ("needs_reconnect", "invalid_grant")


def test_an_outage_is_no_death(connected: Connection) -> None:
    grant = rested()
    Rule.objects.create(provider="google", method="oauth.token", status=503)
    tasks.touch_grant(str(grant.pk))
    connected.refresh_from_db()
    assert connected.status == "refresh_failing"
    assert Grant.objects.get().failures == 1
