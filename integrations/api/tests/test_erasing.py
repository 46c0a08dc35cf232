"""Erasing and exporting a customer over REST and in the admin."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from integrations.erasing import erase
from integrations.models import Customer, Erasure


def test_a_customer_is_erased_and_the_report_stays(operator_key: APIClient, globex: Customer) -> None:
    address = "/api/v1/customers/globex/erase"
    wrong = operator_key.post(address, {"confirm": "initech"}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "confirm")
    begun = operator_key.post(address, {"confirm": "globex"}, format="json")
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    erase.go_on(Erasure.objects.get().pk)
    assert operator_key.get("/api/v1/customers/globex/").status_code == 404
    done = operator_key.get(f"/api/v1/erasures/{begun.json()['id']}/").json()
    assert (done["state"], done["customer"], done["report"]["access"]) == ("done", "globex", {})
    assert [each["id"] for each in operator_key.get("/api/v1/erasures/").json()["results"]] == [done["id"]]


def test_a_customers_key_erases_nobody_and_exports_itself(
    globex_key: APIClient, globex: Customer, initech: Customer
) -> None:
    for key in ("globex", "initech"):
        answer = globex_key.post(f"/api/v1/customers/{key}/erase", {"confirm": key}, format="json")
        assert answer.status_code in (403, 404)
    assert globex_key.get("/api/v1/erasures/").status_code == 404
    assert globex_key.get("/api/v1/customers/initech/export").status_code == 404
    own = globex_key.get("/api/v1/customers/globex/export")
    assert own["Content-Disposition"] == 'attachment; filename="globex.json"'
    assert json.loads(b"".join(own))["customer"]["email"] == "office@globex.example"
    assert Customer.objects.filter(is_active=True).count() == 2
    assert not Erasure.objects.exists()


@pytest.mark.parametrize(("group", "erases", "exports"), [("viewer", 0, 0), ("operator", 0, 1), ("security", 1, 1)])
def test_the_admin_asks_for_the_key_and_the_right(globex: Customer, group: str, erases: int, exports: int) -> None:
    user, client = User.objects.create_user(group, is_staff=True), Client()
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    exported = client.get(reverse("admin:integrations_customer_export_customer", args=[globex.pk]))
    assert exported.get("Content-Type") == ("application/json" if exports else exported.get("Content-Type"))
    assert (exported.status_code == 200) is bool(exports)
    address = reverse("admin:integrations_customer_erase_customer", args=[globex.pk])
    client.get(address)
    client.post(address, {"confirm": "wrong"})
    assert not Erasure.objects.exists()
    client.post(address, {"confirm": "globex"})
    assert Erasure.objects.count() == erases
    globex.refresh_from_db()
    assert globex.is_active is not bool(erases)
