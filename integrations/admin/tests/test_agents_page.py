"""The page about outside agents: for everybody who may look, without what calls said."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.models import Call, Customer

pytestmark = pytest.mark.django_db


def test_it_says_how_to_let_agents_in_and_what_they_did() -> None:
    customer = Customer.objects.create(key="globex", name="Globex GmbH")
    secret = create_key(SYSTEM, "their agent", customer=customer, tools="write").secret
    facts = {"kind": "operation", "scope": "s", "call_key": "k", "operation": "gmail.search_messages", "source": "mcp"}
    Call.objects.create(**facts, customer=customer, actor_kind="api_key", actor_id="1", actor_label="their agent")
    user = User.objects.create_user("vera", "vera@operator.example", "correct horse", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="viewer")[0])
    client = Client()
    client.force_login(user)
    page = client.get(reverse("admin:agents")).content.decode()
    for text in ("/mcp/", "claude mcp add", "their agent", "Read and write", "Globex GmbH", "Search messages"):
        assert text in page
    assert secret not in page
    assert client.post(reverse("admin:agents")).status_code == 405
    assert Client().get(reverse("admin:agents")).status_code == 302
