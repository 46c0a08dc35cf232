"""`manage.py verify_ledger` finds what somebody with the database's password could do."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from integrations.billing import append_only, rollups
from integrations.billing.ledger import correct
from integrations.billing.tests.conftest import NOON
from integrations.billing.verification import problems
from integrations.models import Call, Customer, UsageLine, UsageRollup

pytestmark = pytest.mark.django_db

MakeSale = Callable[..., UsageLine]


def tamper(**changes: object) -> None:
    with append_only.suspended(connection):
        UsageLine.objects.update(**changes)


def test_a_sound_ledger_is_said_to_be_sound(make_sale: MakeSale, capsys: pytest.CaptureFixture[str]) -> None:
    make_sale(outcome="failed")
    correct(make_sale(outcome="outcome_unknown"), cost=Decimal(0), price=Decimal("0.001"), at=NOON)
    rollups.refresh()
    make_sale()
    call_command("verify_ledger")
    assert "sound: 7 lines" in capsys.readouterr().out


def test_the_command_fails_and_says_each_finding(make_sale: MakeSale, capsys: pytest.CaptureFixture[str]) -> None:
    make_sale(requests=0)
    rollups.refresh()
    UsageRollup.objects.update(price=Decimal(5))
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_ledger")
    assert "Only if it was the rollup, run manage.py rebuild_rollups" in capsys.readouterr().err


def test_a_changed_line_no_longer_equals_its_rollup(make_sale: MakeSale) -> None:
    make_sale(requests=0)
    rollups.refresh()
    tamper(price=Decimal("0.0001"))
    (found,) = problems()
    assert "calls, quantity, sold, cost, price 1 1.0000000000 1.0000000000 0E-10 0.0010000000;" in found


def test_a_rollup_without_lines_is_found(make_sale: MakeSale) -> None:
    make_sale()
    rollups.refresh()
    UsageRollup.objects.create(
        day=NOON.date(), service="x", operation="x.y", meter="call", currency="USD", quantity=0, sold=0, cost=0, price=1
    )
    (found,) = problems()
    assert "owner x x.y call USD" in found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"outcome": "failed"}, "charges something that did not succeed"),
        ({"cost": Decimal(-1)}, "has a negative amount"),
        ({"month": "2026-10-01"}, "is billed in another month"),
        ({"corrects": UUID(int=7), "source_kind": "correction"}, "corrects a line that does not exist"),
        ({"unit_price": None}, "has an amount on a side that it has no unit for"),
    ],
)
def test_a_line_that_breaks_a_rule_is_named(make_sale: MakeSale, changes: dict[str, object], expected: str) -> None:
    record = make_sale(requests=0)
    tamper(**changes)
    assert [found for found in problems() if str(record.line_id) in found and expected in found]


def test_a_missing_trigger_is_found(db: None) -> None:
    with append_only.suspended(connection):
        assert len([found for found in problems() if "lacks the trigger" in found]) == len(
            append_only.expected_triggers(connection.vendor)
        )


def test_a_succeeded_call_that_was_never_metered_is_found(db: None) -> None:
    call = Call.objects.create(
        scope="owner", call_key="1", request_hash="", operation="gmail.send_message", state="succeeded"
    )
    assert [f"Call {call.pk} succeeded and has no line in the ledger."] == list(problems())


def test_a_charge_for_a_call_that_never_was_is_found(make_sale: MakeSale) -> None:
    """Rollups made anew from the forged line would have called it sound."""
    record = make_sale(requests=0)
    Call.objects.all().delete()
    rollups.refresh()
    assert list(problems()) == [f"Line {record.line_id} of the ledger charges for a call that there never was."]


@pytest.mark.parametrize("customer", [None, "another"])
def test_a_correction_in_another_customers_name_is_found(
    make_sale: MakeSale, acme: Customer, globex: Customer, customer: str | None
) -> None:
    added = correct(make_sale(requests=0, customer_id=acme.pk), price=Decimal("-0.001"), at=NOON)
    assert list(problems()) == []
    with append_only.suspended(connection):
        UsageLine.objects.filter(pk=added.pk).update(customer_id=globex.pk if customer else None)
    rollups.rebuild()
    assert list(problems()) == [f"Line {added.line_id} of the ledger corrects a line of another customer."]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's triggers share one function")
@pytest.mark.parametrize("name", sorted(append_only.expected_triggers("sqlite")))
def test_a_trigger_of_the_right_name_that_does_nothing_is_found(db: None, name: str) -> None:
    table = name.split("_", 3)[3]
    with append_only.suspended(connection), connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
        (found,) = [each for each in problems() if "is not the one that was installed" in each]
        cursor.execute(f"DROP TRIGGER {name}")
    assert name in found
    assert "migrate" not in found


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no functions")
def test_a_function_of_the_right_name_that_does_nothing_is_found(db: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION machina_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NULL; END $$"
        )
        found = [each for each in problems() if "is not the one that was installed" in each]
        transaction.set_rollback(True)
    assert len(found) == len(append_only.expected_triggers("postgresql"))
    assert append_only.hollow(connection) == frozenset()
