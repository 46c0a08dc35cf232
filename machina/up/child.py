"""One supervised process: its start, its output, its end, and when to start it again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from machina.up.processes import die_with_parent

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 30.0  # who has lived this long starts again without the delays of earlier crashes


@dataclass(frozen=True)
class Program:
    """What to run. ``drain_seconds`` is how long it may take to stop when asked."""

    name: str
    command: Sequence[str]
    drain_seconds: float = 5.0


@dataclass
class Child:
    """The state of one program under the supervisor."""

    program: Program
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    start_at: float = 0.0
    """When to start it, by the monotonic clock."""
    crashes: int = 0
    stopping: bool = False
    _started_at: float = 0.0
    _unfinished: bytes = field(default=b"", repr=False)

    @property
    def is_running(self) -> bool:
        return self.process is not None

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self._started_at = time.monotonic()
        self._unfinished = b""
        self.process = subprocess.Popen(
            self.program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        os.set_blocking(self.output_fd, False)

    @property
    def output_fd(self) -> int:
        """Where its output is read. The child must be running."""
        assert self.process is not None and self.process.stdout is not None
        return self.process.stdout.fileno()

    def read_lines(self) -> Iterator[str]:
        """Whole lines that have been written since the last call; a line without an end is cut at 64 KB."""
        try:
            data = os.read(self.output_fd, 65536)
        except BlockingIOError:
            return
        *lines, self._unfinished = (self._unfinished + data).split(b"\n")
        if not data or len(self._unfinished) > 65536:
            lines, self._unfinished = [*lines, self._unfinished], b""
        yield from (line.decode(errors="replace") for line in lines if line)

    def exit_status(self) -> int | None:
        """The exit status of a process that has ended and is not buried yet."""
        return self.process.poll() if self.process is not None else None

    def bury(self) -> None:
        """Forget the ended process and plan the next start."""
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        self._plan_restart()

    def _plan_restart(self) -> None:
        now = time.monotonic()
        self.crashes = 1 if now - self._started_at > HEALTHY_AFTER else self.crashes + 1
        self.start_at = now + min(FIRST_DELAY * 2 ** (self.crashes - 1), LONGEST_DELAY)

    def signal(self, number: int) -> None:
        """Send a signal, if there is still somebody to receive it."""
        if self.process is not None:
            self.process.send_signal(number)


def describe(status: int) -> str:
    """An exit status in words."""
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
