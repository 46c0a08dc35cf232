"""Approvals in the admin: read by right, answered by buttons that ask first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.models import Approval
from workflows.tests.desk import Desk


@pytest.fixture
def approval(desk: Desk, globex: Customer, operator: Actor) -> Approval:
    wish = {"operation": "desk.burn_note", "parameters": {"text": "ab<b>"}, "source": "agent"}
    return ask(Question(key="1", holder=Holder.customer(globex), asker=operator, **wish))  # type: ignore[arg-type]


@pytest.fixture
def signed_in(make_staff: Callable[..., User]) -> Callable[[str], Client]:
    def sign_in(group: str) -> Client:
        client = Client()
        client.force_login(make_staff(f"sam.{group}", group))
        return client

    return sign_in


def page(approval: Approval, action: str = "") -> str:
    if action:
        return reverse(f"admin:workflows_approval_{action}", args=[approval.pk])
    return reverse("admin:workflows_approval_change", args=[approval.pk])


def test_operators_see_what_is_asked_and_viewers_that_it_is(
    approval: Approval, signed_in: Callable[[str], Client]
) -> None:
    seen = signed_in("operator").get(page(approval)).content.decode()
    assert "Waits for an answer" in seen and "ab&lt;b&gt;" in seen and "Approve" in seen
    hidden = signed_in("viewer").get(page(approval)).content.decode()
    assert "Waits for an answer" in hidden
    assert "ab&lt;b&gt;" not in hidden and "ab<b>" not in hidden
    listed = signed_in("billing").get(reverse("admin:workflows_approval_changelist")).content.decode()
    assert "Globex GmbH" in listed and "ab&lt;b&gt;" not in listed


def test_a_button_answers_on_confirmation(approval: Approval, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("operator")
    client.get(page(approval, "approve"))
    assert Approval.objects.get().state == "open"
    client.post(page(approval, "approve"), {"note": "Go on.", "_form_submitted": "True"})
    assert (Approval.objects.get().state, Approval.objects.get().note) == ("approved", "Go on.")


def test_a_viewer_answers_nothing(approval: Approval, signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("viewer").post(page(approval, "refuse"), {"note": ""})
    assert (answer.status_code in (302, 403), Approval.objects.get().state) == (True, "open")
