"""A version whose operation has changed too much since it was published starts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.actors import Actor
from integrations.errors import Conflict
from workflows.models import Run, Workflow
from workflows.runs.start import RunStart, start_run
from workflows.tests.desk import Desk
from workflows.tests.published import published
from workflows.tests.test_contracts import another_desk


def test_a_run_of_what_has_changed_too_much_is_refused_and_nothing_is_stored(
    desk: Desk, operator: Actor, workflow: Workflow, tmp_path: Path
) -> None:
    version = published(operator, workflow)
    wish = RunStart(revision=version.revision, customer=None, source="manual", version=version)
    with another_desk(tmp_path / "later", {"text": (int, ...)}):
        with pytest.raises(Conflict, match=r"desk\.read_note has changed since this was published"):
            start_run(operator, wish)
        assert not Run.objects.exists()
    assert start_run(operator, wish).version == version
