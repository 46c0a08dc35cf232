"""What one click on Run, or one flow, writes: rows, statements, commits, messages of the broker and of the sockets."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import psycopg
import redis
from psycopg import sql

from machina.bench.desk import Desk

PROBE = Path(__file__).parent / "probe"
WARM_UP = 5
ROUNDS = 8
CLICKS = 5
SETTLE_SECONDS = 0.7


class Probe:
    """Hears what the processes of a counted stack tell; see ``probe/sitecustomize.py``."""

    def __init__(self, folder: Path) -> None:
        self.address = folder / "probe"
        self.heard: Counter[str] = Counter()
        self.statements: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.address))
        threading.Thread(target=self._listen, name="bench-probe", daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """For the stack that is to be counted."""
        return {"PYTHONPATH": str(PROBE), "MACHINA_BENCH_PROBE": str(self.address)}

    def _listen(self) -> None:
        while True:
            kind, _, text = self._socket.recv(65536).decode(errors="replace").partition(" ")
            if text.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")):
                continue
            self.heard[kind] += 1
            if text:
                self.statements[text[:160]] += 1


def counts_of(desk: Desk, probe: Probe, work: Callable[[], object]) -> dict[str, float]:
    """Medians over some rounds of the same work, such as clicks on the same node."""
    for _ in range(WARM_UP):
        work()
    rounds = [_round(desk, probe, work) for _ in range(ROUNDS)]
    return {name: median(each[name] for each in rounds) for name in rounds[0]}


def _round(desk: Desk, probe: Probe, work: Callable[[], object]) -> dict[str, float]:
    time.sleep(SETTLE_SECONDS)
    before = _now(desk, probe)
    for _ in range(CLICKS):
        work()
    time.sleep(SETTLE_SECONDS)
    after = _now(desk, probe)
    return {name: (after[name] - before[name]) / CLICKS for name in before}


def _now(desk: Desk, probe: Probe) -> dict[str, int]:
    commands = _commands(desk.stack.data_dir)
    return {
        "rows": _rows(desk),
        "statements": probe.heard["statement"],
        "commits": probe.heard["commit"],
        "broker messages": commands.get("cmdstat_lpush", {}).get("calls", 0),
        "channel-layer messages": commands.get("cmdstat_publish", {}).get("calls", 0),
    }


def _commands(data_dir: Path) -> dict[str, dict[str, int]]:
    (address,) = data_dir.glob("*.sock")
    with closing(redis.Redis(unix_socket_path=str(address))) as client:
        found: dict[str, dict[str, int]] = client.info("commandstats")
        return found


def _rows(desk: Desk) -> int:
    """All rows of all tables; rows that are removed later were written all the same, so rounds are short."""
    url = desk.stack.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as database:
            names = [
                name for (name,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ]
            return sum(_count(database.execute(_select(name)).fetchone()) for name in names)
    (path,) = desk.stack.data_dir.glob("*.sqlite3")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        tables = [name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(_count(reader.execute(f'SELECT count(*) FROM "{name}"').fetchone()) for name in tables)


def _select(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))


def _count(row: tuple[object, ...] | None) -> int:
    assert row is not None
    return int(str(row[0]))


@contextmanager
def probing(folder: Path) -> Iterator[Probe]:
    """A probe whose address lies in the folder."""
    probe = Probe(folder)
    try:
        yield probe
    finally:
        os.unlink(probe.address)  # noqa: PTH108  # a socket, not a file
