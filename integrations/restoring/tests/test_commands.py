"""What the operator types: safe mode by hand, looking first, and going on."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from integrations import gate
from integrations.models import AuditEvent, Installation
from integrations.restoring import marks, pulse

pytestmark = pytest.mark.django_db


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_nothing_to_resume() -> None:
    assert said("resume", "--yes") == "Machina is not in safe mode. Nothing to do.\n"


def test_a_dry_run_says_what_would_be_done_and_does_nothing() -> None:
    said("safe_mode", "The disk was replaced.")
    text = said("resume", "--dry-run")
    assert "The disk was replaced." in text
    assert "The scheduler, triggers, refreshes and workers go on." in text
    assert Installation.objects.get().safe_since is not None


def test_resuming_leaves_every_copy_behind_and_is_audited() -> None:
    for _ in range(4):
        pulse.beat()
    Installation.objects.update(pulse=1)
    pulse.beat()
    assert gate.is_shut()
    assert said("resume", "--yes").endswith("Machina goes on.\n")
    resumed = Installation.objects.get()
    assert (resumed.safe_since, resumed.safe_because, resumed.pulse) == (None, "", 5)
    assert marks.newest() == 5
    pulse.beat()
    assert not gate.is_shut()
    assert AuditEvent.objects.filter(action="installation.resume").count() == 1


def test_the_wrong_word_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    said("safe_mode", "Checking.")
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    with pytest.raises(CommandError, match="Nothing was changed"):
        said("resume")
    assert Installation.objects.get().safe_since is not None
