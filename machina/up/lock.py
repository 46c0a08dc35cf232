"""One supervisor for each data folder: two would serve one Valkey socket and one database twice."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hold_lock(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; exits with a message naming the holder if another supervisor has it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            sys.exit(
                f"machina: already running on {data_dir} (pid {file.read().strip()}). "
                "Stop it first, or give this one a folder of its own: DATA_DIR=/path PORT=8001 make run"
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
