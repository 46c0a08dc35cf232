"""SECURITY 28: every action is tried on every end, of links, attempts and connections; an end stays the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.serializers import serialize
from django.utils import timezone

from integrations.actors import Actor
from integrations.connect import expiry, link_states
from integrations.connect.accounts import customers, defaults, disconnect, pauses, proofs
from integrations.connect.links import links, reconnects
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import THEO, YARA, Browser, MakeConnection, StartLogin, connect_by_link
from integrations.connect.tokens import refresh_on_request
from integrations.errors import Conflict, MachinaError
from integrations.models import ConnectAttempt, Connection, ConnectLink, Customer, Grant

NewLink = Callable[..., CreatedLink]
PAST = timezone.now() - timedelta(days=1)


def everything() -> str:
    kinds = (Connection, ConnectLink, Grant, ConnectAttempt)
    return "".join(serialize("json", kind.objects.order_by("pk")) for kind in kinds)


def _switch_off_and_on(operator: Actor, globex: Customer, link: ConnectLink) -> None:
    customers.update_customer(operator, globex, is_active=False)
    customers.update_customer(operator, globex, is_active=True)


AFTERWARDS: dict[str, Callable[[Actor, Customer, ConnectLink], object]] = {
    "nothing more": lambda operator, globex, link: None,
    "it is revoked": lambda operator, globex, link: links.revoke_link(operator, link),
    "its customer is switched off": lambda operator, globex, link: customers.update_customer(
        operator, globex, is_active=False
    ),
    "its customer is switched off and on": _switch_off_and_on,
    "its time is up": lambda operator, globex, link: ConnectLink.objects.update(expires_at=PAST),
    "the sweep comes by": lambda operator, globex, link: expiry.sweep(),
}
STEPS = ("connect", "disconnect", "start", "code", "nonsense")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_a_finished_link_takes_no_step_in_its_own_browser(
    new_link: NewLink, browser: Browser, globex: Customer, operator: Actor, afterwards: str, step: str
) -> None:
    created = new_link()
    connect_by_link(browser, created.url, YARA)
    created.link.refresh_from_db()
    AFTERWARDS[afterwards](operator, globex, created.link)
    before, mails = everything(), len(mail.outbox)

    for address in (created.url, f"/connect/link/{created.link.pk}/"):
        answer = browser.press(address, action=step, provider="google", code="000000")
        assert answer.status_code == 410
        assert "/connect/accounts/" in answer.content.decode(), "the page says where to manage the account now"
    assert everything() == before
    assert len(mail.outbox) == mails
    assert Connection.objects.get().status == "active"


ENDS = ("finished", "expired", "revoked")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("end", ENDS)
def test_no_browser_takes_a_step_on_a_link_that_has_ended(
    new_link: NewLink, browser: Browser, end: str, step: str
) -> None:
    created = new_link()
    browser.open(created.url)
    ConnectLink.objects.update(state=end)
    before = everything()
    assert browser.press(created.url, action=step, provider="google", code="000000").status_code == 410
    assert everything() == before
    assert mail.outbox == []


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("action", "refusal"),
    [(links.resend_link, Conflict), (links.renew_link, Conflict), (links.reset_link, Conflict)],
    ids=["resend", "renew", "reset"],
)
def test_no_operator_brings_an_ended_link_back(
    new_link: NewLink,
    operator: Actor,
    end: str,
    action: Callable[[Actor, ConnectLink], object],
    refusal: type[MachinaError],
) -> None:
    created = new_link()
    ConnectLink.objects.update(state=end)
    before = everything()
    with pytest.raises(refusal):
        action(operator, created.link)
    assert everything() == before
    assert mail.outbox == []


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "action",
    [
        links.revoke_link,
        lambda operator, link: link_states.bind(link, "browser"),
        lambda operator, link: link_states.take_back(link, "google"),
        lambda operator, link: expiry.sweep(),
    ],
    ids=["revoke", "bind", "take back", "sweep"],
)
def test_what_may_be_done_twice_changes_no_end(
    new_link: NewLink, operator: Actor, end: str, action: Callable[[Actor, ConnectLink], object]
) -> None:
    created = new_link()
    ConnectLink.objects.update(state=end, expires_at=PAST)
    before = everything()
    action(operator, created.link)
    assert everything() == before


@pytest.mark.parametrize(
    "ended",
    [
        {"claimed_at": PAST},
        {"claimed_at": PAST, "finished_at": PAST},
        {"claimed_at": PAST, "finished_at": PAST, "error_code": "refused"},
        {"expires_at": PAST},
    ],
    ids=["claimed", "finished", "failed", "late"],
)
def test_an_attempt_that_has_ended_connects_nothing(
    start_login: StartLogin, staff_browser: Browser, ended: dict[str, object]
) -> None:
    leaving = start_login()
    ConnectAttempt.objects.update(**ended)
    before = everything()
    answer = staff_browser.consent(leaving, YARA)
    assert answer.status_code == 400
    assert everything() == before


ON_A_CONNECTION: dict[str, Callable[[Actor, Connection], object]] = {
    "confirm": proofs.confirm,
    "default": defaults.set_default,
    "pause": pauses.pause,
    "resume": pauses.resume,
    "refresh": lambda operator, connection: refresh_on_request.refresh_now(operator, connection, patience=0.0),
    "mail a link": reconnects.send_reconnect_link,
}


@pytest.mark.parametrize("action", ON_A_CONNECTION)
def test_a_disconnected_account_stays_so(
    make_connection: MakeConnection, globex: Customer, operator: Actor, sandbox: str, action: str
) -> None:
    connection = make_connection(globex)
    disconnect.disconnect(operator, connection)
    before = everything()
    with pytest.raises(Conflict):
        ON_A_CONNECTION[action](operator, connection)
    assert everything() == before
    assert mail.outbox == []


def test_disconnecting_twice_says_so_and_changes_nothing(
    make_connection: MakeConnection, globex: Customer, operator: Actor, sandbox: str
) -> None:
    connection = make_connection(globex)
    disconnect.disconnect(operator, connection)
    before = everything()
    assert disconnect.disconnect(operator, connection).at_provider == "nothing"
    assert everything() == before


def test_a_pause_outlasts_a_consent_that_allows_less(
    new_link: NewLink, browser: Browser, make_connection: MakeConnection, globex: Customer, operator: Actor
) -> None:
    """What an operator has paused is not used again because its person connects it anew."""
    connect_by_link(browser, new_link().url, YARA)
    pauses.pause(operator, Connection.objects.get())
    granted = Connection.objects.get().scopes
    created = new_link(services=["gmail", "google_calendar"])
    connect_by_link(Browser(), created.url, YARA, scopes=granted)
    assert Connection.objects.get().status == "paused"


def test_what_was_refused_once_does_not_come_back_by_another_account(new_link: NewLink, browser: Browser) -> None:
    """Two starts of one link: the first is refused, then the link finishes; the second ends with it."""
    created = new_link()
    connect_by_link(browser, created.url, YARA, allow=False)
    page = f"/connect/link/{created.link.pk}/"
    first, second = (
        browser.decide(browser.press(page, action="connect", provider="google"), account) for account in (YARA, THEO)
    )
    browser.open(first)
    browser.open(second)
    assert Connection.objects.get().email == YARA
    assert set(ConnectAttempt.objects.values_list("error_code", flat=True)) == {"refused", "", "not_allowed"}
