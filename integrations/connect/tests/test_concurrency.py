"""What has to hold when several do the same thing at once: in threads, on a real database, with the real sandbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import pytest
from django.db import connection as database
from django.db import transaction
from django.db.models.functions import Now

from integrations.actors import Actor
from integrations.connect import link_states
from integrations.connect.accounts.connections import take_in
from integrations.connect.links import codes, links, mails
from integrations.connect.links.links import CreatedLink
from integrations.connect.mailed_codes import CodeRefused
from integrations.connect.tests.conftest import THEO, YARA, Browser, StartLogin, bind, credential_of, mailed_code
from integrations.connect.tokens import grants
from integrations.errors import RateLimited
from integrations.holders import Holder, lock_holder
from integrations.models import (
    ConnectAttempt,
    Connection,
    ConnectLink,
    Customer,
    Grant,
    LinkCode,
    OAuthApp,
    OutboxEvent,
)
from integrations.sandbox.models import Behaviour, RequestRecord, Rule

NewLink = Callable[..., CreatedLink]
ResultT = TypeVar("ResultT")


def at_once(jobs: Sequence[Callable[[], ResultT]]) -> list[ResultT]:
    """Run all jobs, each in a thread of its own, released at the same moment."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], ResultT]) -> ResultT:
        try:
            gate.wait(timeout=30)
            return job()
        finally:
            database.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def exchanges() -> int:
    return RequestRecord.objects.filter(method__startswith="oauth.token", detail="refresh_token").count()


@pytest.fixture
def connected(start_login: StartLogin, staff_browser: Browser) -> Connection:
    """An account at a provider that rotates refresh tokens, its access token at its end."""
    Behaviour.objects.update_or_create(pk=1, defaults={"rotate_refresh_tokens": True})
    staff_browser.consent(start_login(), YARA)
    Grant.objects.update(refreshed_at=Now() - timedelta(hours=1), expires_at=Now() - timedelta(seconds=1))
    return Connection.objects.get()


def test_a_storm_on_an_expired_token_makes_one_exchange(connected: Connection) -> None:
    tokens = at_once([credential_of(connected).token for _ in range(24)])

    assert len(set(tokens)) == 1
    assert exchanges() == 1
    connected.refresh_from_db()
    assert connected.status == "active"


def test_a_storm_of_401s_makes_one_exchange(connected: Connection) -> None:
    Grant.objects.update(refreshed_at=Now(), expires_at=Now() + timedelta(hours=1))
    token = grants.open_access(Grant.objects.get())
    verdicts = at_once([lambda: credential_of(connected).rejected(token) for _ in range(12)])

    assert verdicts == [True] * 12
    assert exchanges() == 1


def test_a_slow_provider_is_asked_once_while_others_go_on_with_the_old_token(connected: Connection) -> None:
    Grant.objects.update(refreshed_at=Now() - timedelta(minutes=58), expires_at=Now() + timedelta(minutes=2))
    old = grants.open_access(Grant.objects.get())
    Rule.objects.create(provider="google", method="oauth.token", delay_ms=1500)
    tokens = at_once([credential_of(connected).token for _ in range(8)])

    assert sorted(token == old for token in tokens) == [False, *[True] * 7]
    assert exchanges() == 1


def test_two_callbacks_at_once_exchange_one_code(start_login: StartLogin, staff_browser: Browser) -> None:
    parts = urlsplit(staff_browser.decide(start_login(), YARA))
    cookies = {name: morsel.value for name, morsel in staff_browser.client.cookies.items()}

    def call_back() -> int:
        twin = Browser()
        twin.client.cookies.load(cookies)
        return twin.client.get(f"{parts.path}?{parts.query}").status_code

    statuses = at_once([call_back] * 4)

    assert sorted(statuses) == [200, 400, 400, 400]
    assert RequestRecord.objects.filter(method__startswith="oauth.token").count() == 1
    assert Connection.objects.count() == 1


def test_of_four_starts_of_one_link_that_come_back_at_once_one_connects(new_link: NewLink, browser: Browser) -> None:
    """Each exchanges its own code, slowly: which one counts is decided when all of them have what they asked for."""
    page = bind(browser, new_link().url).request["PATH_INFO"]
    callbacks = [
        urlsplit(browser.decide(browser.press(page, action="connect", provider="google"), account))
        for account in (YARA, THEO, YARA, THEO)
    ]
    cookies = {name: morsel.value for name, morsel in browser.client.cookies.items()}
    Rule.objects.create(provider="google", method="oauth.token", delay_ms=500)

    def call_back(parts: SplitResult) -> int:
        twin = Browser()
        twin.client.cookies.load(cookies)
        return twin.client.get(f"{parts.path}?{parts.query}").status_code

    at_once([partial(call_back, each) for each in callbacks])

    assert Connection.objects.count() == 1
    errors = list(ConnectAttempt.objects.values_list("error_code", flat=True))
    assert errors.count("") == 1
    assert set(errors) <= {"", "not_allowed", "link_used"}
    assert ConnectLink.objects.get().state == "finished"


def test_of_two_browsers_with_the_right_code_one_gets_the_link(
    new_link: NewLink, browser: Browser, other_browser: Browser
) -> None:
    created = new_link()
    digits = []
    for each in (browser, other_browser):
        each.open(created.url)
        each.press(created.url, action="start")
        digits.append(mailed_code())
    at_once(
        [
            lambda: browser.press(created.url, action="code", code=digits[0]),
            lambda: other_browser.press(created.url, action="code", code=digits[1]),
        ]
    )
    pages = [each.open(created.url) for each in (browser, other_browser)]

    assert sorted(page.status_code for page in pages) == [200, 410]
    assert ConnectLink.objects.get().state == "bound"


def test_a_link_without_a_code_binds_to_one_browser(new_link: NewLink) -> None:
    created = new_link(verification="expected_account")
    winners = at_once([partial(link_states.bind, created.link, f"browser-{number}") for number in range(6)])

    assert sorted(winners) == [False, False, False, False, False, True]


def test_a_link_that_is_taken_while_another_browser_waits_for_it_is_gone(new_link: NewLink) -> None:
    created, taken = new_link(verification="expected_account"), threading.Event()

    def first() -> bool:
        with transaction.atomic():
            won = link_states.bind(created.link, "browser-1")
            taken.set()
            time.sleep(0.5)  # the other one comes to wait for this row
            return won

    def second() -> bool:
        taken.wait(timeout=30)
        return link_states.bind(created.link, "browser-2")

    assert at_once([first, second]) == [True, False]


def test_guesses_in_parallel_get_no_more_than_five_tries(new_link: NewLink) -> None:
    created = new_link()
    codes.new_code(created.link, "browser")

    def guess() -> str:
        try:
            codes.open_with_code(created.link, "browser", "not it")
        except CodeRefused as refusal:
            return refusal.reason
        return "opened"

    reasons = at_once([guess] * 10)

    assert sorted(reasons) == ["none"] * 5 + ["wrong"] * 5
    assert LinkCode.objects.get().tries == 5


def test_mails_asked_for_in_parallel_stop_at_three(new_link: NewLink) -> None:
    created = new_link()

    def ask(browser: str) -> bool:
        try:
            with mails.stamped("code", created.link):
                codes.new_code(created.link, browser)
        except RateLimited:
            return False
        return True

    sent = at_once([partial(ask, f"browser-{number}") for number in range(6)])

    assert sum(sent) == 3
    assert LinkCode.objects.count() == 3


def test_first_accounts_at_once_make_one_default(
    transactional_db: None, app: OAuthApp, globex: Customer, consent_of: Callable[..., Any]
) -> None:
    def connect(number: int) -> None:
        attempt = ConnectAttempt(provider="google", oauth_app=app, customer=globex, services=["gmail"], scopes=[])
        with transaction.atomic():
            lock_holder(Holder.customer(globex))
            take_in(attempt, consent_of(f"person-{number}@globex.example"))

    at_once([partial(connect, number) for number in range(6)])

    assert Connection.objects.filter(customer=globex).count() == 6
    assert Connection.objects.filter(customer=globex, is_default=True).count() == 1


def test_the_same_account_twice_at_once_is_one_connection(
    transactional_db: None, app: OAuthApp, globex: Customer, consent_of: Callable[..., Any]
) -> None:
    def connect() -> None:
        attempt = ConnectAttempt(provider="google", oauth_app=app, customer=globex, services=["gmail"], scopes=[])
        with transaction.atomic():
            lock_holder(Holder.customer(globex))
            take_in(attempt, consent_of())

    at_once([connect] * 6)

    assert Connection.objects.count() == 1
    assert Grant.objects.count() == 1


def test_a_link_with_two_finishers_finishes_once(new_link: NewLink, browser: Browser, operator: Actor) -> None:
    created = new_link()
    bind(browser, created.url)

    def tick() -> None:
        with transaction.atomic():
            link_states.tick_off(created.link, "google")

    at_once([tick] * 4)

    assert ConnectLink.objects.get().finished_providers == ["google"]
    assert OutboxEvent.objects.filter(name="link.finished").count() == 1
    assert links.revoke_link(operator, created.link).state == "finished"
