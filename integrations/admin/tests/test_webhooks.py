"""Webhook endpoints and deliveries in the admin."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from integrations import events
from integrations.actors import SYSTEM
from integrations.models import Customer, WebhookDelivery, WebhookEndpoint
from integrations.outgoing.endpoints import create_endpoint

pytestmark = pytest.mark.django_db
URL = "https://hooks.acme.example/machina"
ADD = "admin:integrations_webhookendpoint_add"


@pytest.fixture
def globex() -> Customer:
    return Customer.objects.create(key="globex", name="Globex GmbH")


def staff(*groups: str, is_superuser: bool = False) -> Client:
    user = User.objects.create_user("-".join(groups) or "root", is_staff=True, is_superuser=is_superuser)
    user.groups.set(Group.objects.get_or_create(name=name)[0] for name in groups)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(name: str, row: WebhookEndpoint | WebhookDelivery) -> str:
    return reverse(f"admin:integrations_{row._meta.model_name}_{name}", args=[row.pk])


def test_an_endpoint_is_made_and_its_secret_shown_once(globex: Customer) -> None:
    client = staff(is_superuser=True)
    form = {"url": URL, "customer": str(globex.pk), "description": "Books", "events": ["link.finished"]}
    shown = client.post(reverse(ADD), form)
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.customer, endpoint.events, endpoint.description) == (globex, ["link.finished"], "Books")
    assert "whsec_" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    for address in (page("change", endpoint), page("edit", endpoint), page("new_secret", endpoint)):
        answer = client.get(address)
        assert (answer.status_code, "whsec_" in answer.content.decode()) == (200, False)
    before = endpoint.secret_sealed
    renewed = client.post(page("new_secret", endpoint))
    endpoint.refresh_from_db()
    assert "whsec_" in renewed.content.decode()
    assert endpoint.secret_sealed != before


def test_what_is_wrong_is_told_at_its_field() -> None:
    client = staff(is_superuser=True)
    answer = client.post(reverse(ADD), {"url": "http://10.0.0.1/", "events": ["*"]})
    assert "not encrypted" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_changed_switched_tested_and_deleted() -> None:
    client = staff(is_superuser=True)
    endpoint = create_endpoint(SYSTEM, None, url=URL, events=["link.*"]).endpoint
    kept = client.post(page("edit", endpoint), {"url": URL + "/v2", "events": ["link.*"], "description": ""})
    assert kept.status_code == 302, kept.content
    for button, expected in (("switch_off", False), ("switch_on", True)):
        client.post(page(button, endpoint), {"_form_submitted": "True"})
        endpoint.refresh_from_db()
        assert (endpoint.is_active, endpoint.url) == (expected, URL + "/v2")
    client.post(page("send_test", endpoint), {"_form_submitted": "True"})
    assert WebhookDelivery.objects.get().event == "webhook.test"
    client.post(page("remove", endpoint), {"_form_submitted": "True"})
    assert not WebhookEndpoint.objects.exists()


def test_a_delivery_is_replayed_and_what_an_endpoint_says_is_only_text(globex: Customer) -> None:
    client = staff(is_superuser=True)
    create_endpoint(SYSTEM, None, url=URL, events=["*"])
    events.emit("link.finished", {"link": str(uuid4()), "customer_id": "globex"}, customer_id=globex.pk)
    delivery = WebhookDelivery.objects.get()
    delivery.log.create(
        number=1, at=delivery.created_at, milliseconds=5, status=500, answer="<script>alert(1)</script>"
    )
    delivery.state, delivery.due_at, delivery.finished_at = "failed", None, delivery.created_at
    delivery.error = "<b>no</b>"
    delivery.save()
    shown = client.get(page("change", delivery)).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<b>no</b>" not in shown
    client.post(page("replay", delivery), {"_form_submitted": "True"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("waiting", "")


@pytest.mark.parametrize(("group", "own", "operators"), [("viewer", 0, 0), ("operator", 1, 0), ("security", 1, 1)])
def test_the_operators_own_take_the_right_to_security(globex: Customer, group: str, own: int, operators: int) -> None:
    client = staff(group)
    for customer, made in ((str(globex.pk), own), ("", operators)):
        client.post(reverse(ADD), {"url": URL, "customer": customer, "events": ["*"]})
        assert WebhookEndpoint.objects.filter(customer=globex if customer else None).count() == made
    for whose, allowed in ((globex, own), (None, operators)):
        row = create_endpoint(SYSTEM, whose, url=URL, events=["*"]).endpoint
        for button in ("remove", "switch_off", "new_secret"):
            client.post(page(button, row), {"_form_submitted": "True"})
        still = WebhookEndpoint.objects.filter(pk=row.pk, secret_sealed=row.secret_sealed, is_active=True)
        assert still.exists() is not bool(allowed)
