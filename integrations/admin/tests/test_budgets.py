"""Budgets in the admin: made, changed and deleted by the actions that REST calls too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from integrations.admin.tests.conftest import SignedIn
from integrations.models import AuditEvent, Budget, Customer

FORM = {"amount": "25.50", "currency": "eur", "period": "month", "hard": "on", "thresholds": "50, 80.5"}


def test_a_budget_is_made_changed_and_deleted_with_its_audit_events(signed_in: SignedIn, globex: Customer) -> None:
    client = signed_in()
    added = client.post(reverse("admin:integrations_budget_add"), {**FORM, "customer": globex.pk})
    assert added.status_code == 302, added.context["errors"]
    budget = Budget.objects.get()
    shown = (budget.amount, budget.currency, budget.period, budget.hard, budget.thresholds)
    assert shown == (Decimal("25.5"), "EUR", "month", True, [50, 80.5])
    page = reverse("admin:integrations_budget_change", args=[budget.pk])
    assert b"50, 80.5" in client.get(page).content
    assert client.post(page, {**FORM, "amount": "30", "hard": ""}).status_code == 302
    budget.refresh_from_db()
    assert (budget.amount, budget.hard) == (30, False)
    client.post(reverse("admin:integrations_budget_delete", args=[budget.pk]), {"post": "yes"})
    assert not Budget.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="billing.budget").order_by("position")
    assert [each.action.rpartition(".")[2] for each in actions] == ["create", "change", "delete"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"currency": "euro"}, "at most 3 characters"),
        ({"currency": "E1"}, "three capital letters"),
        ({"thresholds": "most"}, "Write numbers with commas"),
        ({"thresholds": "0"}, "parts of the amount"),
        ({"amount": "-1"}, "amount of 0 or more"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    signed_in: SignedIn, globex: Customer, wrong: dict[str, Any], words: str
) -> None:
    form = {**FORM, **wrong, "customer": globex.pk}
    answer = signed_in().post(reverse("admin:integrations_budget_add"), form, follow=True)
    assert words in answer.content.decode()
    assert not Budget.objects.exists()


@pytest.mark.parametrize(("group", "status"), [("billing", 200), ("operator", 403), ("viewer", 403)])
def test_budgets_take_the_right_to_billing(signed_in: SignedIn, group: str, status: int) -> None:
    assert signed_in(group).get(reverse("admin:integrations_budget_add")).status_code == status
