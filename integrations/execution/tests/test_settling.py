"""A person says what became of a call whose outcome was unknown."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from integrations.actors import Actor, staff_actor
from integrations.billing import rollups
from integrations.billing.reports import usage_report
from integrations.egress.tests.vendor import Vendor, ok, reset
from integrations.errors import Conflict, NotFound, PermissionDenied
from integrations.execution.settling import settle
from integrations.execution.tests.conftest import LETTER, Execute
from integrations.models import AuditEvent, Call, Connection, Customer, UsageLine

pytestmark = pytest.mark.django_db

CLERK = staff_actor(user_id=3, label="kim", groups=frozenset({"billing"}), is_superuser=False)


@pytest.fixture
def lost(vendor: Vendor, connection: Connection, execute: Execute) -> UUID:
    """A call whose answer got lost."""
    vendor.answers(reset())
    call_id = execute("post.send_letter", call_key="k").call_id
    assert call_id is not None
    return call_id


def total_price(customer: Customer) -> str:
    today = Call.objects.get().finished_at
    assert today is not None
    (row,) = usage_report(CLERK, from_=today.date(), to=today.date(), group_by=(), customer=customer)
    return str(row["price"])


@pytest.mark.parametrize(("has_happened", "price"), [(True, "0.01"), (False, "0")])
def test_what_happened_is_charged_by_a_correction(
    lost: UUID, acme: Customer, execute: Execute, has_happened: bool, price: str
) -> None:
    rollups.refresh()
    correction = settle(CLERK, lost, has_happened=has_happened)
    assert correction.price == Decimal(price)
    assert total_price(acme) == price
    outcome = execute("post.send_letter", call_key="k")
    assert outcome.usage is not None
    assert (outcome.state, outcome.usage["price"]) == ("outcome_unknown", price)
    assert AuditEvent.objects.get().after == {"has_happened": has_happened, "price": str(Decimal(price))}


def test_it_is_settled_once(lost: UUID, acme: Customer) -> None:
    settle(CLERK, lost, has_happened=True)
    with pytest.raises(Conflict):
        settle(CLERK, lost, has_happened=True)
    assert total_price(acme) == "0.01"


def test_a_call_with_an_answer_cannot_be_settled(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(ok(LETTER))
    call_id = execute("post.send_letter").call_id
    assert call_id is not None
    with pytest.raises(Conflict):
        settle(CLERK, call_id, has_happened=True)
    assert UsageLine.objects.sales().count() == 1


def test_only_those_who_bill_may_settle(lost: UUID, operator: Actor, acme: Customer) -> None:
    key = Actor(kind="api_key", id="1", label="key", customer_id=acme.pk, rights=frozenset({"billing"}))
    with pytest.raises(PermissionDenied):
        settle(operator, lost, has_happened=True)
    for actor, call_id in ((key, lost), (CLERK, uuid4())):
        with pytest.raises(NotFound):
            settle(actor, call_id, has_happened=True)
    assert UsageLine.objects.sales().count() == 1
