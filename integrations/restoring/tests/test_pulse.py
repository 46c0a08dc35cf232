"""A database that has gone back is noticed by whatever copy of its pulse is left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from integrations import gate
from integrations.errors import RemoteUnavailable
from integrations.models import Installation
from integrations.restoring import marks, pulse
from integrations.shared_store import store

pytestmark = pytest.mark.django_db


def beaten(times: int) -> Installation:
    for _ in range(times):
        pulse.beat()
    return Installation.objects.get()


def go_back(*, by: int, minutes: int = 0) -> None:
    """What restoring a backup does to the row."""
    now = Installation.objects.get()
    Installation.objects.update(pulse=now.pulse - by, beaten_at=timezone.now() - timedelta(minutes=minutes))


def test_the_pulse_goes_up_here_and_in_both_copies(tmp_path: Path) -> None:
    assert beaten(3).pulse == 3
    assert (tmp_path / "pulse").read_text() == "3\n"
    assert store().get(marks.KEY) == b"3"
    assert not gate.is_shut()


@pytest.mark.parametrize("lost", ["nothing", "file", "redis"])
def test_a_database_behind_its_copy_is_held(lost: str, tmp_path: Path) -> None:
    beaten(5)
    if lost == "file":
        (tmp_path / "pulse").unlink()
    if lost == "redis":
        store().delete(marks.KEY)
    go_back(by=3)
    pulse.beat()
    held = Installation.objects.get()
    assert gate.is_shut()
    assert (held.pulse, held.safe_since is not None) == (2, True)
    assert "it has come back from a backup" in held.safe_because
    with pytest.raises(RemoteUnavailable, match=r"safe mode and calls nobody\. .* Run: manage\.py resume"):
        gate.require_open()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_second_scheduler_that_beats_while_the_first_one_looks_is_no_restored_backup(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    beaten(2)
    read, beat, others = marks.newest, pulse.beat, iter([True])

    def meanwhile() -> int | None:
        found = read() if moment == "after" else None
        if next(others, False):
            beat()
        return found if moment == "after" else read()

    monkeypatch.setattr(marks, "newest", meanwhile)
    pulse.beat()
    assert not gate.is_shut()
    assert Installation.objects.get().pulse == 4


def test_without_any_copy_an_old_database_is_held_and_a_fresh_one_is_not(tmp_path: Path) -> None:
    beaten(2)
    for minutes, is_held in ((14, False), (16, True)):
        (tmp_path / "pulse").unlink()
        store().delete(marks.KEY)
        go_back(by=0, minutes=minutes)
        pulse.beat()
        assert gate.is_shut() is is_held


def test_a_copy_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    beaten(2)
    (tmp_path / "pulse").write_text("not a number")
    store().set(marks.KEY, "neither")
    assert marks.newest() is None
    pulse.beat()
    assert not gate.is_shut()


def test_other_processes_follow_the_database() -> None:
    pulse.enter("Somebody said so.")
    assert not gate.is_shut()
    pulse.keep_following()
    assert gate.is_shut()
    Installation.objects.update(safe_since=None)
    pulse.keep_following()
    assert not gate.is_shut()


def test_entering_twice_keeps_the_first_reason() -> None:
    pulse.enter("First.")
    since = Installation.objects.get().safe_since
    pulse.enter("Second.")
    held = Installation.objects.get()
    assert (held.safe_because, held.safe_since) == ("First.", since)
