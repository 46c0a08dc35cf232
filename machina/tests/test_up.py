"""What `manage.py up` looks at before it starts anything, and the parts the supervisor is made of."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from machina.up.banner import ready_lines
from machina.up.checks import check_port, check_redis, check_socket_path, pending_migrations
from machina.up.child import Child, Program
from machina.up.lock import hold_lock
from machina.up.plan import Plan
from machina.up.ready import ReadyProbe
from machina.up.watch import SourceWatch

PLAN = Plan(
    host="127.0.0.1",
    port=8107,
    public_url="http://127.0.0.1:8107",
    data_dir="/tmp/none",
    embedded_valkey=True,
    worker_concurrency=7,
    demo=True,
)

ADDRESS = "http://127.0.0.1:9000"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_a_way_out(taken_port: int) -> None:
    with pytest.raises(
        CommandError, match=rf"^PORT {taken_port} is taken on 127.0.0.1\. .*PORT={taken_port + 1} make run"
    ):
        check_port("127.0.0.1", taken_port)


def test_up_refuses_a_taken_port_before_anything_is_started(taken_port: int, tmp_path: Path) -> None:
    environment = os.environ | {"PORT": str(taken_port), "DATA_DIR": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "up"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert f"PORT {taken_port} is taken" in done.stderr
    assert not (tmp_path / "data" / "valkey.sock").exists()


def test_a_bad_variable_stops_the_start_in_one_line(tmp_path: Path) -> None:
    environment = os.environ | {"PORT": "eighty", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "up"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr == ("machina: PORT is 'eighty', which is no whole number from 1 to 65535. Example: PORT=8000\n")


def test_a_host_of_another_machine_is_named() -> None:
    with pytest.raises(CommandError, match=r"^HOST '192\.0\.2\.1' is no address of this machine"):
        check_port("192.0.2.1", 8107)


def test_a_redis_that_does_not_answer_is_named(taken_port: int) -> None:
    with pytest.raises(CommandError, match=r"^REDIS_URL: Redis does not answer .*unset REDIS_URL"):
        check_redis("redis://127.0.0.1:1/0")


def test_a_data_folder_too_long_for_a_socket_is_named() -> None:
    with pytest.raises(CommandError, match=r"^DATA_DIR .* is too long for a socket"):
        check_socket_path(Path("/tmp/" + "x" * 120))


@pytest.mark.django_db(transaction=True)
def test_a_database_older_than_the_code_is_noticed() -> None:
    assert pending_migrations() == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert pending_migrations() == ["sessions.0001_initial"]
    call_command("migrate", "sessions", fake=True, verbosity=0)
    assert pending_migrations() == []


def test_a_plan_survives_the_way_through_exec() -> None:
    assert Plan.from_json(PLAN.as_json()) == PLAN


def test_programs_start_in_order_of_need_and_worker_and_web_may_drain() -> None:
    programs = PLAN.programs()
    assert [program.name for program in programs] == ["valkey", "worker", "scheduler", "web"]
    assert [program.drain_seconds for program in programs] == [5.0, 30.0, 5.0, 37.0]
    assert programs[1].command[-4:] == [
        "interactive,background,default",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    assert "8" in programs[1].command


def test_an_external_redis_is_not_started() -> None:
    external = Plan.from_json(PLAN.as_json().replace('"embedded_valkey": true', '"embedded_valkey": false'))
    assert [program.name for program in external.programs()] == ["worker", "scheduler", "web"]


def test_delays_grow_to_half_a_minute_and_are_forgotten_after_a_healthy_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("machina.up.child.time.monotonic", lambda: now)
    crashing = Child(Program("worker", [sys.executable, "-c", ""]), dict(os.environ))
    delays = []
    for _ in range(8):
        _run_to_its_end(crashing)
        delays.append(crashing.start_at - now)
    assert delays == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    crashing.start()
    now += 31.0
    _wait(crashing)
    assert crashing.start_at - now == 0.5


def _run_to_its_end(child: Child) -> None:
    child.start()
    _wait(child)


def _wait(child: Child) -> None:
    assert child.process is not None
    child.process.wait(timeout=10)
    child.bury()


def test_lines_are_whole_however_they_arrive() -> None:
    code = "import sys; sys.stdout.write('one\\ntwo'); sys.stdout.flush(); sys.stdout.write(' and more\\n\\nlast')"
    child = Child(Program("worker", [sys.executable, "-c", code]), dict(os.environ))
    child.start()
    assert child.process is not None
    child.process.wait(timeout=10)
    assert [*child.read_lines(), *child.read_lines()] == ["one", "two and more", "last"]
    child.bury()


def test_a_second_supervisor_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    refusal = rf"already running .*\(pid {os.getpid()}\).*DATA_DIR="
    with hold_lock(tmp_path, ADDRESS), pytest.raises(SystemExit, match=refusal):
        hold_lock(tmp_path, ADDRESS).__enter__()
    with hold_lock(tmp_path, ADDRESS):
        pass


def test_ready_is_announced_when_the_answer_is_200(taken_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answers = threading.Thread(target=_answer, args=(server, [b"503 Service Unavailable", b"200 OK"]))
        answers.start()
        probe = ReadyProbe("0.0.0.0", server.getsockname()[1])
        deadline = time.monotonic() + 10
        while not probe.poll():
            assert time.monotonic() < deadline
        answers.join(timeout=10)
    assert not answers.is_alive()


def _answer(server: socket.socket, statuses: list[bytes]) -> None:
    for status in statuses:
        client, _ = server.accept()
        with client:
            assert client.recv(4096).startswith(b"GET /readyz HTTP/1.0\r\n")
            client.sendall(b"HTTP/1.1 " + status + b"\r\n\r\n{}")


def test_the_ready_lines_give_address_and_demo_login(tmp_path: Path) -> None:
    (tmp_path / "demo-login").write_text('{"username": "demo", "password": "pass-word"}')
    plan = Plan.from_json(PLAN.as_json().replace("/tmp/none", str(tmp_path)))
    assert list(ready_lines(plan, seconds=1.23)) == [
        "ready in 1.2 s at http://127.0.0.1:8107",
        "sign in as demo with password pass-word",
        "press Ctrl-C to stop",
    ]
    without_demo = Plan.from_json(plan.as_json().replace('"demo": true', '"demo": false'))
    assert "pass-word" not in "".join(ready_lines(without_demo, seconds=1.23))


def test_an_edited_source_is_noticed_once(tmp_path: Path) -> None:
    source = tmp_path / "machina" / "thing.py"
    source.parent.mkdir()
    watch = SourceWatch(tmp_path)
    source.write_text("x = 1")
    assert watch.changed() == "machina/thing.py"
    assert watch.changed() is None
    source.unlink()
    assert watch.changed() == "machina/thing.py"
