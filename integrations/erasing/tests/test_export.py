"""What a customer's export holds: everything that is kept of it, nothing of anybody else, and no secret."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from integrations.actors import SYSTEM, Actor
from integrations.connect.tokens import grants
from integrations.erasing import export as exporting
from integrations.erasing.export import export
from integrations.errors import NotFound, PermissionDenied
from integrations.models import AuditEvent, Connection, ConnectLink, Customer, Grant, OAuthApp, Payload
from integrations.payloads.contents import keep
from integrations.providers.consent import Tokens
from machina.tests.admin.house import furnish

pytestmark = pytest.mark.django_db


def document(customer: Customer) -> Any:
    return json.loads("".join(export(SYSTEM, customer)))


def test_everything_of_the_customer_is_there_and_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 2)
    customer = furnish().customer
    content = keep({"mail": "hello"}, customer_id=customer.pk)
    keep({"mail": "another's"}, customer_id=Customer.objects.get(key="initech").pk)
    told = document(customer)
    assert told["customer"]["key"] == "globex"
    assert len(told["connections"]) == customer.connections.count() > 2
    assert len(told["links"]) == ConnectLink.objects.filter(customer=customer).count()
    assert len(told["calls"]) == customer.calls.count() > 2
    assert len({each["id"] for each in told["calls"]}) == len(told["calls"])
    contents = {each["id"]: each["content"] for each in told["contents"]}
    assert contents[str(content.pk)] == {"mail": "hello"}
    assert {"mail": "another's"} not in contents.values()
    assert told["usage"][0]["price"]
    for name in ("runs", "webhook_endpoints", "webhook_deliveries", "api_keys", "audit"):
        assert told[name], name
    assert AuditEvent.objects.get(action="customer.export").object_id == str(customer.pk)


def test_no_secret_and_no_cost_of_ours_is_in_it() -> None:
    customer = furnish().customer
    tokens = Tokens("access-CANARY-token", "refresh-CANARY-token", expires_in=60, refresh_expires_in=None)
    grant = Grant.objects.create(oauth_app=OAuthApp.objects.first(), account_id="x")
    Grant.objects.filter(pk=grant.pk).update(**grants.sealed_tokens(grant.pk, tokens))
    Connection.objects.filter(customer=customer).update(grant=grant)
    text = "".join(export(SYSTEM, customer))
    hidden = ["CANARY-token", "v1.", "sealed", "_hash", "whsec_", "mk_.", '"cost"', "unit_cost"]
    hidden += ConnectLink.objects.values_list("token_hash", flat=True)
    assert [each for each in hidden if each in text] == []


def test_one_damaged_content_keeps_nobody_from_the_rest() -> None:
    customer = Customer.objects.create(key="globex", name="Globex")
    damaged, _ = keep({"a": 1}, customer_id=customer.pk), keep({"b": 2}, customer_id=customer.pk)
    Payload.objects.filter(pk=damaged.pk).update(content=b"broken", encoding="zstd")
    told = document(customer)["contents"]
    assert sorted("unreadable" if "unreadable" in each else "content" for each in told) == ["content", "unreadable"]


def test_it_takes_the_right_to_read_content_of_that_customer() -> None:
    globex, initech = (Customer.objects.create(key=key, name=key) for key in ("globex", "initech"))
    with pytest.raises(PermissionDenied):
        export(Actor("link", "1", "billing", rights=frozenset({"view", "billing"})), globex)
    own = Actor("link", "2", "globex server", customer_id=globex.pk, rights=frozenset({"view", "read_content"}))
    with pytest.raises(NotFound):
        export(own, initech)
    assert json.loads("".join(export(own, globex)))["customer"]["key"] == "globex"
    assert AuditEvent.objects.filter(action="customer.export").count() == 1


def test_the_command_writes_it() -> None:
    Customer.objects.create(key="globex", name="Globex")
    out = StringIO()
    call_command("customer", "export", "globex", stdout=out)
    assert json.loads(out.getvalue())["customer"]["name"] == "Globex"
