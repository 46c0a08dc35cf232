"""Accounts that are added by a key in the admin, and keys that are replaced there; no page shows one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from pytest_django import Settings

from integrations.actors import SYSTEM
from integrations.admin.tests.conftest import SignedIn
from integrations.connect.accounts.filled_in import add_account
from integrations.connect.tests import keys
from integrations.connect.tests.keys import THEO_KEY, YARA_KEY, known_by_key
from integrations.egress.tests.vendor import Vendor
from integrations.holders import Holder
from integrations.models import AuditEvent, Connection, Customer, Grant

ADD = "admin:integrations_connection_add"


@pytest.fixture(autouse=True)
def vendor(settings: Settings, tmp_path: Path) -> Iterator[Vendor]:
    cache.clear()
    vendor = Vendor()
    vendor.answers(known_by_key())
    settings.MACHINA_ENDPOINTS = {each: {"api_root": vendor.url} for each in ("parcel", "books", "forge")}
    with keys.declared(tmp_path):
        yield vendor
    vendor.close()


@pytest.fixture
def parcel(globex: Customer, vendor: Vendor) -> Connection:
    return add_account(SYSTEM, Holder.customer(globex), "parcel", fields={"key": YARA_KEY})


def replace_page(connection: Connection) -> str:
    return reverse("admin:integrations_connection_replace_credential", args=[connection.pk])


def test_the_form_is_drawn_from_what_the_provider_asks_for(signed_in: SignedIn, globex: Customer) -> None:
    client = signed_in()
    choice = client.get(reverse(ADD)).content.decode()
    page = client.get(reverse(ADD), {"provider": "books", "customer": str(globex.pk)})
    text = page.content.decode()

    assert ">Parcel<" in choice
    assert ">Weather<" not in choice
    assert ">Google<" not in choice
    assert "no-store" in page["Cache-Control"]
    assert "Add Books account of Globex GmbH" in text
    assert 'name="value_username"' in text
    assert 'type="password" name="value_password"' in text
    assert 'name="base_url"' not in text
    assert 'name="base_url"' in client.get(reverse(ADD), {"provider": "forge"}).content.decode()


def test_an_account_is_added_and_its_key_shown_nowhere(signed_in: SignedIn, globex: Customer) -> None:
    client = signed_in()
    address = f"{reverse(ADD)}?provider=parcel&customer={globex.pk}"
    page = client.post(address, {"value_key": YARA_KEY, "label": "Parcels"}, follow=True)

    made = Connection.objects.get()
    assert (made.customer, made.status, made.label) == (globex, "active", "Parcels")
    lists = [reverse(f"admin:integrations_{each}_changelist") for each in ("connection", "auditevent", "customer")]
    for shown in [page, *(client.get(each) for each in lists)]:
        assert YARA_KEY not in shown.content.decode()


def test_a_wrong_key_is_told_at_its_field_and_not_shown_again(signed_in: SignedIn) -> None:
    page = signed_in().post(
        f"{reverse(ADD)}?provider=books", {"value_username": "ada", "value_password": "wrong-canary"}
    )
    text = page.content.decode()
    assert "Books does not accept this Password." in text
    assert 'value="ada"' in text
    assert "wrong-canary" not in text
    assert not Connection.objects.exists()


def test_a_viewer_adds_and_replaces_nothing(signed_in: SignedIn, parcel: Connection, vendor: Vendor) -> None:
    client = signed_in("viewer")
    asked = len(vendor.received)
    client.post(f"{reverse(ADD)}?provider=parcel", {"value_key": THEO_KEY})
    assert client.post(replace_page(parcel), {"value_key": YARA_KEY}).status_code in (302, 403, 404)
    assert (Connection.objects.count(), Grant.objects.get().version, len(vendor.received)) == (1, 1, asked)


def test_a_key_is_replaced_on_its_connection(signed_in: SignedIn, parcel: Connection, vendor: Vendor) -> None:
    client = signed_in()
    renewed = "yara-key-canary-renewed"
    vendor.answers(known_by_key({renewed: keys.YARA, THEO_KEY: keys.THEO}))
    assert Grant.objects.get().version == 1
    client.get(replace_page(parcel))
    assert Grant.objects.get().version == 1

    page = client.post(replace_page(parcel), {"value_key": renewed}, follow=True)
    assert "The credential of yara.keller@globex.example was replaced." in page.content.decode()
    assert renewed not in page.content.decode()
    assert Grant.objects.get().version == 2

    refused = client.post(replace_page(parcel), {"value_key": THEO_KEY}, follow=True)
    assert "another Parcel account" in refused.content.decode()
    client.post(replace_page(parcel), {"value_key": THEO_KEY, "other_account": "on"})
    parcel.refresh_from_db()
    assert parcel.email == "theo.marsh@sandmail.example"


def test_the_button_is_offered_where_there_is_a_key_to_replace(
    signed_in: SignedIn, parcel: Connection, connection: Connection
) -> None:
    client = signed_in()
    offered = {
        row: client.get(reverse("admin:integrations_connection_change", args=[row.pk])).content.decode()
        for row in (parcel, connection)
    }
    assert replace_page(parcel) in offered[parcel]
    assert "Refresh token" not in offered[parcel]
    assert replace_page(connection) not in offered[connection]
    assert client.get(replace_page(connection)).status_code == 404


def test_an_account_gets_the_operators_own_name_and_loses_it(signed_in: SignedIn, parcel: Connection) -> None:
    client, page = signed_in(), reverse("admin:integrations_connection_rename", args=[parcel.pk])
    assert 'name="label"' in client.get(page).content.decode()
    for label in ("  Berlin office ", ""):
        client.post(page, {"label": label}, follow=True)
        parcel.refresh_from_db()
        assert parcel.label == label.strip()
    assert AuditEvent.objects.filter(action="connect.connection.label").count() == 2


def test_a_name_that_is_too_long_is_told_at_its_field(signed_in: SignedIn, parcel: Connection) -> None:
    page = reverse("admin:integrations_connection_rename", args=[parcel.pk])
    answer = signed_in().post(page, {"label": "x" * 201})
    assert "at most" in answer.content.decode()
    parcel.refresh_from_db()
    assert parcel.label == ""
