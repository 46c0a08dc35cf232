"""A run that meets its customer's hard budget waits, says so, and goes on once there is room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.billing.budgets.actions import change_budget, delete_budget
from integrations.models import Budget, Customer, OutboxEvent
from workflows.conftest import MakeConnection
from workflows.models import Run, Step
from workflows.runs.cancel import cancel_run
from workflows.runs.summary import reason_of
from workflows.runs.tests.conftest import RunFlow, make_due, outcome, states, told, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

NOTE = {"type": "desk.write_note", "account_mode": "customer", "settings": {"on_error": "continue", "retries": 3}}
GRAPH = drawn(
    {"start": {"type": "trigger.manual"}, "one": {**NOTE, "text": "a"}, "two": {**NOTE, "text": "{{ one.text }}"}},
    "start -> one",
    "one -> two",
)


@pytest.fixture
def budget(globex: Customer, make_connection: MakeConnection) -> Budget:
    """It has room for one call."""
    make_connection(globex)
    return Budget.objects.create(customer=globex, amount=Decimal("0.0015"), currency="USD", period="month", hard=True)


@pytest.fixture
def waiting(run_flow: RunFlow, budget: Budget, desk: Desk) -> Run:
    """A run that has made one call, and has no room for the second."""
    run = run_flow(GRAPH, customer=budget.customer)
    assert (run.state, desk.calls, states(run)["two"]) == ("waiting", 1, "waiting")
    return run


def go_on(woken: list[UUID]) -> None:
    """Workers are told of all that waits; what is not due, they leave alone."""
    woken.extend(Step.objects.filter(state=Step.State.WAITING).values_list("pk", flat=True))
    work_off(woken)


def test_a_run_says_which_budget_it_waits_for(waiting: Run) -> None:
    reason = reason_of(waiting)
    assert reason is not None
    assert "Globex GmbH may spend 0.0015 USD this month, of which 0.0005 is left; this call costs 0.001." in reason
    step = waiting.steps.get(node_id="two")
    assert (step.error or {})["code"] == "budget_exceeded"
    assert step.not_before is not None
    assert 0 < (step.not_before - timezone.now()).total_seconds() <= 60


def raise_it(budget: Budget) -> None:
    change_budget(SYSTEM, budget, amount=Decimal(1))


def make_it_soft(budget: Budget) -> None:
    change_budget(SYSTEM, budget, hard=False)


def delete_it(budget: Budget) -> None:
    delete_budget(SYSTEM, budget)


@pytest.mark.parametrize("change", [raise_it, make_it_soft, delete_it])
def test_a_run_goes_on_by_itself_when_there_is_room(
    waiting: Run, budget: Budget, woken: list[UUID], desk: Desk, change: Callable[[Budget], None]
) -> None:
    go_on(woken)
    assert desk.calls == 1
    change(budget)
    go_on(woken)
    waiting.refresh_from_db()
    assert (outcome(waiting), desk.calls) == (("succeeded", {"text": "aaaa"}), 2)
    assert waiting.steps.get(node_id="two").error is None
    assert [each[0] for each in told(waiting)] == [*range(1, waiting.events + 1)]


def test_too_little_more_lets_it_wait_on(waiting: Run, budget: Budget, woken: list[UUID], desk: Desk) -> None:
    change_budget(SYSTEM, budget, amount=Decimal("0.0017"))
    go_on(woken)
    waiting.refresh_from_db()
    assert (waiting.state, desk.calls) == ("waiting", 1)
    assert "0.0007 is left" in str(reason_of(waiting))


def test_room_that_comes_free_is_found_without_any_change(
    waiting: Run, budget: Budget, woken: list[UUID], desk: Desk
) -> None:
    Budget.objects.update(amount=Decimal(1))
    make_due()
    go_on(woken)
    waiting.refresh_from_db()
    assert (waiting.state, desk.calls) == ("succeeded", 2)
    assert not OutboxEvent.objects.filter(name="billing.budget.changed").exists()


def test_a_run_that_waits_for_a_budget_is_cancelled_at_once(waiting: Run, operator: Actor, desk: Desk) -> None:
    assert cancel_run(operator, waiting.pk) == "cancelled"
    assert (states(waiting)["two"], desk.calls) == ("cancelled", 1)


def test_a_branch_that_fails_keeps_no_other_waiting_for_a_budget(
    run_flow: RunFlow, budget: Budget, woken: list[UUID], desk: Desk
) -> None:
    """The first branch waits for the budget; then the second fails, and nothing is to go on any more."""
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "costly": {**NOTE, "text": "a"},
            "free": {"type": "flow.wait", "seconds": 60},
            "stop": {"type": "flow.stop", "message": "enough", "is_error": True},
        },
        "start -> costly",
        "start -> free",
        "free -> stop",
    )
    Budget.objects.update(amount=0)
    run = run_flow(graph, customer=budget.customer)
    assert states(run) == {"start": "succeeded", "costly": "waiting", "free": "waiting"}
    Step.objects.filter(node_id="free").update(not_before=None, started_at=timezone.now() - timedelta(hours=1))
    go_on(woken)
    run.refresh_from_db()
    assert (run.state, states(run)["costly"], desk.calls) == ("failed", "skipped", 0)
