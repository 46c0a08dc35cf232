"""A real server that speaks Redis's protocol (the embedded Valkey) for each test process, emptied before each test."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from machina.up.processes import die_with_parent
from machina.up.valkey_server import valkey_command


@pytest.fixture(scope="session")
def redis_server() -> Iterator[redis.Redis]:
    """A client of this process's own server, which runs until the last test is done."""
    process = subprocess.Popen(
        valkey_command(Path(settings.DATA_DIR)), stdout=subprocess.DEVNULL, preexec_fn=die_with_parent()
    )
    client = redis.Redis.from_url(settings.REDIS_URL)
    try:
        _wait_until_it_answers(client)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(autouse=True)
def _empty_redis(redis_server: redis.Redis) -> None:
    redis_server.flushall()


def _wait_until_it_answers(client: redis.Redis) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            client.ping()
            return
        except redis.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
