"""A real Celery worker process on the test database, for tests of what happens when one dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from integrations.shared_store import store
from machina import heartbeat
from machina.testing.database import database_url
from machina.up.commands import worker_command
from machina.up.processes import die_with_parent

StartWorker = Callable[[], "subprocess.Popen[bytes]"]


def process_environment() -> dict[str, str]:
    """The environment of a Machina process that shares this test's database, Redis and sandbox."""
    return os.environ | {
        "DATABASE_URL": database_url(os.environ.get("DATABASE_URL")),
        "REDIS_URL": settings.REDIS_URL,
        "REDIS_BROKER_URL": settings.REDIS_BROKER_URL,
        "PUBLIC_URL": settings.PUBLIC_URL.replace("testserver", "localhost"),  # a name in tests alone
        "MACHINA_SANDBOX": settings.SANDBOX_ORIGIN,
        "DJANGO_SETTINGS_MODULE": "machina.settings",
    }


@pytest.fixture
def start_worker(transactional_db: None, redis_server: object) -> Iterator[StartWorker]:
    """Starts a worker and waits until it takes tasks; call it again after killing one."""
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        store().delete("machina:alive:worker")
        command = worker_command(sys.executable, concurrency=4)
        process = subprocess.Popen(command, env=process_environment(), preexec_fn=die_with_parent())
        processes.append(process)
        deadline = time.monotonic() + 30
        while not heartbeat.is_alive("worker"):
            assert process.poll() is None, "the worker ended before it was ready"
            assert time.monotonic() < deadline, "the worker was not ready within 30 s"
            time.sleep(0.05)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait(timeout=10)
