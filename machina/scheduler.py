"""The scheduler process: calls each periodic job in a thread of its own, so that a slow one delays no other."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable

from django.utils.module_loading import import_string

from integrations import gate
from integrations.database import giving_back
from integrations.restoring import pulse
from machina import heartbeat

logger = logging.getLogger(__name__)
PULSE = "integrations.restoring.pulse.beat"
"""The only job that goes on in safe mode."""
LONGEST_PAUSE = 60.0
STOP_WITHIN = 4.0  # the supervisor waits five seconds


class Job:
    """One function called again and again until ``stopped`` is set."""

    def __init__(self, path: str, seconds: float, stopped: threading.Event) -> None:
        self.path = path
        self.seconds = seconds
        self.function: Callable[[], object] = import_string(path)
        self._stopped = stopped
        self.failures = 0

    @property
    def pause(self) -> float:
        """Seconds until the next call: the job's own, doubled by each failure in a row up to a minute."""
        return min(self.seconds * 2.0**self.failures, max(self.seconds, LONGEST_PAUSE))

    def loop(self) -> None:
        """Call, pause, call, until stopped."""
        while not self._stopped.is_set():
            self.run_once()
            self._stopped.wait(self.pause)

    def run_once(self) -> None:
        """One call; what it raises is logged and ends nothing but this call."""
        if gate.is_shut() and self.path != PULSE:
            return
        try:
            giving_back(self.function)()
        except Exception:  # the boundary of a process that has to go on
            self.failures = min(self.failures + 1, 10)
            logger.exception("scheduler.job_failed", extra={"job": self.path})
        else:
            self.failures = 0


def run(jobs: Iterable[tuple[str, float]]) -> None:
    """Run the jobs until SIGTERM or SIGINT. Raises ImportError for a job that does not exist."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    todo = [Job(path, seconds, stopped) for path, seconds in jobs]
    giving_back(pulse.look)()  # before anything is begun with a database that has come back from a backup
    loops = [threading.Thread(target=job.loop, name=job.path, daemon=True) for job in todo]  # noqa: TID251  # giving_back
    beating = heartbeat.keep_beating("scheduler")
    for thread in loops:
        thread.start()
    while not stopped.wait(1.0):
        pass
    beating.set()
    for thread in loops:
        thread.join(STOP_WITHIN / len(loops))
