"""A real server that speaks Redis's protocol (the embedded Valkey) for each test process, emptied before each test."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from machina.up.processes import die_with_parent
from machina.up.valkey_server import valkey_command


class RedisProcess:
    """The server of a test process, which a test may stop, freeze and start again."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, if it does not run, and wait until it answers."""
        if self._process is None:
            command = valkey_command(Path(settings.DATA_DIR))
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent())
        self._process.send_signal(signal.SIGCONT)
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            _wait_until_it_answers(client)

    def stop(self) -> None:
        """End it; nothing listens at its address then."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None

    def freeze(self) -> None:
        """Let it take connections and answer nothing, as a machine does that hangs."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)


_running = RedisProcess()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[redis.Redis]:
    """A client of this process's own server, which runs until the last test is done."""
    _running.start()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client
    _running.stop()


@pytest.fixture
def redis_process(redis_server: redis.Redis) -> Iterator[RedisProcess]:
    """The server itself; it runs again when the test is over."""
    yield _running
    _running.start()


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
