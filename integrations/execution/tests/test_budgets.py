"""Budgets at the door: what is reserved while a call is on its way, what is refused, and what it settles to."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from integrations.actors import Actor
from integrations.billing.budgets.standing import standing_of
from integrations.catalog.registry import discover, using
from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.errors import BudgetExceeded
from integrations.execution import door
from integrations.execution.cancelling import cancel
from integrations.execution.settling import settle
from integrations.execution.tests.conftest import Execute, MakeConnection
from integrations.holders import Holder
from integrations.models import Budget, Call, Connection, Customer, UsageLine
from integrations.services.gmail.service import MODIFY
from machina.testing.worker import process_environment

pytestmark = pytest.mark.django_db
SEND = "post.send_letter"
"""Costs a cent."""


def budget_of(customer: Customer, amount: str, **fields: Any) -> Budget:
    given = {"currency": "USD", "period": "month", "hard": True, **fields}
    return Budget.objects.create(customer=customer, amount=Decimal(amount), **given)


def spent_and_reserved(budget: Budget) -> tuple[object, object]:
    standing = standing_of(Budget.objects.select_related("customer").get(pk=budget.pk))
    return standing.spent, standing.reserved


def test_a_call_that_would_overspend_is_refused_before_anything_leaves(
    vendor: Vendor, connection: Connection, acme: Customer, execute: Execute
) -> None:
    budget_of(acme, "0.025")
    assert [execute(SEND).state for _ in range(2)] == ["succeeded"] * 2
    refused = execute(SEND)
    assert refused.error is not None
    assert refused.error["code"] == "budget_exceeded"
    assert "Acme may spend 0.025 USD this month, of which 0.005 is left; this call costs 0.01." in str(refused.error)
    assert len(vendor.received) == UsageLine.objects.sales().count() == 2
    trace = Call.objects.get(is_refused=True)
    assert trace.error == {name: refused.error[name] for name in ("code", "detail")}
    assert trace.reserved is None


def test_a_cheaper_call_still_has_room(
    vendor: Vendor, connection: Connection, acme: Customer, execute: Execute
) -> None:
    budget_of(acme, "0.012")
    assert [execute(SEND).state for _ in range(2)] == ["succeeded", "failed"]
    assert execute("post.read_letter", {}).state == "succeeded"


def test_a_call_on_offer_takes_room_until_it_ends(
    vendor: Vendor, connection: Connection, acme: Customer, operator: Actor
) -> None:
    budget = budget_of(acme, "0.015")

    def submit(key: str) -> Call:
        holder = Holder.customer(acme)
        return door.submit(SEND, {"to": "Ada"}, holder=holder, call_key=key, actor=operator, source="api")

    call = submit("k")
    assert spent_and_reserved(budget) == (0, Decimal("0.01"))
    with pytest.raises(BudgetExceeded):
        submit("other")
    assert submit("k").pk == call.pk
    cancel(call.pk)
    assert spent_and_reserved(budget) == (0, 0)
    door.run_call(submit("other").pk)
    assert spent_and_reserved(budget) == (Decimal("0.01"), 0)
    assert submit("other").state == "succeeded"


@pytest.mark.parametrize(("answer", "state"), [(status(400, {}), "failed"), (reset(), "outcome_unknown")])
def test_a_call_that_is_not_charged_gives_its_room_back(
    vendor: Vendor, connection: Connection, acme: Customer, execute: Execute, answer: Any, state: str
) -> None:
    budget = budget_of(acme, "1")
    vendor.answers(answer)
    assert execute(SEND).state == state
    assert Call.objects.get().reserved == Decimal("0.01")
    assert spent_and_reserved(budget) == (0, 0)


def test_an_unknown_outcome_that_is_settled_counts(
    vendor: Vendor, connection: Connection, acme: Customer, execute: Execute, operator: Actor
) -> None:
    budget = budget_of(acme, "1")
    vendor.answers(reset())
    outcome = execute(SEND)
    assert outcome.call_id is not None
    settle(Actor(kind="system", id="", label="test", rights=frozenset({"billing"})), outcome.call_id, has_happened=True)
    assert spent_and_reserved(budget) == (Decimal("0.01"), 0)


@pytest.mark.parametrize("hard", [True, False])
def test_who_has_no_hard_budget_reserves_nothing(
    vendor: Vendor, connection: Connection, acme: Customer, globex: Customer, execute: Execute, hard: bool
) -> None:
    budget_of(globex if hard else acme, "0", hard=hard)
    assert execute(SEND).state == "succeeded"
    assert Call.objects.get().reserved is None


def test_the_owner_and_the_test_of_an_account_need_none(
    vendor: Vendor, acme: Customer, make_connection: MakeConnection, execute: Execute
) -> None:
    budget_of(acme, "0")
    make_connection(None)
    assert execute(SEND, holder=Holder.owner()).state == "succeeded"


def test_raising_the_budget_lets_the_same_key_through(
    vendor: Vendor, connection: Connection, acme: Customer, execute: Execute
) -> None:
    budget_of(acme, "0")
    assert execute(SEND, call_key="k").state == "failed"
    Budget.objects.update(amount=Decimal(1))
    assert execute(SEND, call_key="k").state == "succeeded"
    Budget.objects.update(amount=Decimal(0))
    assert execute(SEND, call_key="k").state == "succeeded"
    assert len(vendor.received) == 1


SPENDS = """
import django, sys, uuid; django.setup()
from integrations.actors import SYSTEM
from integrations.execution import door
from integrations.holders import Holder
from integrations.models import Customer
holder = Holder.customer(Customer.objects.get(key="acme"))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(3):
    outcome = door.execute(
        "gmail.list_labels", {}, holder=holder, call_key=uuid.uuid4().hex, actor=SYSTEM, source="workflow"
    )
    print(outcome.state if outcome.error is None else outcome.error["code"], flush=True)
"""


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_eight_processes_cannot_overspend(
    vendor: Vendor,
    acme: Customer,
    make_connection: MakeConnection,
    redis_server: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 24 calls side by side exactly those that the budget has room for are made."""
    monkeypatch.setenv("MACHINA_ENDPOINTS", json.dumps({"google": {"api_root": vendor.url}}))
    vendor.answers(ok({"labels": []}))
    make_connection(acme, scopes=[MODIFY], services=["gmail"])
    with using(discover()) as catalog:
        price = catalog.price("gmail", catalog.operation("gmail.list_labels").pricing_key).price
    budget = budget_of(acme, str(price * 7 + price / 2))
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen([sys.executable, "-c", SPENDS], env=process_environment(), **pipes) for _ in range(8)]
    said: list[str] = []
    try:
        for each in workers:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in workers:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        for each in workers:
            said += each.communicate(timeout=120)[0].split()
    finally:
        for each in workers:
            each.kill()
    assert {word: said.count(word) for word in set(said)} == {"succeeded": 7, "budget_exceeded": 17}
    assert len(vendor.received) == UsageLine.objects.sales().count() == 7
    assert spent_and_reserved(budget) == (price * 7, 0)
