"""Labels, the default account and reconnect links over REST."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from integrations.api.tests.conftest import MakeConnection
from integrations.models import AuditEvent, Connection, ConnectLink, Customer


def test_an_account_is_named_and_made_the_default(
    globex_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    first, second = make_connection(globex, is_default=True), make_connection(globex)
    answer = globex_key.patch(
        f"/api/v1/connections/{second.pk}/", {"label": " Sales ", "is_default": True}, format="json"
    )
    assert (answer.status_code, answer.json()["label"], answer.json()["is_default"]) == (200, "Sales", True)
    assert globex_key.get(f"/api/v1/connections/{first.pk}/").json()["is_default"] is False
    event = AuditEvent.objects.get(action="connect.connection.label")
    assert (event.before, event.after) == ({"label": ""}, {"label": "Sales"})
    cleared = globex_key.patch(f"/api/v1/connections/{second.pk}/", {"label": ""}, format="json")
    assert (cleared.json()["label"], cleared.json()["is_default"]) == ("", True)


@pytest.mark.parametrize(
    ("body", "field"),
    [({"label": "x" * 121}, "label"), ({"is_default": False}, "is_default"), ({"email": "a@b.example"}, "email")],
)
def test_what_cannot_change_is_named(
    globex_key: APIClient, globex: Customer, make_connection: MakeConnection, body: dict[str, object], field: str
) -> None:
    row = make_connection(globex)
    answer = globex_key.patch(f"/api/v1/connections/{row.pk}/", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_what_was_disconnected_is_no_default_and_then_nothing_changes(
    operator_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    row = make_connection(globex, status="revoked")
    body = {"label": "Old", "is_default": True}
    assert operator_key.patch(f"/api/v1/connections/{row.pk}/", body, format="json").status_code == 409
    row.refresh_from_db()
    assert (row.label, row.is_default) == ("", False)


def test_a_reconnect_link_is_for_that_account_alone(
    globex_key: APIClient, operator_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    row = make_connection(globex, status="needs_reconnect", status_reason="invalid_grant", label="Sales")
    answer = globex_key.post(f"/api/v1/connections/{row.pk}/reconnect")
    assert (answer.status_code, answer.json()["state"]) == (201, "open")
    link = ConnectLink.objects.get()
    assert (link.reconnect, link.services, link.verification) == (row, ["gmail"], "email_code")
    for status in ("revoked", "paused"):
        Connection.objects.filter(pk=row.pk).update(status=status)
        expected = 409 if status == "revoked" else 201
        assert operator_key.post(f"/api/v1/connections/{row.pk}/reconnect").status_code == expected
    owners = make_connection(None)
    assert operator_key.post(f"/api/v1/connections/{owners.pk}/reconnect").status_code == 422


def test_another_customers_account_is_not_there(
    globex_key: APIClient, initech: Customer, make_connection: MakeConnection
) -> None:
    row = make_connection(initech)
    patched = globex_key.patch(f"/api/v1/connections/{row.pk}/", {"label": "Mine"}, format="json")
    assert (patched.status_code, globex_key.post(f"/api/v1/connections/{row.pk}/reconnect").status_code) == (404, 404)
    row.refresh_from_db()
    assert row.label == ""
    assert not ConnectLink.objects.exists()
