"""SECURITY 12 and 13: connect-link fixation, relayed codes, guessing, and what a customer's own key may not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from integrations.actors import Actor
from integrations.connect import expiry
from integrations.connect.accounts import customers, disconnect, proofs, selectors
from integrations.connect.links import links
from integrations.connect.links.guessing import check_guesses, note_miss
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import (
    THEO,
    YARA,
    Browser,
    MakeConnection,
    StartLogin,
    bind,
    connect_by_link,
    html_of,
    mailed_code,
    waits,
)
from integrations.errors import Conflict, NotConnected, NotFound, PermissionDenied, RateLimited
from integrations.holders import Holder
from integrations.models import AuditEvent, ConnectAttempt, Connection, Customer, Grant
from integrations.sandbox.models import RequestRecord
from machina.testing.moments import just_over

NewLink = Callable[..., CreatedLink]


def revoked_at_google() -> bool:
    return RequestRecord.objects.filter(method__startswith="oauth.revoke").exists()


def test_a_code_relayed_to_a_victims_browser_gives_nothing_usable(
    new_link: NewLink, browser: Browser, initech: Customer, operator: Actor
) -> None:
    """The attacker is Initech: the link and the code are his, the browser and the account are Theo's."""
    page = connect_by_link(browser, new_link(initech).url, THEO)

    pending = Connection.objects.get()
    assert pending.status == "pending"
    assert not pending.is_default
    assert pending.client_address == "127.0.0.1"
    assert timedelta(days=2, hours=23) < waits(pending) <= timedelta(days=3)
    assert "waiting for Machina to confirm" in page.content.decode()
    with pytest.raises(NotConnected):
        selectors.find_connection(operator, holder=Holder.customer(initech), provider="google")
    with pytest.raises(NotConnected):
        selectors.find_connection(
            operator, holder=Holder.customer(initech), provider="google", connection_id=pending.pk
        )


def test_a_customers_own_key_cannot_confirm_its_pending_connection(
    new_link: NewLink, browser: Browser, globex: Customer, customer_key: Actor
) -> None:
    connect_by_link(browser, new_link().url, THEO)
    pending = Connection.objects.get()

    with pytest.raises(NotFound):
        proofs.confirm(customer_key, pending)
    pending.refresh_from_db()
    assert pending.status == "pending"
    assert not AuditEvent.objects.filter(action="connect.connection.confirm").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"email": THEO},
        {"domain": "sandmail.example"},
        {"expected_accounts": [THEO]},
        {"any_account": True},
        {"is_active": False},
    ],
)
def test_a_customers_own_key_cannot_change_what_is_expected(
    globex: Customer, customer_key: Actor, change: customers.CustomerFields
) -> None:
    with pytest.raises(PermissionDenied):
        customers.update_customer(customer_key, globex, **change)
    stored = Customer.objects.values().get(pk=globex.pk)
    assert stored["updated_at"] == globex.updated_at


@pytest.mark.parametrize("verification", ["expected_account", "operator"])
def test_a_customers_own_key_cannot_choose_the_proof(
    app: object, globex: Customer, customer_key: Actor, verification: str
) -> None:
    with pytest.raises(PermissionDenied):
        links.create_link(customer_key, globex, ["gmail"], verification=verification)


def test_an_operators_confirmation_makes_it_usable(
    new_link: NewLink, browser: Browser, globex: Customer, operator: Actor
) -> None:
    connect_by_link(browser, new_link().url, THEO)
    confirmed = proofs.confirm(operator, Connection.objects.get())

    assert (confirmed.status, confirmed.is_default, confirmed.pending_until) == ("active", True, None)
    assert selectors.find_connection(operator, holder=Holder.customer(globex), provider="google") == confirmed
    assert AuditEvent.objects.get(action="connect.connection.confirm").actor_label == "ada"


def test_unproved_consent_changes_no_existing_connection(
    new_link: NewLink, browser: Browser, initech: Customer, make_connection: MakeConnection, operator: Actor
) -> None:
    """Theo's account was confirmed for Initech once; a second consent of it is a row of its own."""
    connect_by_link(browser, new_link(initech).url, THEO)
    confirmed = proofs.confirm(operator, Connection.objects.get())
    before = Connection.objects.values().get(pk=confirmed.pk)
    tokens = Grant.objects.values().get()

    connect_by_link(Browser(), new_link(initech).url, THEO)
    assert Connection.objects.values().get(pk=confirmed.pk) == before
    assert Grant.objects.values().get(connections=confirmed) == tokens
    assert Connection.objects.filter(status="pending").count() == 1


def test_confirming_a_second_consent_keeps_the_id_of_the_first(
    new_link: NewLink, browser: Browser, initech: Customer, operator: Actor
) -> None:
    connect_by_link(browser, new_link(initech).url, THEO)
    first = proofs.confirm(operator, Connection.objects.get())
    connect_by_link(Browser(), new_link(initech).url, THEO)
    second = proofs.confirm(operator, Connection.objects.get(status="pending"))

    assert second.pk == first.pk
    assert Connection.objects.count() == 1
    assert Grant.objects.get() == second.grant


def test_a_lapsed_pending_connection_goes_with_its_token_and_is_revoked_at_google(
    new_link: NewLink, browser: Browser, initech: Customer
) -> None:
    connect_by_link(browser, new_link(initech).url, THEO)
    Connection.objects.update(pending_until=timezone.now() - timedelta(seconds=1))
    ended = disconnect.lapse(Connection.objects.get().pk)

    assert ended is not None
    assert ended.revoked_at_provider
    assert not Connection.objects.exists()
    assert not Grant.objects.exists()


def test_a_lapsed_trick_does_not_revoke_the_victims_healthy_connection(
    new_link: NewLink, browser: Browser, initech: Customer, start_login: StartLogin, staff_browser: Browser
) -> None:
    staff_browser.consent(start_login(), THEO)
    connect_by_link(browser, new_link(initech).url, THEO)
    Connection.objects.filter(status="pending").update(pending_until=timezone.now() - timedelta(seconds=1))
    ended = disconnect.lapse(Connection.objects.get(status="pending").pk)

    assert ended is not None
    assert not ended.revoked_at_provider
    assert not revoked_at_google()
    assert Connection.objects.get().status == "active"


def test_a_lapsed_trick_does_not_end_another_tenants_waiting_connection(
    new_link: NewLink, initech: Customer, globex: Customer
) -> None:
    connect_by_link(Browser(), new_link(globex).url, THEO)
    connect_by_link(Browser(), new_link(initech).url, THEO)
    tricked = Connection.objects.get(customer=initech)
    Connection.objects.filter(pk=tricked.pk).update(pending_until=timezone.now() - timedelta(seconds=1))
    disconnect.lapse(tricked.pk)

    assert not revoked_at_google()
    assert Connection.objects.get().customer == globex


def test_a_victim_who_disconnects_is_not_held_back_by_a_trick(
    new_link: NewLink, initech: Customer, start_login: StartLogin, staff_browser: Browser, operator: Actor
) -> None:
    staff_browser.consent(start_login(), THEO)
    connect_by_link(Browser(), new_link(initech).url, THEO)
    ended = disconnect.disconnect(operator, Connection.objects.get(customer=None))

    assert ended.revoked_at_provider


def test_what_has_lapsed_cannot_be_confirmed(
    new_link: NewLink, browser: Browser, initech: Customer, operator: Actor
) -> None:
    connect_by_link(browser, new_link(initech).url, THEO)
    Connection.objects.update(pending_until=just_over())
    with pytest.raises(Conflict):
        proofs.confirm(operator, Connection.objects.get())
    assert Connection.objects.get().status == "pending"


def test_expected_account_links_use_no_other_account(new_link: NewLink, browser: Browser, globex: Customer) -> None:
    created = new_link(verification="expected_account")
    browser.open(created.url)
    page = browser.open(browser.press(created.url, action="start")["Location"])
    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="google")
    page = browser.open(browser.consent(leaving, THEO)["Location"])

    pending = Connection.objects.get()
    created.link.refresh_from_db()
    assert pending.status == "pending"
    assert timedelta(minutes=14) < waits(pending) <= timedelta(minutes=15)
    assert created.link.state == "bound"
    assert "not an account that Machina expects of Globex GmbH" in page.content.decode()


def test_operator_links_wait_even_for_the_expected_account(new_link: NewLink, browser: Browser) -> None:
    created = new_link(verification="operator")
    browser.open(created.url)
    page = browser.open(browser.press(created.url, action="start")["Location"])
    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="google")
    browser.open(browser.consent(leaving, YARA)["Location"])

    assert Connection.objects.get().status == "pending"


def test_only_the_operator_can_allow_any_account(new_link: NewLink, browser: Browser, initech: Customer) -> None:
    Customer.objects.filter(pk=initech.pk).update(any_account=True)
    connect_by_link(browser, new_link(initech).url, THEO)

    assert Connection.objects.get().status == "active"


def test_a_link_token_is_stored_as_a_hash(new_link: NewLink) -> None:
    created = new_link()
    token = created.url.rstrip("/").rpartition("/")[2]

    assert len(token) == 43
    assert token not in str(vars(created.link))
    assert token not in repr(created)
    assert not AuditEvent.objects.filter(after__icontains=token).exists()


def test_guessing_addresses_is_slowed_down(sandbox: str, new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    for number in range(20):
        assert browser.open(f"/connect/guess-{number}/").status_code == 404
    answer = browser.open("/connect/guess-21/")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
    assert browser.open(created.url).status_code == 429


def test_guessing_does_not_hold_up_whoever_is_already_at_it(
    new_link: NewLink, browser: Browser, other_browser: Browser
) -> None:
    created = new_link()
    bind(browser, created.url)
    for number in range(20):
        other_browser.open(f"/connect/guess-{number}/")

    assert other_browser.open(created.url).status_code == 429
    assert browser.open(created.url).status_code == 200


def test_addresses_of_one_household_count_together(redis_server: object) -> None:
    for _ in range(20):
        note_miss("2001:db8:1:1::1")

    with pytest.raises(RateLimited):
        check_guesses("2001:db8:1:1:ffff::2")
    check_guesses("2001:db8:1:2::1")
    check_guesses("192.0.2.1")


def test_steps_of_a_bound_link_need_its_browser(new_link: NewLink, browser: Browser, other_browser: Browser) -> None:
    created = new_link()
    other_browser.open(created.url)
    connect_by_link(browser, created.url, YARA)
    for action in ("connect", "disconnect", "start"):
        assert other_browser.press(created.url, action=action, provider="google").status_code == 410
        path = f"/connect/link/{created.link.pk}/"
        assert other_browser.press(path, action=action, provider="google").status_code == 404

    assert Connection.objects.get().status == "active"
    assert ConnectAttempt.objects.count() == 1


def test_an_open_link_connects_nothing_before_it_is_bound(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="connect", provider="google")

    assert not ConnectAttempt.objects.exists()


def test_a_link_disconnects_only_what_it_has_connected(
    new_link: NewLink, browser: Browser, globex: Customer, start_login: StartLogin, staff_browser: Browser
) -> None:
    staff_browser.consent(start_login(holder=Holder.customer(globex)), YARA)
    created = new_link()
    bind(browser, created.url)
    browser.press(f"/connect/link/{created.link.pk}/", action="disconnect", provider="google")

    assert Connection.objects.get().status == "active"


def test_forms_need_the_csrf_token(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    answer = browser.client.post(urlsplit(created.url).path, {"action": "start"})

    assert answer.status_code == 403
    assert mail.outbox == []


def test_names_with_markup_are_escaped(new_link: NewLink, browser: Browser, operator: Actor) -> None:
    markup = "<script>alert(1)</script>"
    customer = customers.create_customer(operator, key="evil", name=markup, email=YARA)
    created = new_link(customer)
    page = browser.open(created.url).content.decode()
    browser.press(created.url, action="start")

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    html = html_of(mail.outbox[0])
    assert "<script" not in html
    assert mailed_code() in html


def test_the_sweep_ends_links_and_offers_lapsed_connections(
    new_link: NewLink, browser: Browser, initech: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = new_link(initech)
    connect_by_link(browser, created.url, THEO)
    late = new_link(initech)
    now = just_over()
    Connection.objects.update(pending_until=now)
    type(late.link).objects.filter(pk=late.link.pk).update(expires_at=now)
    offered: list[str] = []
    monkeypatch.setattr("integrations.connect.accounts.tasks.lapse_pending.delay", offered.append)
    expiry.sweep()

    late.link.refresh_from_db()
    assert late.link.state == "expired"
    assert offered == [str(Connection.objects.get().pk)]
