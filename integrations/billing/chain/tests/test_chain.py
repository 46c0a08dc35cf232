"""What somebody with the database's password does to ledger and audit log is named by the chain."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from integrations import audit
from integrations.actors import SYSTEM
from integrations.billing import append_only, rollups
from integrations.billing.chain import heads, sealing
from integrations.billing.chain.content import AUDIT, LEDGERS, USAGE
from integrations.billing.chain.sealing import seal
from integrations.billing.chain.verification import problems
from integrations.billing.tests.conftest import metered, record
from integrations.models import AuditEvent, ChainEntry, UsageLine
from machina.log import JsonFormatter

pytestmark = pytest.mark.django_db

OCTOBER = datetime(2026, 10, 31, 23, 59, 59, 999_999, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def lines(db: None) -> list[int]:
    """The positions of six lines, sealed two by two."""
    for number in range(1, 7):
        record(metered(requests=0, price=f"0.00{number}"))
        if number % 2 == 0:
            seal()
    return list(UsageLine.objects.order_by("position").values_list("position", flat=True))


@pytest.fixture
def events(lines: list[int]) -> list[int]:
    """The positions of three events, sealed together."""
    for number in range(3):
        audit.record(SYSTEM, "test.done", UsageLine.objects.all()[0], after={"ä": [number, None, 1.5]})
    seal()
    return list(AuditEvent.objects.order_by("position").values_list("position", flat=True))


def forge(position: int, **changes: object) -> None:
    """Put a row at a position, as a copy of the newest."""
    copy = UsageLine.objects.order_by("-position")[0]
    copy.pk, copy.line_id, copy.source_id = position, uuid4(), uuid4()
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def attack(change: Callable[[], object]) -> list[str]:
    """What is found after a change by somebody who can lift the triggers."""
    assert list(problems()) == []
    with append_only.suspended(connection):
        change()
    return list(problems())


def rebuild_chain() -> None:
    """What somebody would do who knows how chains are made; he cannot reach the files."""
    ChainEntry.objects.all().delete()
    outside = heads.folder().rename(heads.folder().with_name("kept"))
    seal()
    for path in heads.folder().iterdir():
        path.unlink()
    heads.folder().rmdir()
    outside.rename(heads.folder())


def test_untouched_rows_are_sound(lines: list[int], events: list[int]) -> None:
    assert list(problems()) == []
    assert list(ChainEntry.objects.order_by("id").values_list("ledger", "number", "first", "last", "rows")) == [
        ("usage", 1, lines[0], lines[1], 2),
        ("usage", 2, lines[2], lines[3], 2),
        ("usage", 3, lines[4], lines[5], 2),
        ("audit", 1, events[0], events[2], 3),
    ]


def test_a_changed_line_is_named_by_its_month_and_position(lines: list[int]) -> None:
    (found,) = attack(lambda: UsageLine.objects.filter(pk=lines[3]).update(node_id="other"))
    assert f"usage ledger of 2026-11 is not what was sealed, from position {lines[2]} on (to {lines[3]})" in found
    assert "rebuild nothing" in found


@pytest.mark.parametrize("name", [each.name for each in UsageLine._meta.concrete_fields if not each.primary_key])
def test_no_column_of_a_line_can_be_changed(lines: list[int], name: str) -> None:
    first, last = lines[0], lines[-1]
    other = {
        "quantity": 7,
        "cost": 7,
        "price": 7,
        "unit_cost": 7,
        "unit_price": 7,
        "recorded_at": OCTOBER,
        "month": OCTOBER.date().replace(day=1),
        "source_kind": "fee",
        "corrects": uuid4(),
    }
    of_text = UsageLine._meta.get_field(name).get_internal_type() == "CharField"
    value = other.get(name, "xyz" if of_text else uuid4())
    changes = {name: value} | ({"source_kind": "correction"} if name == "corrects" else {})
    found = attack(lambda: UsageLine.objects.filter(pk=last).update(**changes))
    assert found
    assert not any(f"from position {first} on" in each for each in found)


def test_a_removed_line_is_named(lines: list[int]) -> None:
    (found,) = attack(lambda: UsageLine.objects.filter(pk=lines[2]).delete())
    assert f"from position {lines[2]} on (to {lines[3]}): 1 rows now, 2 then" in found


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's columns keep nothing of another type")
@pytest.mark.parametrize(
    "change",
    ["price = 0", "cost = 'much'", "month = ''", "source_id = 'x'", "quantity = X'00ff'"],
)
def test_a_line_that_plain_sql_made_unreadable_is_named(lines: list[int], change: str) -> None:
    with append_only.suspended(connection), connection.cursor() as cursor:
        cursor.execute(f"UPDATE integrations_usageline SET {change} WHERE position = %s", [lines[3]])
    errors = StringIO()
    with pytest.raises(CommandError, match="problem"):
        call_command("verify_ledger", stderr=errors)
    assert f"position {lines[3]} that cannot be read" in errors.getvalue()
    assert f"from position {lines[2]} on (to {lines[3]}): 1 rows now, 2 then" in errors.getvalue()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's columns keep nothing of another type")
@pytest.mark.parametrize("change", ["at = 'long ago'", "id = 'x'"])
def test_an_event_that_plain_sql_made_unreadable_is_named(events: list[int], change: str) -> None:
    with append_only.suspended(connection), connection.cursor() as cursor:
        cursor.execute(f"UPDATE integrations_auditevent SET {change} WHERE position = %s", [events[0]])
    assert any(f"position {events[0]} that cannot be read" in each for each in problems())


@pytest.mark.parametrize("position", [-(2**63), -5, 0])
def test_a_line_inserted_before_the_first_is_named(lines: list[int], position: int) -> None:
    (found,) = attack(lambda: forge(position))
    assert f"from position {position} on (to {lines[1]}): 3 rows now, 2 then" in found


def test_a_line_inserted_in_a_gap_is_named(lines: list[int]) -> None:
    forge(lines[-1] + 5)
    seal()
    (found,) = attack(lambda: forge(lines[-1] + 3))
    assert f"from position {lines[-1] + 3} on (to {lines[-1] + 5}): 2 rows now, 1 then" in found


def test_a_line_inserted_into_a_month_that_had_none_is_named(lines: list[int]) -> None:
    forge(lines[-1] + 5)
    seal()
    (found,) = attack(lambda: forge(lines[-1] + 3, month=OCTOBER.date().replace(day=1), recorded_at=OCTOBER))
    assert "of 2026-10 has rows that were not there when it was sealed: 1, from position" in found


def test_a_replaced_line_is_named(lines: list[int]) -> None:
    def replace() -> None:
        UsageLine.objects.filter(pk=lines[3]).delete()
        forge(lines[3])

    (found,) = attack(replace)
    assert f"(to {lines[3]}): 2 rows now, 2 then" in found


def test_rebuilding_the_rollups_does_not_make_a_forgery_sound(lines: list[int]) -> None:
    rollups.refresh()
    with append_only.suspended(connection):
        UsageLine.objects.filter(pk=lines[0]).update(price=0, unit_price=0)
    rollups.rebuild()
    errors = StringIO()
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_ledger", stderr=errors)
    assert f"from position {lines[0]} on" in errors.getvalue()


@pytest.mark.parametrize("change", [{"actor_label": "somebody"}, {"after": {}}, {"at": OCTOBER}, {"address": "::1"}])
def test_a_changed_event_is_named(events: list[int], change: dict[str, object]) -> None:
    found = attack(lambda: AuditEvent.objects.filter(pk=events[1]).update(**change))
    assert any(f"audit log of {datetime.now(UTC):%Y-%m} is not what was sealed" in each for each in found)


def test_a_removed_event_is_named(events: list[int]) -> None:
    (found,) = attack(lambda: AuditEvent.objects.filter(pk=events[2]).delete())
    assert "2 rows now, 3 then" in found


@pytest.mark.parametrize("change", [{"head": "0" * 64}, {"last": 99}, {"month": OCTOBER.date()}, {"number": 9}])
def test_a_changed_entry_of_the_chain_is_named(lines: list[int], change: dict[str, object]) -> None:
    assert attack(lambda: ChainEntry.objects.filter(number=2).update(**change))


def test_a_removed_entry_is_named(lines: list[int]) -> None:
    found = attack(lambda: ChainEntry.objects.filter(number=2).delete())
    assert "Entry 2 of the chain of the usage ledger was removed" in "\n".join(found)


def test_lines_removed_at_the_end_with_their_chain_are_exposed_by_the_head_outside(lines: list[int]) -> None:
    def cut() -> None:
        UsageLine.objects.filter(pk__gte=lines[4]).delete()
        ChainEntry.objects.filter(number=3).delete()

    (found,) = attack(cut)
    assert f"2026-11 does not reach head 3 that is kept outside: positions {lines[4]} to {lines[5]}" in found
    assert "The heads outside are right" in found


def test_everything_removed_is_exposed(lines: list[int]) -> None:
    def cut() -> None:
        UsageLine.objects.all().delete()
        ChainEntry.objects.all().delete()

    assert len(attack(cut)) == 3


def test_a_chain_made_anew_is_exposed_by_the_head_outside(lines: list[int]) -> None:
    def change() -> None:
        UsageLine.objects.filter(pk=lines[2]).update(price=0, unit_price=0)
        rebuild_chain()

    (found,) = attack(change)
    assert f"its chain was made anew from position {lines[0]} on" in found
    copied = heads.folder() / "usage-2026-11.jsonl"
    copied.unlink()
    (found,) = problems()
    assert "There are no heads of the usage ledger" in found


def test_one_entry_and_all_after_it_made_anew_are_exposed_from_there(lines: list[int]) -> None:
    def change() -> None:
        UsageLine.objects.filter(pk=lines[2]).update(price=0, unit_price=0)
        ChainEntry.objects.filter(number__gt=1).delete()
        seal()

    (found,) = attack(change)
    assert f"its chain was made anew from position {lines[2]} on; positions {lines[2]} to {lines[3]}" in found


def test_nothing_is_added_behind_a_head_that_the_database_does_not_reach(
    lines: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    kept = (heads.folder() / "usage-2026-11.jsonl").read_text()
    with append_only.suspended(connection):
        ChainEntry.objects.filter(number=3).delete()
        UsageLine.objects.filter(pk=lines[5]).delete()
    forge(lines[5] + 1)
    seal()
    forge(lines[5] + 2)
    seal()
    assert (heads.folder() / "usage-2026-11.jsonl").read_text() == kept
    assert [each.message for each in caplog.records if each.levelno == logging.CRITICAL] == [
        "ledger.head_not_reached",
        "ledger.head_not_reached",
    ]
    with pytest.raises(CommandError, match="Nothing is exported"):
        call_command("ledger_heads")


def test_a_month_ends_in_the_middle_of_what_is_sealed(db: None) -> None:
    """Also a call of October that is written after one of November."""
    for at in (OCTOBER, NOVEMBER, OCTOBER, NOVEMBER):
        record(metered(requests=0, at=at))
    seal()
    record(metered(requests=0, at=OCTOBER))
    seal()
    first = UsageLine.objects.order_by("position")[0].position
    assert list(ChainEntry.objects.order_by("number").values_list("month__month", "first", "last", "rows")) == [
        (10, first, first + 2, 2),
        (11, first + 1, first + 3, 2),
        (10, first + 4, first + 4, 1),
    ]
    assert list(problems()) == []
    names = sorted(path.name for path in heads.folder().glob("*.jsonl"))
    assert names == ["usage-2026-10.jsonl", "usage-2026-11.jsonl"]
    (found,) = attack(lambda: UsageLine.objects.filter(pk=first + 4).update(price=7))
    assert f"of 2026-10 is not what was sealed, from position {first + 4} on" in found


def test_many_rows_are_sealed_in_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    for _ in range(5):
        record(metered(requests=0))
    assert seal() == 5
    assert list(ChainEntry.objects.order_by("number").values_list("rows", flat=True)) == [2, 2, 1]
    assert seal() == 0
    assert list(problems()) == []


def test_heads_are_logged_unhidden(lines: list[int], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    record(metered(requests=0))
    seal()
    (said,) = [each for each in caplog.records if each.message == "ledger.sealed"]
    assert json.loads(JsonFormatter().format(said))["head"] == ChainEntry.objects.latest("id").head


def test_heads_that_a_killed_process_could_not_keep_are_kept_the_next_time(lines: list[int]) -> None:
    path = heads.folder() / "usage-2026-11.jsonl"
    whole = path.read_text()
    path.write_text(whole[: whole.index("\n") + 20])
    assert list(problems()) == []
    seal()
    assert path.read_text() == whole
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_of_heads_that_cannot_be_read_is_named(lines: list[int]) -> None:
    path = heads.folder() / "usage-2026-11.jsonl"
    path.write_text("{}\n" + path.read_text())
    (found,) = problems()
    assert f"Line 1 of {path} is no head of a chain: '{{}}" in found
    with append_only.suspended(connection):
        UsageLine.objects.filter(pk=lines[0]).update(price=7)
    assert any(f"not what was sealed, from position {lines[0]} on" in each for each in problems())


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_exported_heads_expose_a_chain_made_anew(lines: list[int], tmp_path: Path, options: list[str]) -> None:
    exported = tmp_path / "heads.jsonl"
    with exported.open("w") as file:
        call_command("ledger_heads", *options, stdout=file)
    assert len(exported.read_text().splitlines()) == (3 if options else 1)
    assert list(problems(exported)) == []
    with append_only.suspended(connection):
        UsageLine.objects.filter(pk=lines[2]).update(price=0, unit_price=0)
        ChainEntry.objects.all().delete()
    for path in heads.folder().iterdir():
        path.unlink()
    seal()
    assert list(problems()) == []
    assert len(list(problems(exported))) == 1


def test_a_copy_that_does_not_exist_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="'/nowhere' does not exist"):
        call_command("verify_ledger", "--heads", "/nowhere")


def test_the_chain_itself_only_grows(lines: list[int]) -> None:
    for change in ("UPDATE integrations_chainentry SET head = ''", "DELETE FROM integrations_chainentry"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_every_column_is_in_the_newest_form(db: None) -> None:
    for ledger in LEDGERS:
        columns = [each.attname for each in ledger.model._meta.concrete_fields]
        assert sorted(ledger.forms[ledger.form]) == sorted(columns), "A new column needs a new form."
    assert (USAGE.form, AUDIT.form) == (1, 1)
