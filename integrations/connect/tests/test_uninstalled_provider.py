"""A provider whose package was uninstalled: its accounts stay in the rows, and nothing dies of them."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from integrations.catalog.registry import Catalog, using
from integrations.connect.links import reconnects
from integrations.connect.tests.conftest import MakeConnection
from integrations.models import Connection, Customer, Grant
from integrations.providers import registry
from integrations.providers.tests.declared import courier

STAYS = (
    "The provider 'google' is not installed here any more and could not be told: the access stays there until the"
    " account's owner ends it."
)


@pytest.fixture
def connection(make_connection: MakeConnection, globex: Customer) -> Iterator[Connection]:
    """Made while Google was there; now only another provider is."""
    made = make_connection(globex)
    with registry.using(courier()), using(Catalog([])):
        yield made


def test_it_is_found_no_more(connection: Connection) -> None:
    assert registry.find("google") is None
    assert registry.find("courier") is not None


def test_its_account_is_shown_and_can_be_disconnected(connection: Connection, ada: Any, client: Client) -> None:
    client.force_login(ada)
    shown = client.get(f"/api/v1/connections/{connection.pk}/").json()
    ended = client.post(f"/api/v1/connections/{connection.pk}/revoke").json()

    assert shown["provider"] == "google"
    assert (ended["status"], ended["revoked_at_provider"], ended["detail"]) == ("revoked", False, STAYS)
    assert not Grant.objects.exists()


def test_everything_can_be_ended_with_it(connection: Connection) -> None:
    out = StringIO()
    call_command("revoke_all", "--yes", stdout=out)

    assert out.getvalue().splitlines()[0] == f"1/1  google  {connection.pk}  deleted here. {STAYS}"
    assert Connection.objects.get().status == "revoked"


def test_its_pages_are_no_errors(connection: Connection, ada: Any, client: Client) -> None:
    client.force_login(ada)
    pages = {
        reverse("admin:integrations_connection_changelist"): 200,
        reverse("admin:integrations_connection_change", args=[connection.pk]): 200,
        reverse("admin:integrations_oauthapp_change", args=[connection.oauth_app_id]): 200,
        f"/connect/again/{connection.pk}/": 404,
        "/api/google/callback": 404,
        "/connect/owner/google/": 404,
    }
    assert {page: client.get(page).status_code for page in pages} == pages


def test_nobody_is_mailed_a_link_that_leads_nowhere(connection: Connection) -> None:
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")

    assert reconnects.offer_reconnects() == 0
