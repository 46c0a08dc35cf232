"""Real scheduler processes on one database, killed and dead for a while: no beat twice, and none missed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from machina.testing.worker import process_environment
from machina.up.processes import die_with_parent
from workflows.models import InboxEvent, Run, Trigger
from workflows.triggers import inbox
from workflows.triggers.registration import SINCE, sync
from workflows.triggers.tests.conftest import Deploy, schedule

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

StartScheduler = Callable[[], "subprocess.Popen[bytes]"]
PATIENCE = 90.0


@pytest.fixture
def start_scheduler(transactional_db: None, redis_server: object) -> Iterator[StartScheduler]:
    """Starts a scheduler; each is ended with the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "django", "scheduler"]
        environment = process_environment() | {"PYTHONPATH": os.getcwd()}  # noqa: PTH109  # a text for another process
        processes.append(subprocess.Popen(command, env=environment, preexec_fn=die_with_parent()))
        return processes[-1]

    yield start
    for process in processes:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)


def until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < deadline, "it has not come true in time"
        time.sleep(0.1)


def moments() -> list[datetime]:
    """All that were handed over, of which each has started its run."""
    inbox.start_waiting()  # what a killed one has left
    events = InboxEvent.objects.values_list("delivery_id", "run_id", "state")
    assert {state for _, _, state in events} == {"started"}
    assert {run_id for _, run_id, _ in events} == {*Run.objects.values_list("pk", flat=True)}
    assert Run.objects.count() == len(events)
    return sorted(datetime.fromisoformat(name) for name, _, _ in events)


def test_two_schedulers_at_once_of_which_one_is_killed(deploy: Deploy, start_scheduler: StartScheduler) -> None:
    [trigger] = sync(deploy(schedule({"every": 1, "unit": "seconds"}, missed="all"))).triggers
    first, second = start_scheduler(), start_scheduler()
    until(lambda: InboxEvent.objects.count() >= 4)
    end(first)
    before = InboxEvent.objects.count()
    until(lambda: InboxEvent.objects.count() >= before + 4)
    end(second)
    found = moments()
    assert found[0] == trigger.next_run_at
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(seconds=1)}


def test_no_scheduler_for_ten_minutes_and_then_two(deploy: Deploy, start_scheduler: StartScheduler) -> None:
    sync(deploy(schedule({"every": 30, "unit": "seconds"}, missed="all")))
    dead_since, step = timezone.now() - timedelta(minutes=10), timedelta(seconds=30)
    Trigger.objects.update(next_run_at=dead_since + step, checkpoint={SINCE: dead_since.isoformat()})
    alive = [start_scheduler(), start_scheduler()]
    until(lambda: Trigger.objects.filter(next_run_at__gt=timezone.now()).exists())
    until(lambda: InboxEvent.objects.count() >= 20)
    for each in alive:
        end(each)
    found = moments()
    assert len(found) >= 20
    assert found == [dead_since + step * number for number in range(1, len(found) + 1)]
