"""`manage.py verify_ledger` finds what somebody with the database's password could do."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from integrations.billing import append_only, rollups
from integrations.billing.ledger import correct
from integrations.billing.tests.conftest import NOON
from integrations.billing.verification import problems
from integrations.models import Call, UsageLine, UsageRollup

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
    assert "Run manage.py rebuild_rollups" in capsys.readouterr().err


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
