"""The scheduler: periodic jobs that cannot disturb each other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from machina import heartbeat, scheduler
from machina.scheduler import Job
from machina.testing.worker import process_environment

calls: list[str] = []


def counted() -> None:
    calls.append("called")


def failing() -> None:
    raise RuntimeError("not today")


def job(name: str) -> Job:
    return Job(f"{__name__}.{name}", 5, threading.Event())


@pytest.mark.django_db
def test_a_job_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    calls.clear()
    job("counted").run_once()
    assert calls == ["called"]


@pytest.mark.django_db
def test_a_failing_job_is_logged_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    broken = job("failing")
    broken.run_once()
    broken.run_once()
    assert broken.failures == 2
    assert [entry.getMessage() for entry in caplog.records] == ["scheduler.job_failed"] * 2
    assert vars(caplog.records[0])["job"] == f"{__name__}.failing"


@pytest.mark.django_db
def test_pauses_grow_with_failures_up_to_a_minute_and_recover() -> None:
    broken = job("failing")
    assert broken.pause == 5
    pauses = []
    for _ in range(5):
        broken.run_once()
        pauses.append(broken.pause)
    assert pauses == [10, 20, 40, 60, 60]
    broken.function = counted
    broken.run_once()
    assert broken.pause == 5


def test_a_job_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(ImportError):
        scheduler.run([("integrations.nowhere.sweep", 5)])


def test_every_job_of_the_settings_exists() -> None:
    paths = [path for path, _ in settings.SCHEDULER_JOBS]
    assert len(paths) == 25
    assert all(callable(import_string(path)) for path in paths)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_the_process_beats_and_stops_when_asked() -> None:
    process = subprocess.Popen([sys.executable, "manage.py", "scheduler"], env=process_environment())
    try:
        beaten = threading.Event()
        for _ in range(300):
            if heartbeat.is_alive("scheduler"):
                break
            beaten.wait(0.1)
        assert heartbeat.is_alive("scheduler")
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.wait()
