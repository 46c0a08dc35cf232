"""Making connect links, and what may be asked of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.connect.links import links
from integrations.connect.tests.conftest import YARA, html_of
from integrations.errors import Conflict, InputError, NotFound, PermissionDenied
from integrations.models import AuditEvent, ConnectLink, Customer, OAuthApp, OperatorSettings
from machina.testing.moments import just_over

VIEWER = Actor("staff", "7", "vera", rights=frozenset({"view"}))


def test_a_link_lives_seven_days(app: OAuthApp, globex: Customer) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail", "gmail"])

    link = ConnectLink.objects.get()
    assert created.url.startswith("http://testserver/connect/")
    assert (link.services, link.state, link.verification) == (["gmail"], "open", "email_code")
    assert timedelta(days=6, hours=23) < link.expires_at - timezone.now() <= timedelta(days=7)
    assert AuditEvent.objects.get(action="connect.link.create").customer_id == globex.pk
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"services": []}, ["services"]),
        ({"services": ["gmail", "nonsense", "more"]}, ["services", "services"]),
        ({"expires_in": timedelta(days=31)}, ["expires_in"]),
        ({"expires_in": timedelta(seconds=-1)}, ["expires_in"]),
        ({"return_url": "https://evil.example/"}, ["return_url"]),
        ({"origin": "https://evil.example"}, ["origin"]),
        ({"origin": "*"}, ["origin"]),
        ({"origin": "https://app.acme.example/page"}, ["origin"]),
        ({"verification": "handshake"}, ["verification"]),
    ],
)
def test_wrong_wishes_are_refused_at_their_field(
    app: OAuthApp, globex: Customer, change: dict[str, Any], fields: list[str]
) -> None:
    OperatorSettings.objects.create(pk=1, return_urls=["https://app.acme.example/"])
    wanted = {"services": ["gmail"], **change}
    with pytest.raises(InputError) as raised:
        links.create_link(SYSTEM, globex, wanted.pop("services"), **wanted)

    assert [error.field for error in raised.value.errors] == fields
    assert not ConnectLink.objects.exists()
    assert not AuditEvent.objects.filter(action="connect.link.create").exists()


def test_everything_that_is_wrong_is_named_at_once(globex: Customer) -> None:
    Customer.objects.update(email="", is_active=False)
    globex.refresh_from_db()
    with pytest.raises(InputError) as raised:
        links.create_link(SYSTEM, globex, ["gmail"], expires_in=timedelta(days=99), return_url="javascript:alert(1)")

    assert [error.field for error in raised.value.errors] == [
        "services",
        "expires_in",
        "return_url",
        "verification",
        "customer",
    ]


def test_a_code_needs_somewhere_to_go(app: OAuthApp, globex: Customer) -> None:
    Customer.objects.update(email="")
    globex.refresh_from_db()
    with pytest.raises(InputError, match="not made") as raised:
        links.create_link(SYSTEM, globex, ["gmail"])

    assert "no e-mail address" in raised.value.errors[0].message


def test_expected_accounts_have_to_be_known(app: OAuthApp, globex: Customer) -> None:
    Customer.objects.update(email="", domain="")
    globex.refresh_from_db()
    with pytest.raises(InputError) as raised:
        links.create_link(SYSTEM, globex, ["gmail"], verification="expected_account")

    assert "expects no account" in raised.value.errors[0].message


def test_links_are_made_for_ones_own_customer_with_the_right_to(
    app: OAuthApp, initech: Customer, globex: Customer, customer_key: Actor
) -> None:
    with pytest.raises(NotFound):
        links.create_link(customer_key, initech, ["gmail"])
    with pytest.raises(PermissionDenied):
        links.create_link(VIEWER, globex, ["gmail"])
    assert not ConnectLink.objects.exists()

    assert links.create_link(customer_key, globex, ["gmail"]).link.customer == globex


def test_sending_mails_the_address_to_the_contact(app: OAuthApp, globex: Customer) -> None:
    OperatorSettings.objects.create(pk=1, name="Acme\nAnalytics", contact="help@acme.example")
    created = links.create_link(SYSTEM, globex, ["gmail"])
    links.send_link(SYSTEM, created)

    sent = mail.outbox[0]
    assert sent.to == [YARA]
    assert sent.reply_to == ["help@acme.example"]
    assert sent.from_email == "Acme Analytics <no-reply@localhost>"
    assert created.url in str(sent.body)
    assert created.url in html_of(sent)
    assert "Read, draft and send your mail" in str(sent.body)


def test_sending_again_gives_a_new_address_and_ends_the_old_one(app: OAuthApp, globex: Customer) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail"])
    ConnectLink.objects.update(state="bound", browser_hash="somebody")
    resent = links.resend_link(SYSTEM, created.link)

    link = ConnectLink.objects.get()
    assert resent.url != created.url
    assert (link.state, link.browser_hash) == ("open", "")
    assert link.token_hash != created.link.token_hash
    assert resent.url in str(mail.outbox[0].body)


def test_an_address_is_not_renewed_that_cannot_be_mailed(app: OAuthApp, globex: Customer) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail"])
    Customer.objects.update(email="")
    globex.refresh_from_db()
    with pytest.raises(InputError, match="no e-mail address"):
        links.resend_link(SYSTEM, created.link)

    assert ConnectLink.objects.get().token_hash == created.link.token_hash


@pytest.mark.parametrize("state", ["finished", "expired", "revoked"])
def test_an_ended_link_is_not_sent_again(app: OAuthApp, globex: Customer, state: str) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail"])
    ConnectLink.objects.update(state=state)
    with pytest.raises(Conflict, match=state):
        links.resend_link(SYSTEM, created.link)
    assert mail.outbox == []


def test_a_late_link_is_not_sent_again(app: OAuthApp, globex: Customer) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail"])
    ConnectLink.objects.update(expires_at=just_over())
    with pytest.raises(Conflict, match="expired"):
        links.resend_link(SYSTEM, created.link)


def test_only_a_bound_link_is_reset(app: OAuthApp, globex: Customer) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail"])
    with pytest.raises(Conflict):
        links.reset_link(SYSTEM, created.link)


def test_revoking_twice_is_fine(app: OAuthApp, globex: Customer) -> None:
    created = links.create_link(SYSTEM, globex, ["gmail"])
    links.revoke_link(SYSTEM, created.link)

    assert links.revoke_link(SYSTEM, created.link).state == "revoked"
    assert AuditEvent.objects.filter(action="connect.link.revoke").count() == 1


def test_links_of_others_are_not_there(app: OAuthApp, initech: Customer, customer_key: Actor) -> None:
    created = links.create_link(SYSTEM, initech, ["gmail"])
    for act in (links.revoke_link, links.resend_link, links.reset_link):
        with pytest.raises(NotFound):
            act(customer_key, created.link)
    for act in (links.revoke_link, links.resend_link, links.reset_link):
        with pytest.raises(PermissionDenied):
            act(VIEWER, created.link)

    created.link.refresh_from_db()
    assert created.link.state == "open"
    assert mail.outbox == []
