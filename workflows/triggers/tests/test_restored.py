"""A database from a backup: triggers hold still, and schedules do not start anew what may have run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from integrations import gate
from integrations.restoring.parts import parts
from workflows.models import InboxEvent, Trigger
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import Deploy, schedule, webhook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def safe_mode() -> Iterator[None]:
    gate.shut("The database is older than what has happened since.")
    yield
    gate.unlock()


def test_hooks_are_told_to_come_again(deploy: Deploy, safe_mode: None, client: Client) -> None:
    [trigger] = sync(deploy(webhook(authentication="none"))).triggers
    answer = client.post(f"/hooks/{trigger.public_id}/", b"{}", content_type="application/json")
    assert (answer.status_code, answer["Retry-After"], InboxEvent.objects.count()) == (503, "60", 0)


def test_schedules_that_were_due_since_the_backup_plan_on_from_now(deploy: Deploy) -> None:
    sync(deploy(schedule({"every": 1, "unit": "hours"})))
    Trigger.objects.update(next_run_at=timezone.now() - timedelta(days=2))
    [mine] = [each for each in parts() if each.name == "triggers"]
    assert mine.foresee() == ["1 schedules were due since the backup. They may have run then, and plan on from now."]
    assert (mine.settle(), mine.settle()) == (1, 0)
    due = Trigger.objects.get().next_run_at
    assert due is not None and due > timezone.now() + timedelta(minutes=59)
