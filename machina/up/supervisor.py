"""The supervisor: starts every process, shows one log, starts again what crashes, and stops all in order.

`python -m machina.up.supervisor PLAN` takes the place of `manage.py up` by exec, to be small (no Django here).
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from machina.up.banner import ready_lines
from machina.up.child import Child, Program, describe
from machina.up.lock import hold_lock
from machina.up.output import Output
from machina.up.plan import Plan
from machina.up.ready import ReadyProbe
from machina.up.watch import SourceWatch

# Threads that wait for other servers need no memory arena each: this saves tens of megabytes in web and worker.
ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "machina.settings", "MALLOC_ARENA_MAX": "2"}
TICK_SECONDS = 0.1
IDLE_SECONDS = 1.0


class Supervisor:
    """One loop over the children's output, their ends and the clock. It blocks nowhere else."""

    def __init__(self, plan: Plan, programs: Iterable[Program], output: Output) -> None:
        self.plan = plan
        self.output = output
        environment = ENVIRONMENT | os.environ
        self.children = [Child(program, environment) for program in programs]
        self.signals = 0
        self._selector = selectors.DefaultSelector()
        self._probe: ReadyProbe | None = ReadyProbe(plan.host, plan.port)
        self._watch = SourceWatch(Path.cwd()) if plan.reload else None
        self._began_at = time.monotonic()

    def run(self) -> None:
        """Serve until a signal asks to stop, then stop everything."""
        self._listen_for_signals()
        while not self.signals:
            self._start_due()
            self._pump(TICK_SECONDS if self._probe or self._someone_is_down() else IDLE_SECONDS)
            self._reap()
            self._announce_when_ready()
            self._reload_when_changed()
        self._stop_all()

    def _listen_for_signals(self) -> None:
        read_end, write_end = os.pipe()
        for end in (read_end, write_end):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        self._selector.register(read_end, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._count_signal)

    def _count_signal(self, *_: object) -> None:
        self.signals += 1

    def _someone_is_down(self) -> bool:
        return any(not child.is_running for child in self.children)

    def _start_due(self) -> None:
        for child in self.children:
            if not child.is_running and child.start_at <= time.monotonic():
                try:
                    child.start()
                except OSError as error:
                    self.output.say(f"{child.program.name} cannot be started: {error}")
                    child.start_at = time.monotonic() + IDLE_SECONDS
                else:
                    self._selector.register(child.output_fd, selectors.EVENT_READ, child)

    def _pump(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, Child):
                self._show_output(key.data)
            else:
                os.read(key.fd, 1024)

    def _show_output(self, child: Child) -> None:
        for line in child.read_lines():
            self.output.line(child.program.name, line)

    def _reap(self) -> None:
        for child in self.children:
            if not child.is_running:
                continue
            fd = child.output_fd
            status = child.exit_status()
            if status is None:
                continue
            self._show_output(child)
            self._selector.unregister(fd)
            child.bury()
            if not child.stopping:
                delay = child.start_at - time.monotonic()
                self.output.say(f"{child.program.name} {describe(status)}; starting it again in {delay:.1f} s")

    def _announce_when_ready(self) -> None:
        if self._probe is not None and self._probe.poll():
            self._probe = None
            for line in ready_lines(self.plan, seconds=time.monotonic() - self._began_at):
                self.output.say(line)

    def _reload_when_changed(self) -> None:
        changed = self._watch.changed() if self._watch else None
        if changed:
            self.output.say(f"{changed} changed; restarting")
            for child in self.children:
                if child.program.name in ("web", "worker", "scheduler"):
                    child.crashes = 0
                    child.signal(signal.SIGTERM)

    def _stop_all(self) -> None:
        self.output.say("stopping; press Ctrl-C again to stop at once")
        for child in reversed(self.children):
            self._stop(child)
        self.output.say("stopped")

    def _stop(self, child: Child) -> None:
        child.stopping = True
        child.signal(signal.SIGTERM)
        deadline = time.monotonic() + child.program.drain_seconds
        while child.is_running:
            self._pump(TICK_SECONDS)
            self._reap()
            if time.monotonic() > deadline or self.signals > 1:
                child.signal(signal.SIGKILL)


def main() -> None:
    """Run the plan given as the only argument."""
    plan = Plan.from_json(sys.argv[1])
    with hold_lock(Path(plan.data_dir), plan.public_url):
        Supervisor(plan, plan.programs(), Output()).run()


if __name__ == "__main__":
    main()
