"""The page where a person fills in a key: over a link, and from the editor's window; and who tries to misuse it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import connection as database

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import proofs
from integrations.connect.accounts.filled_in import add_account
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links, reconnects
from integrations.connect.tests import keys
from integrations.connect.tests.conftest import Browser, bind
from integrations.connect.tests.keys import MODEL_KEY, OTHER_MODEL_KEY, THEO_KEY, YARA_KEY, known_by_key
from integrations.connect.tests.test_canary import everything_stored
from integrations.connect.tokens import grants
from integrations.egress.tests.vendor import Vendor
from integrations.errors import Conflict, InputError
from integrations.holders import Holder
from integrations.models import ConnectAttempt, Connection, ConnectLink, Customer, Grant, OutboxEvent

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page
else:
    Page = Any

NewLink = Callable[..., links.CreatedLink]


@pytest.fixture
def new_link(operator: Actor, vendor: Vendor, globex: Customer) -> NewLink:
    def make(
        customer: Customer = globex, services: tuple[str, ...] = ("parcel_api",), **given: Any
    ) -> links.CreatedLink:
        return links.create_link(operator, customer, services, **given)

    return make


@pytest.fixture
def start(operator: Actor, vendor: Vendor, staff_browser: Browser) -> Callable[..., str]:
    """Press Connect in the editor and open the window: the address of the form."""

    def begin(provider: str = "parcel", **given: Any) -> str:
        session_key = staff_browser.client.session.session_key
        url = begin_login(operator, provider, None, session_key, **{"holder": Holder.owner(), **given})
        return str(staff_browser.open(url)["Location"])

    return begin


def form_of(browser: Browser, url: str, provider: str = "parcel") -> str:
    """The whole way to the form: open, prove by the code, press Connect."""
    page = bind(browser, url)
    return str(browser.press(page.request["PATH_INFO"], action="connect", provider=provider)["Location"])


def fill_in(browser: Browser, form: str, **typed: str) -> Page:
    """Open the form, type and send; the page that follows."""
    browser.open(form)
    answer = browser.press(form, **typed)
    return browser.open(answer["Location"]) if answer.status_code == 302 else answer


def test_a_customer_fills_in_a_key_over_a_link(new_link: NewLink, browser: Browser, vendor: Vendor) -> None:
    created = new_link()
    page = fill_in(browser, form_of(browser, created.url), key=f" {YARA_KEY} ")

    connection = Connection.objects.get()
    created.link.refresh_from_db()
    assert (connection.customer, connection.email) == (created.link.customer, "yara.keller@globex.example")
    assert (connection.status, connection.is_default, created.link.state) == ("active", True, "finished")
    assert "Connected <strong>yara.keller@globex.example</strong> to Globex GmbH" in page.content.decode()
    assert OutboxEvent.objects.filter(name="link.finished").count() == 1
    assert YARA_KEY in grants.open_access(Grant.objects.get())


def test_the_form_says_what_it_wants_and_is_neither_kept_nor_filled_by_the_browser(
    new_link: NewLink, browser: Browser
) -> None:
    page = browser.open(form_of(browser, new_link(services=("models_api",)).url, "models"))
    text = page.content.decode()

    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "Globex GmbH" in text
    assert "Models API" in text
    assert text.count('autocomplete="off"') == 3
    assert 'type="password"' in text
    assert "Organization" in text
    assert "(optional)" in text
    assert 'href="https://models.example/keys"' in text
    assert "<script" not in text


def test_a_wrong_key_is_marked_and_neither_kept_nor_shown_again(
    new_link: NewLink, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = form_of(browser, new_link(services=("books_api",)).url, "books")
    page = fill_in(browser, form, username="ada", password="wrong-canary-password")

    text = page.content.decode()
    assert page.status_code == 422
    assert "Books does not accept this Password." in text
    assert 'value="ada"' in text
    assert text.count('aria-invalid="true"') == 1
    for said in (text, caplog.text, everything_stored()):
        assert "wrong-canary-password" not in said
    assert not Connection.objects.exists()

    assert fill_in(browser, form, username="ada", password=YARA_KEY).status_code == 200
    assert Connection.objects.get().status == "active"


def test_everything_that_is_wrong_is_marked_before_the_vendor_is_asked(
    new_link: NewLink, browser: Browser, vendor: Vendor
) -> None:
    form = form_of(browser, new_link(services=("desk_api",)).url, "desk")
    page = fill_in(browser, form, subdomain="a.b<script>", key="")

    text = page.content.decode()
    assert (page.status_code, text.count('aria-invalid="true"')) == (422, 2)
    assert "a.b&lt;script&gt;" in text
    assert "<script>" not in text
    assert vendor.received == []


def test_a_key_is_filled_in_once_for_an_attempt(new_link: NewLink, browser: Browser, vendor: Vendor) -> None:
    form = form_of(browser, new_link().url)
    fill_in(browser, form, key=YARA_KEY)
    again = browser.press(form, key=THEO_KEY)

    assert again.status_code == 400
    assert len(vendor.received) == 1
    assert Connection.objects.get().email == "yara.keller@globex.example"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(new_link: NewLink, browser: Browser, vendor: Vendor) -> None:
    """The one whose answer comes later finds the attempt claimed."""
    form = form_of(browser, new_link().url)
    browser.open(form)

    def claimed_meanwhile(handler: Any, of: Vendor) -> None:
        vendor.answers(known_by_key())
        assert browser.press(form, key=YARA_KEY).status_code == 302
        database.close()  # of the vendor's thread
        known_by_key()(handler, of)

    vendor.answers(claimed_meanwhile)
    late = browser.press(form, key=THEO_KEY)

    assert late.status_code == 400
    assert Connection.objects.get().email == "yara.keller@globex.example"


def test_another_browser_finds_no_form(new_link: NewLink, browser: Browser, other_browser: Browser) -> None:
    form = form_of(browser, new_link().url)
    stranger = other_browser.open(form)

    assert stranger.status_code == 400
    assert b'type="password"' not in stranger.content
    bind_elsewhere = other_browser.client.post(form, {"key": THEO_KEY})
    assert bind_elsewhere.status_code in (400, 403)
    assert not Connection.objects.exists()


def test_a_form_is_posted_from_our_own_page_alone(new_link: NewLink, browser: Browser) -> None:
    form = form_of(browser, new_link().url)
    assert browser.client.post(form, {"key": YARA_KEY}).status_code == 403
    assert not Connection.objects.exists()


def test_after_ten_minutes_there_is_no_form(new_link: NewLink, browser: Browser) -> None:
    form = form_of(browser, new_link().url)
    ConnectAttempt.objects.update(expires_at=ConnectAttempt.objects.get().created_at)
    assert browser.open(form).status_code == 400


def test_a_relayed_code_brings_the_attacker_nothing_he_can_use(
    new_link: NewLink, browser: Browser, initech: Customer
) -> None:
    """The customer is the attacker: a victim opens his link, is given his code, and types in a key of hers."""
    page = fill_in(browser, form_of(browser, new_link(initech).url), key=YARA_KEY)

    connection = Connection.objects.get()
    assert (connection.status, connection.is_default) == ("pending", False)
    assert "is waiting for" in page.content.decode()


@pytest.mark.parametrize("what", ["link", "customer"])
@pytest.mark.django_db(transaction=True)
def test_a_link_that_ends_while_the_vendor_is_asked_connects_nothing(
    what: str, new_link: NewLink, browser: Browser, vendor: Vendor, operator: Actor
) -> None:
    created = new_link()
    form = form_of(browser, created.url)

    def meanwhile(handler: Any, of: Vendor) -> None:
        if what == "link":
            links.revoke_link(operator, created.link)
        else:
            Customer.objects.update(is_active=False)
        database.close()  # of the vendor's thread
        known_by_key()(handler, of)

    vendor.answers(meanwhile)
    page = fill_in(browser, form, key=YARA_KEY)
    assert page.status_code in (400, 410)
    assert len(vendor.received) == 1
    assert not Connection.objects.exists()
    assert not Grant.objects.exists()


def test_a_link_that_has_ended_asks_no_vendor(
    new_link: NewLink, browser: Browser, vendor: Vendor, operator: Actor
) -> None:
    created = new_link()
    form = form_of(browser, created.url)
    browser.open(form)
    links.revoke_link(operator, created.link)
    browser.press(form, key=YARA_KEY)
    assert vendor.received == []


def test_a_link_that_was_freed_for_another_browser_leaves_the_first_without_a_form(
    new_link: NewLink, browser: Browser, other_browser: Browser, operator: Actor, vendor: Vendor
) -> None:
    created = new_link()
    form = form_of(browser, created.url)
    browser.open(form)
    links.reset_link(operator, created.link)
    other_form = form_of(other_browser, created.url)

    assert browser.press(form, key=THEO_KEY).status_code == 400
    assert vendor.received == []
    fill_in(other_browser, other_form, key=YARA_KEY)
    assert Connection.objects.get().email == "yara.keller@globex.example"


def test_a_link_without_a_code_accepts_expected_accounts_alone(new_link: NewLink, browser: Browser) -> None:
    created = new_link(verification="expected_account")
    browser.open(created.url)
    page = browser.open(browser.press(created.url, action="start")["Location"])
    form = browser.press(page.request["PATH_INFO"], action="connect", provider="parcel")["Location"]
    fill_in(browser, str(form), key=THEO_KEY)
    assert Connection.objects.get().status == "pending"


def test_a_vendor_that_names_nobody_takes_no_link_without_a_code(new_link: NewLink) -> None:
    with pytest.raises(InputError) as raised:
        new_link(services=("models_api",), verification="expected_account")
    assert "Models does not verify who an account belongs to" in raised.value.errors[0].message


def test_there_is_no_link_to_a_vendor_that_asks_nobody(new_link: NewLink) -> None:
    with pytest.raises(InputError) as raised:
        new_link(services=("weather_api",))
    assert "there is nothing to connect" in raised.value.errors[0].message
    assert not ConnectLink.objects.exists()


@pytest.fixture
def ended(globex: Customer, vendor: Vendor) -> Connection:
    """Globex's account, whose key the vendor accepts no more."""
    made = add_account(SYSTEM, Holder.customer(globex), "parcel", fields={"key": YARA_KEY})
    Connection.objects.update(status="needs_reconnect", status_reason="access_refused")
    made.refresh_from_db()
    vendor.answers(known_by_key({"yara-key-renewed": keys.YARA, THEO_KEY: keys.THEO}))
    return made


def reconnect_form(browser: Browser, connection: Connection, provider: str = "parcel") -> str:
    created = links.create_link(SYSTEM, _customer(connection), connection.services, reconnect=connection)
    return form_of(browser, created.url, provider)


def _customer(connection: Connection) -> Customer:
    assert connection.customer is not None
    return connection.customer


def test_a_customer_renews_an_ended_key_over_the_mailed_link(ended: Connection, browser: Browser) -> None:
    assert reconnects.offer_reconnects() == 1
    form = reconnect_form(browser, ended)
    assert "Connect yara.keller@globex.example" in browser.open(form).content.decode()
    fill_in(browser, form, key="yara-key-renewed")

    ended.refresh_from_db()
    assert (ended.status, ended.status_reason) == ("active", "")
    assert Connection.objects.count() == 1


def test_another_accounts_key_changes_nothing(ended: Connection, browser: Browser) -> None:
    page = fill_in(browser, reconnect_form(browser, ended), key=THEO_KEY)

    assert "another Parcel account than the one to connect again" in page.content.decode()
    ended.refresh_from_db()
    assert (ended.status, Connection.objects.count(), Grant.objects.get().version) == ("needs_reconnect", 1, 1)


def test_a_renewed_key_of_nobody_knows_whom_waits_for_the_operator(
    globex: Customer, vendor: Vendor, browser: Browser
) -> None:
    made = add_account(SYSTEM, Holder.customer(globex), "models", fields={"key": MODEL_KEY})
    fill_in(browser, reconnect_form(browser, made, "models"), key=OTHER_MODEL_KEY)
    made.refresh_from_db()
    waiting = Connection.objects.exclude(pk=made.pk).get()
    assert (made.status, waiting.status) == ("active", "pending")
    assert MODEL_KEY in grants.open_access(Grant.objects.get(connections=made))

    assert proofs.confirm(SYSTEM, waiting).pk == made.pk
    assert OTHER_MODEL_KEY in grants.open_access(Grant.objects.get(connections=made))


def test_the_editors_window_leads_to_the_form_and_ends_on_the_result(
    start: Callable[..., str], staff_browser: Browser
) -> None:
    page = fill_in(staff_browser, start(), key=YARA_KEY)

    connection = Connection.objects.get()
    text = page.content.decode()
    assert (connection.customer, connection.status) == (None, "active")
    assert 'data-success="true"' in text
    assert f'data-connection="{connection.pk}"' in text
    assert YARA_KEY not in text


def test_a_key_of_nobody_knows_whom_renews_the_one_account_that_has_ended(
    start: Callable[..., str], staff_browser: Browser
) -> None:
    ended, _ = (
        add_account(SYSTEM, Holder.owner(), "models", fields={"key": key}) for key in (MODEL_KEY, OTHER_MODEL_KEY)
    )
    Connection.objects.filter(pk=ended.pk).update(status="needs_reconnect", status_reason="access_refused")
    fill_in(staff_browser, start("models"), key=OTHER_MODEL_KEY)

    ended.refresh_from_db()
    assert (ended.status, Connection.objects.count()) == ("active", 2)
    assert OTHER_MODEL_KEY in grants.open_access(Grant.objects.get(connections=ended))


def test_of_several_that_have_ended_none_is_guessed(
    start: Callable[..., str], staff_browser: Browser, vendor: Vendor
) -> None:
    for key in (MODEL_KEY, OTHER_MODEL_KEY):
        add_account(SYSTEM, Holder.owner(), "models", fields={"key": key})
    Connection.objects.update(status="needs_reconnect", status_reason="access_refused")
    vendor.answers(known_by_key({"sk-canary-third": {}}))
    fill_in(staff_browser, start("models"), key="sk-canary-third")
    assert sorted(Connection.objects.values_list("status", flat=True)) == [
        "active",
        "needs_reconnect",
        "needs_reconnect",
    ]


def test_an_operator_vouches_for_a_customers_account(
    start: Callable[..., str], staff_browser: Browser, initech: Customer
) -> None:
    fill_in(staff_browser, start(holder=Holder.customer(initech)), key=YARA_KEY)
    assert (Connection.objects.get().customer, Connection.objects.get().status) == (initech, "active")


def test_an_operator_who_was_switched_off_meanwhile_connects_nothing(
    start: Callable[..., str], staff_browser: Browser, ada: User, vendor: Vendor
) -> None:
    form = start()
    staff_browser.open(form)
    User.objects.update(is_active=False)
    staff_browser.press(form, key=YARA_KEY)
    assert vendor.received == []
    assert not Connection.objects.exists()


def test_the_owners_page_offers_it_as_well(staff_browser: Browser, vendor: Vendor) -> None:
    page = staff_browser.open("/connect/owner/parcel/")
    assert "Connect Parcel" in page.content.decode()
    start_page = staff_browser.press("/connect/owner/parcel/")["Location"]
    assert "/connect/fill-in/" in staff_browser.open(start_page)["Location"]


def test_nobody_is_connected_where_nobody_is_asked(operator: Actor, staff_browser: Browser, vendor: Vendor) -> None:
    with pytest.raises(Conflict, match="run without an account"):
        begin_login(operator, "weather", None, "session", holder=Holder.owner())
    staff_browser.open("/connect/owner/weather/")
    assert staff_browser.press("/connect/owner/weather/").status_code == 409


def test_a_provider_of_keys_has_no_callback(browser: Browser, vendor: Vendor) -> None:
    assert browser.open("/api/parcel/callback?state=x&code=y").status_code == 404
