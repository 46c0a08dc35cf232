"""Which workflows name an account, told before it is ended."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.models import Connection, Customer, OAuthApp
from integrations.uses import uses_of
from workflows.models import Workflow
from workflows.revisions import create_workflow

pytestmark = pytest.mark.django_db


def drawing(connection: Connection, text: str = "") -> dict[str, object]:
    node = {
        "id": "n1",
        "type": "gmail.list_labels",
        "name": text,
        "position": {"x": 0, "y": 0},
        "parameters": {},
        "account_mode": "customer",
        "customer_id": "globex",
    }
    named = node if text else {**node, "connection": str(connection.pk)}
    return {"nodes": [named], "edges": [], "viewport": {"x": 0, "y": 0, "zoom": 1}}


@pytest.fixture
def account() -> Connection:
    globex = Customer.objects.create(key="globex", name="Globex")
    app = OAuthApp.objects.create(provider="google", environment="sandbox", client_id="sandbox-google")
    return Connection.objects.create(
        customer=globex, provider="google", oauth_app=app, account_id="1", services=["gmail"]
    )


def test_workflows_that_name_an_account_are_found(account: Connection) -> None:
    named = create_workflow(SYSTEM, name="Weekly report", graph=drawing(account))
    create_workflow(SYSTEM, name="Only speaks of it", graph=drawing(account, text=f"not {account.pk}"))
    create_workflow(SYSTEM, name="Another", graph={})
    assert [(use.kind, use.id, use.name) for use in uses_of(account.pk)] == [
        ("workflow", str(named.pk), "Weekly report")
    ]
    Workflow.objects.filter(pk=named.pk).update(revision=2)  # its current drawing is another one
    assert uses_of(account.pk) == []


def test_rest_and_the_admin_say_so_and_a_customers_key_only_counts(account: Connection) -> None:
    create_workflow(SYSTEM, name="Weekly report", graph=drawing(account))
    address = f"/api/v1/connections/{account.pk}/uses"
    for customer, names in ((None, ["Weekly report"]), (account.customer, [])):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {keys.create_key(SYSTEM, 'k', customer=customer).secret}")
        told = client.get(address).json()
        assert (told["count"], [each["name"] for each in told["uses"]]) == (1, names)
    browser = Client()
    browser.force_login(
        User.objects.create_superuser("ada"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = browser.get(reverse("admin:integrations_connection_change", args=[account.pk])).content.decode()
    assert "Workflow: Weekly report" in page
