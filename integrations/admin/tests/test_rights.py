"""Who may look at and change what: groups alone decide."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrations.admin.connections import BUTTONS_OF
from integrations.admin.tests.conftest import SignedIn
from integrations.models import ApiKey, Connection, ConnectLink, Customer

PAGES = ("customer", "connection", "connectlink", "oauthapp", "usageline", "apikey", "auditevent")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("groups", "status"), [((), 200), (("viewer",), 200), (("operator",), 200), (("somebody",), 403)]
)
def test_lists_need_the_right_to_view(
    signed_in: SignedIn, connection: Connection, page: str, groups: tuple[str, ...], status: int
) -> None:
    answer = signed_in(*groups).get(reverse(f"admin:integrations_{page}_changelist"))
    assert answer.status_code == status


@pytest.mark.parametrize("page", ["customer", "connection", "oauthapp"])
def test_every_detail_page_opens(signed_in: SignedIn, connection: Connection, page: str) -> None:
    row = {"customer": connection.customer_id, "connection": connection.pk, "oauthapp": connection.oauth_app_id}[page]
    assert signed_in().get(reverse(f"admin:integrations_{page}_change", args=[row])).status_code == 200


@pytest.mark.parametrize("page", ["customer", "connection", "connectlink"])
def test_a_page_reads_the_groups_of_its_reader_once(signed_in: SignedIn, connection: Connection, page: str) -> None:
    staff = signed_in("operator")
    with CaptureQueriesContext(database) as asked:
        staff.get(reverse(f"admin:integrations_{page}_changelist"))
    read = [query["sql"] for query in asked if "SELECT" in query["sql"] and '"auth_group"."name"' in query["sql"]]
    assert len(read) == 1


def test_a_viewer_creates_no_customer(signed_in: SignedIn) -> None:
    answer = signed_in("viewer").post(reverse("admin:integrations_customer_add"), {"key": "x", "name": "X"})
    assert answer.status_code == 403
    assert not Customer.objects.exists()


def test_a_viewer_makes_no_link(signed_in: SignedIn, globex: Customer) -> None:
    form = {"customer": globex.pk, "services": ["gmail"], "verification": "operator", "days": 7}
    signed_in("viewer").post(reverse("admin:integrations_connectlink_add"), form)
    assert not ConnectLink.objects.exists()


def test_an_operator_without_the_right_to_security_makes_no_key(signed_in: SignedIn) -> None:
    signed_in("operator").post(reverse("admin:integrations_apikey_add"), {"name": "x", "days": 7})
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("button", BUTTONS_OF)
def test_a_viewer_presses_no_button_of_a_connection(signed_in: SignedIn, connection: Connection, button: str) -> None:
    page = reverse(f"admin:integrations_connection_{button}", args=[connection.pk])
    answer = signed_in("viewer").post(page, {"_form_submitted": "True"})
    assert answer.status_code in {403, 404}
    before = (connection.status, connection.is_default)
    connection.refresh_from_db()
    assert (connection.status, connection.is_default) == before == ("active", True)
    assert not mail.outbox
