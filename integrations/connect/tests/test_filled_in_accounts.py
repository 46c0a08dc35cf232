"""Adding accounts by their credentials and replacing those: what is asked first, what is kept, and for whom."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db import connection as database
from pytest_django import Settings

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import pauses, proofs
from integrations.connect.accounts.disconnect import disconnect
from integrations.connect.accounts.filled_in import add_account, replace_credential
from integrations.connect.tests import keys
from integrations.connect.tests.keys import MODEL_KEY, OTHER_MODEL_KEY, THEO_KEY, YARA_KEY, known_by_key
from integrations.connect.tokens import grants, rotation
from integrations.connect.tokens.oauth_apps import save_app
from integrations.egress import client
from integrations.egress.client import Egress
from integrations.egress.tests.test_tls import PUBLIC, certificate
from integrations.egress.tests.vendor import Reply, Vendor, ok, status
from integrations.errors import (
    Conflict,
    InputError,
    MachinaError,
    NotConnected,
    NotFound,
    PermissionDenied,
    RateLimited,
    RemoteRejected,
    RemoteUnavailable,
)
from integrations.holders import Holder
from integrations.models import AuditEvent, Connection, Customer, Grant, OAuthApp

__all__ = ["certificate"]
OWNER = Holder.owner()
pytestmark = pytest.mark.usefixtures("vendor")


def add(actor: Actor = SYSTEM, holder: Holder = OWNER, provider: str = "parcel", **given: Any) -> Connection:
    return add_account(actor, holder, provider, **{"fields": {"key": YARA_KEY}, **given})


def nothing_is_kept() -> bool:
    return not Connection.objects.exists() and not Grant.objects.exists()


def test_an_account_is_what_the_vendor_says_it_is(globex: Customer) -> None:
    made = add(holder=Holder.customer(globex), label=" Parcels ")

    assert (made.customer, made.provider, made.oauth_app, made.base_url) == (globex, "parcel", None, "")
    assert (made.account_id, made.email, made.email_verified, made.name) == (
        "u-1",
        "yara.keller@globex.example",
        True,
        "Yara Keller",
    )
    assert (made.status, made.is_default, made.services, made.label) == ("active", True, ["parcel_api"], "Parcels")
    event = AuditEvent.objects.get(action="connect.connection.connect")
    assert (event.customer_id, event.object_id, event.after["account"]) == (globex.pk, str(made.pk), "Parcels")


def test_a_wrong_key_is_refused_at_its_field_and_nothing_is_kept(db: None, vendor: Vendor) -> None:
    with pytest.raises(InputError) as raised:
        add(fields={"key": "wrong-key-canary-1"})

    assert raised.value.detail == "Parcel does not accept this API key. Nothing has been kept."
    assert [each.as_dict() for each in raised.value.errors] == [
        {"field": "fields.key", "message": "Parcel does not accept this API key."}
    ]
    assert len(vendor.received) == 1
    assert nothing_is_kept()


def test_every_wrong_field_is_told_at_once_and_the_vendor_is_not_asked(db: None, vendor: Vendor) -> None:
    with pytest.raises(InputError) as raised:
        add(
            provider="models",
            fields={"key": "pk", "organization": "a b"},
            base_url="https://x.example",
            label="x" * 121,
            services=["gmail"],
        )

    assert [each.field for each in raised.value.errors] == [
        "fields.key",
        "fields.organization",
        "base_url",
        "label",
        "services",
    ]
    assert vendor.received == []
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("reply", "error", "field"),
    [
        (status(403, {"message": "this key may not look"}), InputError, "fields.key"),
        (status(503, retry_after="30"), RemoteUnavailable, None),
        (status(429, retry_after="600"), RateLimited, None),
        (ok({"email": "nobody"}), RemoteRejected, None),
        (ok(["a", "list"]), RemoteRejected, None),
        (status(302, location="https://login.parcel.example/"), InputError, "fields.key"),
        (status(200, b"<html>", content_type="text/html"), RemoteUnavailable, None),
    ],
)
def test_what_is_no_plain_yes_keeps_nothing(
    reply: Reply, error: type[MachinaError], field: str | None, db: None, vendor: Vendor
) -> None:
    vendor.answers(reply)
    with pytest.raises(error) as raised:
        add()

    assert [each.field for each in raised.value.errors] == ([field] if field else [])
    assert YARA_KEY not in str(raised.value)
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ("google", "connected by consent"),
        ("weather", "asks nobody who they are"),
        ("nowhere", "There is no provider 'nowhere'"),
    ],
)
def test_only_what_is_filled_in_can_be_added_so(provider: str, words: str, db: None) -> None:
    with pytest.raises(InputError, match=words) as raised:
        add(provider=provider)
    assert [each.field for each in raised.value.errors] == ["provider"]


def test_the_same_account_keeps_its_id_and_takes_the_newer_key(db: None) -> None:
    first = add()
    second = add()

    assert second.pk == first.pk
    assert (Connection.objects.count(), Grant.objects.count()) == (1, 1)
    assert Grant.objects.get().version == 2


def test_two_customers_and_the_owner_each_have_their_own(globex: Customer, initech: Customer) -> None:
    made = [add(holder=holder) for holder in (OWNER, Holder.customer(globex), Holder.customer(initech))]
    assert len({each.pk for each in made}) == 3


def test_the_database_itself_refuses_a_second_row_of_one_account(globex: Customer) -> None:
    for holder in (OWNER, Holder.customer(globex)):
        made = add(holder=holder)
        twin = {"customer": holder.of, "provider": "parcel", "account_id": made.account_id}
        with pytest.raises(IntegrityError), transaction.atomic():
            Connection.objects.create(**twin)
        Connection.objects.create(**twin, base_url="https://elsewhere.example")


def test_an_account_that_was_disconnected_comes_back_under_its_id(db: None) -> None:
    made = add()
    ended = disconnect(SYSTEM, made)
    again = add()

    assert (ended.at_provider, Grant.objects.count()) == ("not_revocable", 1)
    assert "https://parcel.example/keys" in ended.words
    assert (again.pk, again.status, again.is_default) == (made.pk, "active", True)


def test_a_customers_own_key_brings_an_expected_account_at_once(globex: Customer, customer_key: Actor) -> None:
    assert add(customer_key, Holder.customer(globex)).status == "active"


def test_and_any_other_account_only_after_the_operator_has_confirmed_it(globex: Customer, customer_key: Actor) -> None:
    made = add(customer_key, Holder.customer(globex), fields={"key": THEO_KEY})
    assert (made.status, made.is_default) == ("pending", False)

    with pytest.raises(NotFound):
        proofs.confirm(customer_key, made)
    assert proofs.confirm(SYSTEM, made).status == "active"


def test_a_key_of_nobody_knows_whom_waits_for_the_operator(globex: Customer, customer_key: Actor) -> None:
    made = add(customer_key, Holder.customer(globex), provider="models", fields={"key": MODEL_KEY})
    assert made.status == "pending"
    assert made.account_id.startswith("hash:")
    assert MODEL_KEY not in made.account_id + made.name


def test_the_hash_of_a_key_tells_it_from_others_and_says_nothing_without_our_secret(
    db: None, settings: Settings
) -> None:
    first = add(provider="models", fields={"key": MODEL_KEY})
    assert add(provider="models", fields={"key": MODEL_KEY}).pk == first.pk
    other = add(provider="models", fields={"key": OTHER_MODEL_KEY})
    settings.SECRET_KEY = "another secret of the installation"
    under_another = add(provider="models", fields={"key": MODEL_KEY})
    assert len({first.account_id, other.account_id, under_another.account_id}) == 3


def test_another_customers_accounts_are_not_there(initech: Customer, customer_key: Actor, vendor: Vendor) -> None:
    theirs = add(holder=Holder.customer(initech))
    with pytest.raises(NotFound):
        add(customer_key, Holder.customer(initech))
    with pytest.raises(NotFound):
        replace_credential(customer_key, theirs, fields={"key": YARA_KEY})
    assert len(vendor.received) == 1
    assert Grant.objects.get().version == 1


def test_whoever_may_not_operate_adds_and_replaces_nothing(
    globex: Customer, customer_key: Actor, vendor: Vendor
) -> None:
    made = add(holder=Holder.customer(globex))
    watching = replace(customer_key, rights=frozenset({"view"}))
    with pytest.raises(PermissionDenied):
        add(watching, Holder.customer(globex))
    with pytest.raises(PermissionDenied):
        replace_credential(watching, made, fields={"key": YARA_KEY})
    assert len(vendor.received) == 1


def test_nothing_is_added_to_a_customer_that_is_switched_off(globex: Customer, vendor: Vendor) -> None:
    Customer.objects.update(is_active=False)
    globex.refresh_from_db()
    with pytest.raises(NotConnected):
        add(holder=Holder.customer(globex))
    assert vendor.received == []


@pytest.mark.parametrize("what", ["operator", "customer"])
@pytest.mark.django_db(transaction=True)
def test_who_is_switched_off_while_the_vendor_is_asked_has_added_nothing(
    what: str, globex: Customer, operator: Actor, ada: User, vendor: Vendor
) -> None:
    """SECURITY 23: the right is read again where it takes effect."""

    def meanwhile(handler: Any, of: Vendor) -> None:
        rows = User.objects if what == "operator" else Customer.objects
        rows.update(is_active=False)
        database.close()  # of the vendor's thread
        known_by_key()(handler, of)

    vendor.answers(meanwhile)
    with pytest.raises((PermissionDenied, NotConnected)):
        add(operator, Holder.customer(globex))
    assert nothing_is_kept()


def test_so_many_credentials_are_tried_in_an_hour_and_no_more(
    globex: Customer, initech: Customer, vendor: Vendor
) -> None:
    for _ in range(30):
        with pytest.raises(InputError):
            add(holder=Holder.customer(globex), fields={"key": "wrong-key"})
    with pytest.raises(RateLimited, match="30 credentials of the customer 'globex'"):
        add(holder=Holder.customer(globex))
    assert len(vendor.received) == 30
    assert add(holder=Holder.customer(initech)).status == "active"


def test_a_credential_is_sealed_for_its_row_and_sealed_anew_with_a_new_key(db: None, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [("old", b"o" * 32)]
    made = add()
    settings.ENCRYPTION_KEYS = [("new", b"n" * 32), ("old", b"o" * 32)]
    done = rotation.rotate(lambda: None)
    settings.ENCRYPTION_KEYS = [("new", b"n" * 32)]

    grant = Grant.objects.get(connections=made)
    assert (done.resealed, done.failed) == (1, [])
    assert grants.open_access(grant) == f'{{"key": "{YARA_KEY}"}}'


RENEWED = "yara-key-canary-renewed"


@pytest.fixture
def renewed(vendor: Vendor) -> None:
    """Yara has made another key; the old one works no more."""
    vendor.answers(known_by_key({RENEWED: keys.YARA, THEO_KEY: keys.THEO, MODEL_KEY: {}, OTHER_MODEL_KEY: {}}))


def test_another_credential_of_the_same_account_is_kept_under_its_id(
    globex: Customer, customer_key: Actor, vendor: Vendor
) -> None:
    made = add(holder=Holder.customer(globex))
    Connection.objects.update(status="needs_reconnect", status_reason="access_refused")
    vendor.answers(known_by_key({RENEWED: keys.YARA}))
    replaced = replace_credential(customer_key, made, fields={"key": RENEWED})

    assert (replaced.pk, replaced.status, replaced.status_reason) == (made.pk, "active", "")
    assert grants.open_access(Grant.objects.get()) == f'{{"key": "{RENEWED}"}}'
    assert AuditEvent.objects.get(action="connect.connection.replace").before["status"] == "needs_reconnect"


def test_a_paused_account_stays_paused(globex: Customer) -> None:
    made = add(holder=Holder.customer(globex))
    pauses.pause(SYSTEM, made)
    assert replace_credential(SYSTEM, made, fields={"key": YARA_KEY}).status == "paused"


def test_a_wrong_credential_leaves_the_old_one_as_it_was(db: None) -> None:
    made = add()
    before = list(Grant.objects.values())
    with pytest.raises(InputError):
        replace_credential(SYSTEM, made, fields={"key": "wrong-key-canary"})
    assert list(Grant.objects.values()) == before


def test_another_accounts_credential_is_refused_unless_the_operator_says_so(
    globex: Customer, customer_key: Actor
) -> None:
    made = add(holder=Holder.customer(globex))
    with pytest.raises(Conflict, match="another Parcel account than yara"):
        replace_credential(SYSTEM, made, fields={"key": THEO_KEY})
    with pytest.raises(PermissionDenied, match="Only the operator"):
        replace_credential(customer_key, made, fields={"key": THEO_KEY}, other_account=True)
    assert Grant.objects.get().version == 1

    replaced = replace_credential(SYSTEM, made, fields={"key": THEO_KEY}, other_account=True)
    assert (replaced.pk, replaced.account_id, replaced.email) == (made.pk, "u-2", "theo.marsh@sandmail.example")


def test_an_account_that_is_connected_already_takes_no_other_rows_place(db: None) -> None:
    made, _ = add(), add(fields={"key": THEO_KEY})
    with pytest.raises(Conflict, match="connected already"):
        replace_credential(SYSTEM, made, fields={"key": THEO_KEY}, other_account=True)


def test_where_the_vendor_names_nobody_the_operator_renews_and_a_customers_key_waits(
    globex: Customer, customer_key: Actor
) -> None:
    made = add(holder=Holder.customer(globex), provider="models", fields={"key": MODEL_KEY})
    waiting = replace_credential(customer_key, made, fields={"key": OTHER_MODEL_KEY})
    made.refresh_from_db()
    assert (waiting.status, made.status) == ("pending", "active")
    assert MODEL_KEY in grants.open_access(Grant.objects.get(connections=made))

    confirmed = proofs.confirm(SYSTEM, waiting)
    assert confirmed.pk == made.pk
    assert OTHER_MODEL_KEY in grants.open_access(Grant.objects.get())

    replaced = replace_credential(SYSTEM, made, fields={"key": MODEL_KEY})
    assert (replaced.pk, replaced.account_id) == (made.pk, made.account_id)


@pytest.mark.parametrize("state", ["pending", "revoked"])
def test_an_ended_or_waiting_connection_has_no_credential_to_replace(
    state: str, globex: Customer, customer_key: Actor, vendor: Vendor
) -> None:
    made = add(customer_key, Holder.customer(globex), fields={"key": THEO_KEY})
    if state == "revoked":
        disconnect(SYSTEM, proofs.confirm(SYSTEM, made))
    asked = len(vendor.received)
    with pytest.raises(Conflict, match=f"is {state}: there is nothing to replace"):
        replace_credential(SYSTEM, made, fields={"key": THEO_KEY})
    assert len(vendor.received) == asked


def test_what_was_connected_by_consent_has_no_credential_to_replace(make_connection: Any, globex: Customer) -> None:
    with pytest.raises(Conflict, match="connected by consent at Google"):
        replace_credential(SYSTEM, make_connection(globex), fields={"key": YARA_KEY})


@pytest.fixture
def forge(certificate: Path, monkeypatch: pytest.MonkeyPatch, vendor: Vendor) -> Iterator[Vendor]:
    """A vendor on a customer's own host, reached by TLS through the guard; ``inside.example`` is a private address."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    own = Vendor(tls)
    own.answers(known_by_key())

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        assert address == PUBLIC
        return socket.create_connection(("127.0.0.1", port), timeout=seconds)

    egress = Egress(
        resolve=lambda host, port, seconds: ["10.0.0.7" if host == "inside.example" else PUBLIC],
        dial=dial,
        tls=ssl.create_default_context(cafile=str(certificate)),
    )
    monkeypatch.setattr(client, "_shared", egress)
    yield own
    egress.close()
    own.close()


def test_a_typed_address_is_where_the_credential_goes_and_is_part_of_the_account(db: None, forge: Vendor) -> None:
    address = f"https://Vendor.example:{forge.port}/git/"
    made = add(provider="forge", base_url=address)

    assert made.base_url == f"https://vendor.example:{forge.port}/git"
    assert forge.received[0].path == "/git/v1/me"
    assert replace_credential(SYSTEM, made, fields={"key": YARA_KEY}).base_url == made.base_url
    with pytest.raises(Conflict, match="another Forge account"):
        replace_credential(SYSTEM, made, fields={"key": YARA_KEY}, base_url=f"https://vendor.example:{forge.port}")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://inside.example", "does not lead to a public address"),
        ("http://vendor.example", "not allowed|not encrypted"),
        ("https://127.0.0.1", "not a public address"),
        ("", "Give the address"),
    ],
)
def test_an_address_that_leads_inside_is_refused_at_its_field(
    address: str, words: str, db: None, forge: Vendor
) -> None:
    with pytest.raises(InputError) as raised:
        add(provider="forge", base_url=address)
    (wrong,) = raised.value.errors
    assert wrong.field == "base_url"
    assert any(word in wrong.message for word in words.split("|"))
    assert forge.received == []
    assert nothing_is_kept()


def test_a_web_page_is_no_vendor(db: None, forge: Vendor) -> None:
    forge.answers(status(200, b"<html>Welcome</html>", content_type="text/html"))
    with pytest.raises(InputError, match="answers, but not as Forge does") as raised:
        add(provider="forge", base_url=f"https://vendor.example:{forge.port}")
    assert [each.field for each in raised.value.errors] == ["base_url"]


def test_a_place_where_the_vendor_is_not_is_said_at_the_address(db: None, forge: Vendor) -> None:
    forge.answers(status(404, {"message": "no such page"}))
    with pytest.raises(InputError, match="no such page") as raised:
        add(provider="forge", base_url=f"https://vendor.example:{forge.port}")
    assert [each.field for each in raised.value.errors] == ["base_url"]


def test_the_credential_does_not_follow_a_redirect(db: None, forge: Vendor, vendor: Vendor) -> None:
    forge.answers(status(302, location=vendor.url))
    with pytest.raises(InputError):
        add(provider="forge", base_url=f"https://vendor.example:{forge.port}")
    assert vendor.received == []


def test_a_field_that_is_a_part_of_the_address_is_blamed_for_it(db: None) -> None:
    with pytest.raises(InputError) as raised:
        add(provider="desk", fields={"subdomain": "-", "key": YARA_KEY})
    assert [each.field for each in raised.value.errors] == ["fields.subdomain"]


def test_a_provider_of_keys_takes_no_oauth_app(db: None) -> None:
    with pytest.raises(InputError) as raised:
        save_app(SYSTEM, provider="parcel", client_id="c", client_secret="s")
    assert [each.field for each in raised.value.errors] == ["provider"]
    assert not OAuthApp.objects.exists()
