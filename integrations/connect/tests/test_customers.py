"""Customers: what each field may hold, who may change it, and what the audit log keeps."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts.customers import create_customer, update_customer
from integrations.errors import Conflict, InputError, NotFound, PermissionDenied
from integrations.models import AuditEvent, Customer

pytestmark = pytest.mark.django_db

VIEWER = Actor("staff", "7", "vera", rights=frozenset({"view"}))


def test_a_customer_is_stored_in_clean_form() -> None:
    create_customer(
        SYSTEM,
        key="acme-corp",
        name="  Acme Corp ",
        email=" team@acme.example ",
        domain="ACME.example.",
        expected_accounts=["a@acme.example", "a@acme.example"],
        metadata={"plan": "pro"},
    )

    stored = Customer.objects.get()
    assert (stored.name, stored.email, stored.domain) == ("Acme Corp", "team@acme.example", "acme.example")
    assert stored.expected_accounts == ["a@acme.example"]
    assert (stored.any_account, stored.is_active) == (False, True)
    event = AuditEvent.objects.get()
    assert (event.action, event.customer_id, event.after["key"]) == (
        "connect.customer.create",
        stored.pk,
        "acme-corp",
    )


@pytest.mark.parametrize("domain", ["gmail.com", "GoogleMail.com", "outlook.com.", "yahoo.co.jp", "web.de"])
def test_public_mail_domains_prove_nothing(domain: str) -> None:
    with pytest.raises(InputError) as raised:
        create_customer(SYSTEM, key="acme", name="Acme", domain=domain)

    assert [error.field for error in raised.value.errors] == ["domain"]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("email", "not an address"),
        ("email", "a@b.example\nBcc: c@d.example"),
        ("domain", "acme"),
        ("domain", "https://acme.example"),
        ("domain", "-acme.example"),
        ("domain", "acmé.example"),
        ("expected_accounts", "a@acme.example"),
        ("expected_accounts", ["nobody"]),
        ("expected_accounts", [""]),
        ("expected_accounts", ["a@acme.example"] * 501),
        ("any_account", "true"),
        ("is_active", 1),
        ("metadata", ["x"]),
        ("colour", "blue"),
    ],
)
def test_wrong_values_are_refused_at_their_field(field: str, value: object) -> None:
    given: dict[str, Any] = {"name": "Acme", field: value}
    with pytest.raises(InputError) as raised:
        create_customer(SYSTEM, key="acme", **given)

    assert [error.field for error in raised.value.errors] == [field]
    assert not Customer.objects.exists()


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(InputError) as raised:
        create_customer(SYSTEM, key="Not A Key", email="x", domain="gmail.com")

    assert [error.field for error in raised.value.errors] == ["key", "email", "domain", "name"]


def test_a_key_is_taken_once() -> None:
    create_customer(SYSTEM, key="acme", name="Acme")
    with pytest.raises(Conflict, match="'acme'"):
        create_customer(SYSTEM, key="acme", name="Other")

    assert Customer.objects.get().name == "Acme"
    assert AuditEvent.objects.count() == 1


def test_a_change_keeps_what_was_before() -> None:
    customer = create_customer(SYSTEM, key="acme", name="Acme", email="old@acme.example")
    update_customer(SYSTEM, customer, email="new@acme.example", name="Acme")

    event = AuditEvent.objects.get(action="connect.customer.change")
    assert (event.before, event.after) == ({"email": "old@acme.example"}, {"email": "new@acme.example"})


def test_no_change_is_no_event() -> None:
    customer = create_customer(SYSTEM, key="acme", name="Acme")
    update_customer(SYSTEM, customer, name="Acme")

    assert not AuditEvent.objects.filter(action="connect.customer.change").exists()


def test_a_customers_own_key_changes_name_and_metadata(globex: Customer, customer_key: Actor) -> None:
    changed = update_customer(customer_key, globex, name="Globex AG", metadata={"tier": 2})

    assert (changed.name, changed.metadata) == ("Globex AG", {"tier": 2})


@pytest.mark.parametrize("value", ["\0", "\ud800", float("inf"), float("nan"), {1, 2}, "\u00e9" * 33_000])
def test_metadata_is_json_that_every_database_keeps(globex: Customer, value: object) -> None:
    with pytest.raises(InputError) as raised:
        update_customer(SYSTEM, globex, metadata={"deep": [value]})
    assert [each.field for each in raised.value.errors] == ["metadata"]


def test_another_customer_is_not_there(initech: Customer, customer_key: Actor) -> None:
    with pytest.raises(NotFound):
        update_customer(customer_key, initech, name="Mine")
    with pytest.raises(NotFound):
        create_customer(customer_key, key="third", name="Third")

    initech.refresh_from_db()
    assert initech.name == "Initech Ltd"


def test_whoever_only_looks_changes_nothing(globex: Customer) -> None:
    with pytest.raises(PermissionDenied):
        create_customer(VIEWER, key="acme", name="Acme")
    with pytest.raises(PermissionDenied):
        update_customer(VIEWER, globex, name="Other")

    globex.refresh_from_db()
    assert globex.name == "Globex GmbH"
