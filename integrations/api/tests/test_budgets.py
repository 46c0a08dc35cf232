"""Budgets over REST: the operator makes them, a customer's key sees its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.billing.tests.conftest import metered, record
from integrations.models import AuditEvent, Budget, Customer

BUDGETS = "/api/v1/budgets/"
ASKED = {"customer": "globex", "amount": "25.50", "currency": "EUR", "period": "month", "hard": True}


def made(client: APIClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(BUDGETS, {**ASKED, **changes}, format="json")
    assert answer.status_code == 201, answer.json()
    budget: dict[str, Any] = answer.json()
    return budget


def test_a_budget_is_made_and_says_how_it_stands(operator_key: APIClient, globex: Customer) -> None:
    record(metered(customer_id=globex.pk, price="0.5", currency="EUR", at=timezone.now()))
    budget = made(operator_key, thresholds=[0.5, 100])
    assert {name: budget[name] for name in (*ASKED, "thresholds", "spent", "reserved")} == {
        **ASKED,
        "amount": "25.5",
        "thresholds": [0.5, 100],
        "spent": "0.5",
        "reserved": "0",
    }
    assert operator_key.get(f"{BUDGETS}{budget['id']}/").json() == budget
    assert operator_key.get(BUDGETS, {"customer": "globex"}).json()["results"] == [budget]
    assert AuditEvent.objects.get(action="billing.budget.create").customer_id == globex.pk


def test_a_budget_is_changed_and_deleted(operator_key: APIClient, globex: Customer) -> None:
    address = f"{BUDGETS}{made(operator_key)['id']}/"
    changed = operator_key.patch(address, {"amount": 30, "hard": False}, format="json").json()
    assert (changed["amount"], changed["hard"], changed["currency"]) == ("30", False, "EUR")
    event = AuditEvent.objects.get(action="billing.budget.change")
    assert (event.before, event.after) == ({"amount": "25.5", "hard": True}, {"amount": "30", "hard": False})
    assert operator_key.delete(address).status_code == 204
    assert operator_key.get(address).status_code == 404


def test_everything_wrong_is_told_at_once(operator_key: APIClient, globex: Customer) -> None:
    wrong = {"customer": "globex", "amount": "-1", "currency": "euro", "period": "year", "thresholds": ["x"], "x": 1}
    answer = operator_key.post(BUDGETS, wrong, format="json")
    assert answer.status_code == 422
    fields = {each["field"].partition(".")[0] for each in answer.json()["errors"]}
    assert fields == {"amount", "currency", "period", "thresholds", "x"}
    for thresholds in ([0], [1001], list(range(1, 12))):
        answer = operator_key.post(BUDGETS, {**ASKED, "thresholds": thresholds}, format="json")
        assert [each["field"] for each in answer.json()["errors"]] == ["thresholds"]
    assert not Budget.objects.exists()


def test_a_customers_key_sees_its_own_and_changes_none(
    operator_key: APIClient, globex_key: APIClient, initech: Customer
) -> None:
    own, foreign = made(operator_key), made(operator_key, customer="initech")
    assert [each["id"] for each in globex_key.get(BUDGETS).json()["results"]] == [own["id"]]
    assert globex_key.get(f"{BUDGETS}{foreign['id']}/").status_code == 404
    assert globex_key.patch(f"{BUDGETS}{foreign['id']}/", {"amount": "1"}, format="json").status_code == 404
    assert globex_key.get(BUDGETS, {"customer": "initech"}).status_code == 404
    for answer in (
        globex_key.patch(f"{BUDGETS}{own['id']}/", {"amount": "9999"}, format="json"),
        globex_key.delete(f"{BUDGETS}{own['id']}/"),
        globex_key.post(BUDGETS, ASKED, format="json"),
    ):
        assert answer.status_code == 403
    assert operator_key.get(f"{BUDGETS}{own['id']}/").json() == own


@pytest.mark.parametrize(("group", "status"), [("billing", 201), ("operator", 403), ("viewer", 403)])
def test_staff_need_the_right_to_billing(globex: Customer, group: str, status: int) -> None:
    user = User.objects.create_user("vera", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = APIClient()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(BUDGETS, ASKED, format="json").status_code == status
    assert client.get(BUDGETS).status_code == 200
