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
from integrations.models import Call, UsageRecord, UsageRollup

pytestmark = pytest.mark.django_db

MakeRecord = Callable[..., UsageRecord]


def tamper(**changes: object) -> None:
    with append_only.suspended(connection):
        UsageRecord.objects.update(**changes)


def test_a_sound_ledger_is_said_to_be_sound(make_record: MakeRecord, capsys: pytest.CaptureFixture[str]) -> None:
    make_record(outcome="failed")
    correct(make_record(outcome="outcome_unknown"), cost=Decimal(0), price=Decimal("0.001"), at=NOON)
    rollups.refresh()
    make_record()
    call_command("verify_ledger")
    assert "sound: 4 records" in capsys.readouterr().out


def test_the_command_fails_and_says_each_finding(make_record: MakeRecord, capsys: pytest.CaptureFixture[str]) -> None:
    make_record()
    rollups.refresh()
    UsageRollup.objects.update(price=Decimal(5))
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_ledger")
    assert "Run manage.py rebuild_rollups" in capsys.readouterr().err


def test_a_changed_record_no_longer_equals_its_rollup(make_record: MakeRecord) -> None:
    make_record()
    rollups.refresh()
    tamper(price=Decimal("0.0001"))
    (found,) = problems()
    assert "quantity, cost, price 1 1.0000000000 0.0001000000 0.0010000000;" in found


def test_a_rollup_without_records_is_found(make_record: MakeRecord) -> None:
    make_record()
    rollups.refresh()
    UsageRollup.objects.create(
        day=NOON.date(), service="x", operation="x.y", currency="USD", quantity=0, cost=0, price=1
    )
    (found,) = problems()
    assert "owner x x.y USD" in found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"outcome": "failed"}, "charges a call that did not succeed"),
        ({"cost": Decimal(-1)}, "has a negative amount"),
        ({"month": "2026-10-01"}, "is billed in another month"),
        ({"corrects": UUID(int=7), "outcome": "correction"}, "corrects a record that does not exist"),
    ],
)
def test_a_record_that_breaks_a_rule_is_named(
    make_record: MakeRecord, changes: dict[str, object], expected: str
) -> None:
    record = make_record()
    tamper(**changes)
    assert [found for found in problems() if str(record.pk) in found and expected in found]


def test_a_missing_trigger_is_found(db: None) -> None:
    with append_only.suspended(connection):
        assert len([found for found in problems() if "lacks the trigger" in found]) == len(
            append_only.expected_triggers(connection.vendor)
        )


def test_a_succeeded_call_that_was_never_metered_is_found(db: None) -> None:
    call = Call.objects.create(
        scope="owner", call_key="1", request_hash="", operation="gmail.send_message", state="succeeded"
    )
    assert [f"Call {call.pk} succeeded and has no usage record."] == list(problems())
