"""Several requests at once, over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.models import Account, Event, HistoryRecord, Message, Token
from integrations.sandbox.tests.client import SocketHttp, build
from integrations.sandbox.tests.conftest import CALENDAR, MAIL, MakeToken
from integrations.sandbox.tests.mails import mail, raw
from integrations.sandbox.tests.oauth import authorize, exchange, refresh, tokens

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act: Callable[[], object]) -> list[Any]:
    """Run the same thing in threads that start together; results and exceptions."""
    barrier, results = threading.Barrier(count), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_history_numbers_are_never_given_twice(
    live_server: LiveServer, account: Account, make_token: MakeToken
) -> None:
    token = make_token(account, MAIL)

    def send() -> int:
        http = SocketHttp(token)
        gmail = build("gmail", live_server.url, http)
        for _ in range(3):
            gmail.users().messages().send(userId="me", body=raw(mail())).execute()
        http.close()
        return 3

    assert at_once(6, send) == [3] * 6
    assert Message.objects.count() == 18
    assert HistoryRecord.objects.values("history_id").distinct().count() == 18


def test_event_with_the_same_id_is_made_once(live_server: LiveServer, account: Account, make_token: MakeToken) -> None:
    token = make_token(account, CALENDAR)
    noon, one = ({"dateTime": f"2030-03-04T{hour}:00:00Z"} for hour in (12, 13))

    def insert() -> int:
        http = SocketHttp(token)
        events = build("calendar", live_server.url, http).events()
        try:
            events.insert(calendarId="primary", body={"id": "machina01", "start": noon, "end": one}).execute()
        finally:
            http.close()
        return 200

    results = at_once(5, insert)
    assert results.count(200) == 1
    assert sorted(result.resp.status for result in results if result != 200) == [409] * 4
    assert Event.objects.count() == 1


def test_code_is_redeemed_by_one(account: Account) -> None:
    code = authorize(account)
    statuses = at_once(5, lambda: exchange(code).status_code)
    assert sorted(statuses) == [200, 400, 400, 400, 400]
    assert Token.objects.filter(kind="refresh").count() == 1


def test_rotating_token_is_exchanged_by_one(account: Account, control: Callable[..., Any]) -> None:
    control("POST", "settings", {"rotate_refresh_tokens": True})
    token = tokens(account)["refresh_token"]
    statuses = at_once(5, lambda: refresh(token).status_code)
    assert sorted(statuses) == [200, 400, 400, 400, 400]
    assert Token.objects.filter(kind="refresh", replaced_at=None).count() == 1


def test_demo_accounts_are_made_once() -> None:
    assert at_once(4, ensure_demo_accounts) == [None] * 4
    assert Account.objects.count() == 2
    assert not Message.objects.exists()


def test_a_mailbox_is_filled_once_by_those_who_look_first() -> None:
    ensure_demo_accounts()
    yara = Account.objects.get(email="yara.keller@globex.example")
    assert at_once(4, lambda: fill(Account.objects.get(pk=yara.pk), "gmail")) == [None] * 4
    yara.refresh_from_db()
    assert Message.objects.count() == yara.mailbox.messages.count() == 9
    assert "gmail" not in yara.unfilled
