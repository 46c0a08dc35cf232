"""One supervisor for each data folder: two would serve one Valkey socket and one database twice.

The lock's file says who holds it, and where Machina is reached, for commands that are started beside it.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "up.lock"


@contextmanager
def hold_lock(data_dir: Path, public_url: str) -> Iterator[None]:
    """Hold the folder's lock; exits with a message naming the holder if another supervisor has it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            sys.exit(
                f"machina: already running on {data_dir} (pid {file.readline().strip()}). "
                "Stop it first, or give this one a folder of its own: DATA_DIR=/path PORT=8001 make run"
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n{public_url}\n")
        file.flush()
        yield


def running_address(data_dir: Path) -> str | None:
    """Where the Machina of this folder is reached that runs now; None if none does."""
    try:
        with (data_dir / LOCK).open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:  # somebody holds it, so it is true what the file says
                return (file.read().splitlines()[1:] or [""])[0] or None
    except OSError:
        pass
    return None
