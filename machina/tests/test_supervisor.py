"""The supervisor with real processes: small ones of our own in place of Machina's."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from machina.up.plan import Plan

DRIVER = """
import sys
from machina.up.child import Program
from machina.up.output import Output
from machina.up.plan import Plan
from machina.up.supervisor import Supervisor
plan = Plan.from_json(sys.argv[1])
programs = [Program(name, [sys.executable, "-c", code] if " " in code else [code], drain_seconds=0.5)
            for name, code in zip(sys.argv[2::2], sys.argv[3::2])]
Supervisor(plan, programs, Output()).run()
"""
SLEEPER = "import os, time; print('hello from', os.getpid(), flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER


class Supervised:
    """A running supervisor whose log is read line by line, each within 10 s."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self.process = process
        self.stdout = process.stdout
        self.lines: list[str] = []
        self._rest = b""
        os.set_blocking(self.stdout.fileno(), False)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first line from here on that matches; lines before it are passed over."""
        deadline = time.monotonic() + 10
        with selectors.DefaultSelector() as selector:
            selector.register(self.stdout, selectors.EVENT_READ)
            while True:
                while b"\n" in self._rest:
                    line, _, self._rest = self._rest.partition(b"\n")
                    self.lines.append(line.decode())
                    if match := re.search(pattern, self.lines[-1]):
                        return match
                assert selector.select(deadline - time.monotonic()), f"no {pattern!r} in {self.lines}"
                chunk = os.read(self.stdout.fileno(), 65536)
                assert chunk, f"ended without {pattern!r}: {self.lines}"
                self._rest += chunk

    def pid_of(self, name: str) -> int:
        return int(self.wait_for(rf"^{name} +\| hello from (\d+)").group(1))


Start = Callable[..., Supervised]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Supervised] = []

    def run(**programs: str) -> Supervised:
        plan = Plan(
            host="127.0.0.1",
            port=1,  # nobody listens there, so it never becomes ready
            public_url="http://127.0.0.1:1",
            data_dir=str(tmp_path),
            embedded_valkey=False,
            worker_concurrency=1,
            demo=False,
        )
        words = [word for pair in programs.items() for word in pair]
        command = [sys.executable, "-c", DRIVER, plan.as_json(), *words]
        started.append(Supervised(subprocess.Popen(command, stdout=subprocess.PIPE)))
        return started[-1]

    yield run
    for supervised in started:
        supervised.process.kill()
        supervised.process.wait()
        supervised.stdout.close()


def gone(pid: int) -> bool:
    """Whether the process ends within 10 s."""
    try:
        psutil.Process(pid).wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def test_a_killed_child_is_started_again_and_said_so(start: Start) -> None:
    supervised = start(worker=SLEEPER)
    first = supervised.pid_of("worker")
    os.kill(first, signal.SIGKILL)
    supervised.wait_for(r"^machina +\| worker was killed by SIGKILL; starting it again in 0\.5 s$")
    assert supervised.pid_of("worker") != first


def test_a_child_that_keeps_crashing_is_started_ever_later(start: Start) -> None:
    supervised = start(worker="raise SystemExit(3)")
    supervised.wait_for(r"worker ended with status 3; starting it again in 0\.5 s")
    supervised.wait_for(r"worker ended with status 3; starting it again in 1\.0 s")
    supervised.wait_for(r"worker ended with status 3; starting it again in 2\.0 s")


def test_one_crash_leaves_the_others_alone(start: Start) -> None:
    supervised = start(web=SLEEPER, worker=SLEEPER)
    hellos = [supervised.wait_for(r"(\w+) +\| hello from (\d+)") for _ in range(2)]
    pids = {hello.group(1): int(hello.group(2)) for hello in hellos}
    os.kill(pids["worker"], signal.SIGKILL)
    supervised.pid_of("worker")
    assert psutil.pid_exists(pids["web"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_in_the_opposite_order(start: Start, number: signal.Signals) -> None:
    said = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye', flush=True)));"
    supervised = start(valkey=said + SLEEPER, worker=said + SLEEPER, web=said + SLEEPER)
    pids = [int(supervised.wait_for(r"hello from (\d+)").group(1)) for _ in range(3)]
    supervised.process.send_signal(number)
    assert [supervised.wait_for(r"(\w+) +\| bye").group(1) for _ in range(3)] == ["web", "worker", "valkey"]
    supervised.wait_for(r"^machina +\| stopped$")
    assert supervised.process.wait(timeout=10) == 0
    assert all(gone(pid) for pid in pids)


def test_a_child_that_does_not_stop_is_killed_when_its_time_is_up(start: Start) -> None:
    supervised = start(worker=STUBBORN)
    pid = supervised.pid_of("worker")
    supervised.process.terminate()
    assert supervised.process.wait(timeout=10) == 0
    assert gone(pid)


def test_children_die_with_a_killed_supervisor(start: Start) -> None:
    supervised = start(worker=STUBBORN, web=SLEEPER)
    pids = [int(supervised.wait_for(r"hello from (\d+)").group(1)) for _ in range(2)]
    supervised.process.kill()
    assert all(gone(pid) for pid in pids)


def test_a_program_that_cannot_be_started_is_named_and_stops_nothing_else(start: Start) -> None:
    supervised = start(valkey="/nonexistent/valkey-server", worker=SLEEPER)
    supervised.wait_for(
        r"^machina +\| valkey cannot be started: .*No such file or directory: '/nonexistent/valkey-server'"
    )
    supervised.pid_of("worker")


def test_the_supervisor_imports_no_django() -> None:
    code = (
        "import sys, machina.up.supervisor; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'django', 'celery', 'redis', 'asyncio'}))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
