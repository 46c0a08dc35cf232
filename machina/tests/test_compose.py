"""compose.yaml and the Dockerfile start the very processes that `manage.py up` starts."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from django.conf import settings
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from machina.env import read_environment
from machina.up.commands import scheduler_command, web_command, worker_command
from machina.up.valkey_server import valkey_binary


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, dict[str, Any]] = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text())
    return compose["services"]


def test_the_worker_is_the_same(services: dict[str, Any]) -> None:
    shell, flag, script = shlex.split(services["worker"]["command"])
    assert (shell, flag) == ("sh", "-c")
    command = shlex.split(script.removeprefix("exec ").replace("$$((WORKER_CONCURRENCY + 1))", "17"))
    assert command == worker_command("python", concurrency=16)


def test_the_scheduler_is_the_same(services: dict[str, Any]) -> None:
    assert services["scheduler"]["command"] == scheduler_command("python")


def test_the_web_process_is_the_same() -> None:
    command = re.search(r"^CMD (.+)$", (settings.BASE_DIR / "Dockerfile").read_text(), re.MULTILINE)
    assert command is not None
    assert json.loads(command[1]) == web_command("python", host="0.0.0.0", port=8000)


def test_database_and_broker_are_services_of_the_same_file(services: dict[str, Any]) -> None:
    web = services["web"]
    addresses = f"{web['environment']['DATABASE_URL']} {web['environment']['REDIS_URL']}"
    assert re.findall(r"[@/](\w+):\d+/", addresses) == ["postgres", "valkey"]
    assert {"postgres", "valkey"} <= services.keys()
    assert web["depends_on"].keys() == {"migrate", "valkey"}


def test_valkey_takes_its_options_and_writes_nothing_to_disk(services: dict[str, Any], tmp_path: Path) -> None:
    program, *options = services["valkey"]["command"]
    assert program == valkey_binary().name
    socket = ["--port", "0", "--unixsocket", str(tmp_path / "valkey.sock"), "--dir", str(tmp_path)]
    retry = Retry(ConstantBackoff(0.05), 200)
    with subprocess.Popen([valkey_binary(), *options, *socket], stdout=subprocess.DEVNULL) as server:
        with redis.Redis(unix_socket_path=str(tmp_path / "valkey.sock"), retry=retry) as client:
            client.set("key", "value")
            told = client.config_get("save", "appendonly")
        server.terminate()
    assert told == {"save": "", "appendonly": "no"}
    assert list(tmp_path.iterdir()) == []


def test_the_environment_of_the_containers_is_enough_to_start(services: dict[str, Any], tmp_path: Path) -> None:
    given = {
        "POSTGRES_PASSWORD": "secret",
        "PUBLIC_URL": "https://machina.example.com",
        "ALLOWED_HOSTS": "machina.example.com",
        "SECRET_KEY": "a long random text that nobody can guess",
        "ENCRYPTION_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    }

    def fill(match: re.Match[str]) -> str:
        default = match[2].removeprefix(":-") if match[2].startswith(":-") else None
        return given[match[1]] if default is None else given.get(match[1], default)

    filled = {
        name: re.sub(r"\$\{(\w+)([^}]*)\}", fill, value) for name, value in services["web"]["environment"].items()
    }
    env = read_environment(filled | {"DATA_DIR": str(tmp_path)}, base_dir=tmp_path)
    assert not env.embedded
    assert (env.sandbox, env.demo) == (False, False)
    assert (env.database["HOST"], env.database["PASSWORD"], env.log_format) == ("postgres", "secret", "json")
    assert list(tmp_path.iterdir()) == []
