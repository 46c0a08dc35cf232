"""Forgetting old runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from integrations.actors import Actor
from integrations.models import AuditEvent, UsageLine
from workflows.models import Revision, Run, RunEvent, Step, Workflow
from workflows.runs import retention, steps
from workflows.runs.tests.conftest import StartStep


def make_old(**filters: object) -> None:
    long_ago = Now() - timedelta(days=31)
    Run.objects.filter(**filters).update(created_at=long_ago)
    Run.objects.filter(finished_at__isnull=False, **filters).update(finished_at=long_ago)


def test_an_old_run_goes_with_everything_of_it_but_what_it_cost(start_step: StartStep) -> None:
    steps.run(start_step().pk)
    make_old()
    assert retention.prune() == 1
    assert not any(model.objects.exists() for model in (Run, Step, RunEvent, Revision))
    assert (UsageLine.objects.sales().count(), AuditEvent.objects.count()) == (1, 1)


def test_what_is_young_or_still_going_on_stays(start_step: StartStep) -> None:
    steps.run(start_step().pk)
    running = start_step(node_id="n2")
    make_old(pk=running.run_id)
    assert retention.prune() == 0
    assert (Run.objects.count(), Revision.objects.count()) == (2, 2)


def test_a_saved_revision_outlives_its_runs(start_step: StartStep, workflow: Workflow, operator: Actor) -> None:
    step = start_step(workflow_id=workflow.pk)
    Run.objects.update(revision=Revision.objects.get(number=1))
    steps.run(step.pk)
    make_old()
    retention.prune()
    assert list(Revision.objects.filter(number=1)) == [workflow.revisions.get(number=1)]


def test_more_than_a_batch_goes_in_one_call(start_step: StartStep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        steps.run(start_step(node_id=f"n{number}").pk)
    make_old()
    assert retention.prune() == 5
    assert not Run.objects.exists()
