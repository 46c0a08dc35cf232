"""What operators do in the admin: create, send, disconnect, count; and what no page shows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection as database
from django.template.response import TemplateResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from integrations.actors import SYSTEM
from integrations.admin.connections import BUTTONS_OF
from integrations.admin.tests.conftest import ACCESS_TOKEN, CLIENT_SECRET, REFRESH_TOKEN, SignedIn
from integrations.billing import rollups
from integrations.connect.tokens.oauth_apps import app_of, save_app
from integrations.models import (
    ApiKey,
    AuditEvent,
    Connection,
    ConnectLink,
    Customer,
    Grant,
    OAuthApp,
    OperatorSettings,
    UsageLine,
)

SECRETS = (ACCESS_TOKEN, REFRESH_TOKEN, CLIENT_SECRET)


def record(**fields: object) -> UsageLine:
    now = timezone.now()
    given = {
        "source_kind": "call",
        "source_id": uuid4(),
        "meter": "call",
        "service": "gmail",
        "operation": "gmail.send_message",
        "pricing_key": "message_send",
        "quantity": Decimal(1),
        "unit": "call",
        "unit_cost": Decimal("0.0004"),
        "cost": Decimal("0.0004"),
        "unit_price": Decimal("0.0010"),
        "price": Decimal("0.0010"),
        "currency": "USD",
        "price_version": "shipped",
        "origin": "api",
        "outcome": "succeeded",
        "recorded_at": now,
        "month": now.date().replace(day=1),
        **fields,
    }
    return UsageLine.objects.create(**given)


def test_a_customer_is_created_by_the_action_with_its_audit_event(signed_in: SignedIn) -> None:
    form = {
        "key": "initech",
        "name": "Initech",
        "email": "bill@initech.example",
        "expected_accounts": "a@initech.example\nb@initech.example",
        "is_active": "on",
        "time_zone": "UTC",
        "metadata": "{}",
        **_no_inlines(),
    }
    answer = signed_in().post(reverse("admin:integrations_customer_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    assert Customer.objects.get().expected_accounts == ["a@initech.example", "b@initech.example"]
    assert AuditEvent.objects.get(action="connect.customer.create").actor_label == "ada"


@pytest.mark.parametrize("expected", [[], ["a@globex.example", "b@globex.example"]])
def test_expected_accounts_are_shown_one_a_line(signed_in: SignedIn, globex: Customer, expected: list[str]) -> None:
    Customer.objects.update(expected_accounts=expected)
    form = _context(signed_in().get(reverse("admin:integrations_customer_change", args=[globex.pk])))["adminform"].form
    assert form["expected_accounts"].value() == "\n".join(expected)


def test_a_public_domain_is_refused_in_words_and_nothing_changes(signed_in: SignedIn, globex: Customer) -> None:
    page = reverse("admin:integrations_customer_change", args=[globex.pk])
    fields = {"name": "Renamed", "domain": "gmail.com", "is_active": "on", "time_zone": "UTC", "metadata": "{}"}
    form = {**fields, **_no_inlines()}
    answer = signed_in().post(page, form, follow=True)
    assert "gmail.com" in answer.content.decode()
    globex.refresh_from_db()
    assert (globex.name, globex.domain) == ("Globex GmbH", "globex.example")


def test_a_new_links_address_is_shown_once(signed_in: SignedIn, app: OAuthApp, globex: Customer) -> None:
    client = signed_in()
    form = {"customer": globex.pk, "services": ["gmail"], "verification": "email_code", "days": 3}
    made = client.post(reverse("admin:integrations_connectlink_add"), form)
    link = ConnectLink.objects.get()
    address = made.context["url"]
    assert "no-store" in made["Cache-Control"]
    assert address in made.content.decode()
    detail = client.get(reverse("admin:integrations_connectlink_change", args=[link.pk])).content.decode()
    assert address.rstrip("/").rpartition("/")[2] not in detail
    assert link.token_hash not in detail


def test_a_link_that_cannot_be_mailed_can_still_be_copied(
    signed_in: SignedIn, app: OAuthApp, globex: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("integrations.connect.links.mails.EmailMultiAlternatives.send", fail)
    form = {"customer": globex.pk, "services": ["gmail"], "verification": "email_code", "days": 3, "send_email": "on"}
    made = signed_in().post(reverse("admin:integrations_connectlink_add"), form)
    assert made.context["url"] in made.content.decode()
    assert "Copy the address instead." in made.content.decode()


def test_a_new_keys_secret_is_shown_once(signed_in: SignedIn) -> None:
    client = signed_in()
    made = client.post(reverse("admin:integrations_apikey_add"), {"name": "billing export", "days": 30})
    secret = made.context["secret"]
    assert secret in made.content.decode()
    detail = client.get(reverse("admin:integrations_apikey_change", args=[ApiKey.objects.get().pk])).content.decode()
    assert secret not in detail


def test_a_get_disconnects_nothing_and_a_post_does(signed_in: SignedIn, connection: Connection) -> None:
    client = signed_in()
    button = reverse("admin:integrations_connection_disconnect", args=[connection.pk])
    client.get(button)
    connection.refresh_from_db()
    assert connection.status == "active"
    client.post(button, {"_form_submitted": "True"})
    connection.refresh_from_db()
    assert connection.status == "revoked"
    assert not Grant.objects.exclude(refresh_sealed="").exists()


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("active", {"rename", "test", "refresh_token", "send_link", "pause", "disconnect"}),
        ("paused", {"rename", "refresh_token", "send_link", "resume", "disconnect"}),
        ("needs_reconnect", {"rename", "send_link", "disconnect"}),
        ("revoked", set()),
    ],
)
def test_a_connection_offers_the_buttons_that_fit(
    signed_in: SignedIn, connection: Connection, status: str, offered: set[str]
) -> None:
    Connection.objects.update(status=status)
    page = signed_in().get(reverse("admin:integrations_connection_change", args=[connection.pk])).content.decode()
    buttons = {name: reverse(f"admin:integrations_connection_{name}", args=[connection.pk]) for name in BUTTONS_OF}
    assert {name for name, address in buttons.items() if address in page} == offered


def test_a_connections_page_is_in_words(signed_in: SignedIn, connection: Connection) -> None:
    page = signed_in().get(reverse("admin:integrations_connection_change", args=[connection.pk])).content.decode()
    assert "Gmail" in page
    assert "Send mail as you<br>" in page
    assert "googleapis.com/auth" not in page
    assert not re.search(r"\[(&quot;|&#x27;)|\(&#x27;", page)  # no list or tuple as Python writes it


def test_an_account_is_paused_and_resumed_by_its_buttons(signed_in: SignedIn, connection: Connection) -> None:
    client = signed_in()
    for button, status in (("pause", "paused"), ("resume", "active")):
        client.post(
            reverse(f"admin:integrations_connection_{button}", args=[connection.pk]), {"_form_submitted": "True"}
        )
        assert Connection.objects.get().status == status


def test_a_link_to_connect_again_is_mailed(signed_in: SignedIn, connection: Connection) -> None:
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")
    button = reverse("admin:integrations_connection_send_link", args=[connection.pk])
    signed_in().post(button, {"_form_submitted": "True"})
    assert [message.to for message in mail.outbox] == [["office@globex.example"]]
    assert ConnectLink.objects.get().reconnect == connection


def test_another_account_becomes_the_default(signed_in: SignedIn, connection: Connection) -> None:
    other = Connection.objects.create(
        customer=connection.customer, provider="google", oauth_app=connection.oauth_app, account_id="b", services=[]
    )
    button = reverse("admin:integrations_connection_make_default", args=[other.pk])
    signed_in().post(button, {"_form_submitted": "True"})
    assert list(Connection.objects.filter(is_default=True)) == [other]


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "https://ada@acme.example/", "//acme.example", "app"])
def test_a_return_address_that_could_mislead_is_refused(signed_in: SignedIn, wrong: str) -> None:
    OperatorSettings.objects.create(pk=1, return_urls=["https://app.acme.example/done"])
    page = reverse("admin:integrations_operatorsettings_change", args=[1])
    form = {"name": "Acme", "accent_color": "#4f46e5", "currency": "USD", "return_urls": wrong}
    answer = signed_in().post(page, form)
    assert wrong in str(_context(answer)["errors"])
    assert OperatorSettings.objects.get().return_urls == ["https://app.acme.example/done"]
    saved = signed_in("security").post(page, {**form, "return_urls": "https://app.acme.example/connected"})
    assert saved.status_code == 302
    assert OperatorSettings.objects.get().return_urls == ["https://app.acme.example/connected"]


def test_an_empty_secret_keeps_the_stored_one(signed_in: SignedIn, app: OAuthApp) -> None:
    before = app.secret_sealed
    form = {"name": "Renamed", "client_id": app.client_id, "client_secret": "", "is_default": "on"}
    answer = signed_in().post(reverse("admin:integrations_oauthapp_change", args=[app.pk]), form)
    assert answer.status_code == 302, answer.context["errors"]
    app.refresh_from_db()
    assert (app.name, app.secret_sealed) == ("Renamed", before)


def test_usage_totals_follow_the_filter(signed_in: SignedIn, globex: Customer) -> None:
    record(customer_id=globex.pk)
    record(customer_id=globex.pk)
    record()
    page = reverse("admin:integrations_usageline_changelist")
    everything = _context(signed_in().get(page))["totals"]
    filtered = _context(signed_in("viewer").get(page, {"customer": str(globex.pk)}))["totals"]
    assert [(row["calls"], row["price"], row["margin"]) for row in everything] == [("3", "$0.0030", "$0.0018")]
    assert [row["calls"] for row in filtered] == ["2"]


def test_a_call_is_one_row_with_what_the_vendor_charged_beside_it(signed_in: SignedIn, globex: Customer) -> None:
    sale = record(customer_id=globex.pk, unit_cost=None, cost=0)
    beside = {"meter": "request", "unit": "request", "quantity": 2, "unit_price": None, "price": 0}
    record(customer_id=globex.pk, source_id=sale.source_id, cost=Decimal("0.0008"), **beside)
    record(source_id=uuid4(), unit_cost=None, cost=0)
    answer = signed_in().get(reverse("admin:integrations_usageline_changelist"), {"customer": str(globex.pk)})
    page = _context(answer)
    assert list(page["cl"].queryset) == [sale]
    assert page["totals"] == [{"calls": "1", "cost": "$0.0008", "price": "$0.0010", "margin": "$0.0002"}]
    text = answer.content.decode()
    assert "$0.0008" in text
    assert "1 call" in text


@pytest.mark.parametrize("wrong", ["not-a-uuid", "00000000-0000-4000-8000-000000000000", "'"])
def test_a_wrong_filter_shows_nothing_rather_than_everything(signed_in: SignedIn, wrong: str) -> None:
    record()
    answer = signed_in().get(reverse("admin:integrations_usageline_changelist"), {"customer": wrong}, follow=True)
    assert answer.status_code == 200
    assert _context(answer)["cl"].result_count == 0


def test_usage_records_cannot_be_changed_or_deleted(signed_in: SignedIn) -> None:
    client, row = signed_in(), record()
    page = reverse("admin:integrations_usageline_change", args=[row.pk])
    assert client.post(page, {"price": "0"}).status_code == 403
    assert client.post(page.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
    assert UsageLine.objects.sales().get().price == Decimal("0.0010")


@pytest.mark.parametrize("page", ["customer", "connection", "oauthapp", "auditevent", "usageline"])
def test_no_page_shows_a_secret(signed_in: SignedIn, connection: Connection, page: str) -> None:
    client = signed_in()
    grant = connection.grant
    assert grant is not None
    hidden = (*SECRETS, grant.access_sealed, grant.refresh_sealed, app_of(connection).secret_sealed)
    rows = {"customer": connection.customer_id, "connection": connection.pk, "oauthapp": connection.oauth_app_id}
    addresses = [reverse(f"admin:integrations_{page}_changelist")]
    if page in rows:
        addresses += [reverse(f"admin:integrations_{page}_{view}", args=[rows[page]]) for view in ("change", "history")]
    for address in addresses:
        text = client.get(address).content.decode()
        assert not [secret for secret in hidden if secret in text]


@pytest.mark.parametrize("page", ["customer", "connection", "connectlink", "usageline"])
def test_lists_ask_the_database_no_more_with_more_rows(signed_in: SignedIn, connection: Connection, page: str) -> None:
    client = signed_in()
    address = reverse(f"admin:integrations_{page}_changelist")
    client.get(address)
    few = _queries(client, address)
    for number in range(5):
        extra = Customer.objects.create(key=f"c{number}", name=f"C{number}")
        ConnectLink.objects.create(
            customer=extra, services=["gmail"], token_hash=f"{number}" * 64, expires_at=timezone.now()
        )
        Connection.objects.create(
            customer=extra, provider="google", oauth_app=connection.oauth_app, account_id=f"a{number}", services=[]
        )
        record(customer_id=extra.pk)
    assert _queries(client, address) <= few


def test_the_first_page_tells_small_sums_exactly(signed_in: SignedIn) -> None:
    record()
    rollups.rebuild()
    page = signed_in().get(reverse("admin:index")).content.decode()
    assert "$0.0010" in page
    assert "margin $0.0006" in page


def test_the_first_page_says_what_needs_attention(signed_in: SignedIn, connection: Connection) -> None:
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")
    page = signed_in().get(reverse("admin:index")).content.decode()
    assert "Needs attention" in page
    assert "yara@globex.example" in page
    assert "Send a connect link" in page


def _context(answer: object) -> Any:  # what a template was given
    assert isinstance(answer, TemplateResponse)
    return answer.context_data


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(database) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def _no_inlines() -> dict[str, str]:
    return {
        f"{prefix}-{field}": "0" for prefix in ("connections", "links") for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


@pytest.mark.parametrize(("provider", "is_told"), [("google", False), ("slack", True)])
def test_an_app_offers_a_signing_secret_where_its_provider_sends_events(
    signed_in: SignedIn, provider: str, is_told: bool
) -> None:
    app = save_app(SYSTEM, provider=provider, environment="sandbox", client_id="id", client_secret=CLIENT_SECRET)
    page = signed_in().get(reverse("admin:integrations_oauthapp_change", args=[app.pk])).text
    assert ("Signing secret" in page) is is_told
