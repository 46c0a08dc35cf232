"""compose.yaml and the Dockerfile start the very processes that `manage.py up` starts."""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from celery import current_app
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from integrations.catalog.declare import Limit
from integrations.egress.throttle import Throttle
from integrations.models import Call
from integrations.queue.backlog import backlog
from machina.env import read_environment
from machina.testing.worker import StartWorker
from machina.up.commands import scheduler_command, web_command, worker_command
from machina.up.valkey_server import valkey_binary


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, dict[str, Any]] = yaml.safe_load((configured.BASE_DIR / "compose.yaml").read_text())
    return compose["services"]


def test_the_worker_is_the_same(services: dict[str, Any]) -> None:
    shell, flag, script = shlex.split(services["worker"]["command"])
    assert (shell, flag) == ("sh", "-c")
    command = shlex.split(script.removeprefix("exec ").replace("$$((WORKER_CONCURRENCY + 1))", "17"))
    assert command == worker_command("python", concurrency=16)


def test_the_scheduler_is_the_same(services: dict[str, Any]) -> None:
    assert services["scheduler"]["command"] == scheduler_command("python")


def test_the_web_process_is_the_same() -> None:
    command = re.search(r"^CMD (.+)$", (configured.BASE_DIR / "Dockerfile").read_text(), re.MULTILINE)
    assert command is not None
    assert json.loads(command[1]) == web_command("python", host="0.0.0.0", port=8000)


def test_database_and_broker_are_services_of_the_same_file(services: dict[str, Any]) -> None:
    web = services["web"]
    addresses = " ".join(web["environment"][name] for name in ("DATABASE_URL", "REDIS_URL", "REDIS_BROKER_URL"))
    assert re.findall(r"@(\w+):\d+/", addresses) == ["postgres", "valkey", "valkey"]
    assert {"postgres", "valkey"} <= services.keys()
    assert web["depends_on"].keys() == {"migrate", "valkey"}


GIVEN = {
    "POSTGRES_PASSWORD": "secret",
    "CACHE_PASSWORD": "cache-secret",
    "BROKER_PASSWORD": "broker-secret",
    "PUBLIC_URL": "https://machina.example.com",
    "ALLOWED_HOSTS": "machina.example.com",
    "SECRET_KEY": "a long random text that nobody can guess",
    "ENCRYPTION_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}


def filled(value: str) -> str:
    """A value as Docker reads it, with what stands in .env."""

    def fill(match: re.Match[str]) -> str:
        default = match[2].removeprefix(":-") if match[2].startswith(":-") else None
        return GIVEN[match[1]] if default is None else GIVEN.get(match[1], default)

    return re.sub(r"\$\{(\w+)([^}]*)\}", fill, value)


@dataclass(frozen=True)
class Valkey:
    """The server of compose.yaml on a port of this machine."""

    port: int
    folder: Path

    def address(self, user: str, password: str) -> str:
        return f"redis://{user}:{password}@127.0.0.1:{self.port}/0"

    def client(self, user: str = "default", password: str = "") -> redis.Redis:
        return redis.Redis(port=self.port, username=user, password=password)


@pytest.fixture
def valkey(services: dict[str, Any], tmp_path: Path) -> Iterator[Valkey]:
    program, *options = [filled(each) for each in services["valkey"]["command"]]
    assert program == valkey_binary().name
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(tmp_path)]
    with subprocess.Popen([valkey_binary(), *options, *place], stdout=subprocess.DEVNULL) as server:
        retry = Retry(ConstantBackoff(0.05), 200)
        with redis.Redis(port=port, username="cache", password="cache-secret", retry=retry) as client:
            client.ping()
        yield Valkey(port, tmp_path)
        server.terminate()


def test_valkey_writes_nothing_to_disk(valkey: Valkey) -> None:
    with valkey.client("cache", "cache-secret") as client:
        client.set("machina:key", "value")
    assert list(valkey.folder.iterdir()) == []


@pytest.mark.parametrize(("user", "password"), [("default", ""), ("cache", ""), ("cache", "broker-secret")])
def test_nobody_comes_in_without_a_password(valkey: Valkey, user: str, password: str) -> None:
    with redis.Redis(port=valkey.port, username=user, password=password) as client, pytest.raises(redis.RedisError):
        client.ping()


Ask = Callable[[redis.Redis], object]


@pytest.mark.parametrize(
    ("user", "password", "ask"),
    [
        ("broker", "broker-secret", lambda client: client.get("machina:cache:1:key")),
        ("broker", "broker-secret", lambda client: client.set("machina:cache:1:key", 1)),
        ("broker", "broker-secret", lambda client: client.publish("machina:editor:__group__editor.operators", "x")),
        ("broker", "broker-secret", lambda client: client.publish("machina:call-ended", "x")),
        ("cache", "cache-secret", lambda client: client.lpush("interactive", "x")),
        ("cache", "cache-secret", lambda client: client.lrange("background", 0, -1)),
        ("cache", "cache-secret", lambda client: client.config_get("*")),
        ("cache", "cache-secret", lambda client: client.execute_command("MONITOR")),
        ("broker", "broker-secret", lambda client: client.flushall()),
        ("broker", "broker-secret", lambda client: client.acl_setuser("default", enabled=True)),
    ],
)
def test_neither_user_reaches_what_is_the_others(valkey: Valkey, user: str, password: str, ask: Ask) -> None:
    with valkey.client(user, password) as client, pytest.raises(redis.exceptions.NoPermissionError):
        ask(client)


@pytest.mark.django_db(transaction=True)
def test_a_worker_and_the_web_process_need_no_more_than_their_users_may(
    valkey: Valkey, settings: Settings, start_worker: StartWorker, client: Client
) -> None:
    settings.REDIS_URL = valkey.address("cache", "cache-secret")
    settings.REDIS_BROKER_URL = valkey.address("broker", "broker-secret")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
    start_worker()
    assert client.get("/readyz").json()["checks"] == {"database": "ok", "redis": "ok", "worker": "ok"}
    call = Call.objects.create(
        scope="owner", call_key="k", operation="no.such", lane="interactive", offered_at=timezone.now()
    )
    with current_app.connection_for_write(settings.REDIS_BROKER_URL) as connection:
        names = [str(call.pk), "interactive", None]
        current_app.send_task(Call.queue.task, args=names, queue="interactive", connection=connection)
    deadline = time.monotonic() + 20
    while Call.objects.get().state == Call.State.QUEUED:
        assert time.monotonic() < deadline
    metrics = client.get("/metrics", headers={"host": "127.0.0.1"}).content.decode()
    assert 'machina_queue_messages{queue="interactive"} 0\n' in metrics
    cache.set("key", ["value"], 60)
    cache.add("counter", 1, 60)
    assert (cache.get("key"), cache.incr("counter"), backlog("background")) == (["value"], 2, 0)
    assert Throttle("gmail", [Limit(1, 1, per="connection", unit="request")], "c", "a").acquire() == 0.0
    with valkey.client("cache", "cache-secret") as own:
        assert own.get("machina:cache:1:key") == b'["value"]'


def test_the_environment_of_the_containers_is_enough_to_start(services: dict[str, Any], tmp_path: Path) -> None:
    environment = {name: filled(value) for name, value in services["web"]["environment"].items()}
    env = read_environment(environment | {"DATA_DIR": str(tmp_path)}, base_dir=tmp_path)
    assert not env.embedded
    assert (env.sandbox, env.demo) == (False, False)
    assert (env.database["HOST"], env.database["PASSWORD"], env.log_format) == ("postgres", "secret", "json")
    assert list(tmp_path.iterdir()) == []
