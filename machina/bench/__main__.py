"""Run the measurements and print the table. Bounded: some thousand calls on loopback, some minutes."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from machina.bench import (
    agents,
    door,
    expressions,
    flows,
    intake,
    ledger,
    memory,
    refreshing,
    run_button,
    throughput,
    transfers,
)
from machina.bench.checkout import checked_out
from machina.bench.counting import counts_of, probing
from machina.bench.desk import opened
from machina.bench.figures import Figure, table
from machina.bench.vendor import running_vendor
from machina.testing.postgres import running_postgres
from machina.testing.stack import HERE, PRODUCTION, Checkout, start

READY_AGAIN_S = 5.0
AT_MOST = {"rows": 11.0, "statements": 14.0}
AT_MOST_A_FLOW = {"commits": 3.0}
"""Of a webhook; over REST, a run is written down in the audit log and its caller looked at."""
DATABASES = ("sqlite", "postgres")


def main() -> int:
    """Exit status 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m machina.bench", description=__doc__)
    parser.add_argument("--against", metavar="COMMIT", help="measure this commit beside, in turn")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only on this one")
    wanted = parser.parse_args()
    checkouts = {"this": HERE} | ({wanted.against: checked_out(wanted.against)} if wanted.against else {})
    held = True
    with running_vendor() as vendor:
        for database in wanted.database or DATABASES:
            figures = list(_figures(checkouts, database, vendor))
            print(f"\n{database}\n{table(figures)}", flush=True)
            held = held and all(figure.held is not False for figure in figures)
    return 0 if held else 1


def _figures(checkouts: Mapping[str, Checkout], database: str, vendor: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="machina-bench-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with ExitStack() as running:
            desks = [
                running.enter_context(
                    opened(key, folder / str(number), checkout, vendor, **running.enter_context(_database(database)))
                )
                for number, (key, checkout) in enumerate(checkouts.items())
            ]
            if database == "sqlite":
                yield Figure("first start, empty folder", desks[0].stack.ready_seconds, "s")
                yield from expressions.measure()
            yield from run_button.measure(desks, vendor)
            yield from throughput.measure(desks)
            yield from flows.measure(desks[0], vendor)
            yield from memory.measure(desks[0].stack)
            yield from intake.measure(desks[0].stack)
            yield from door.measure(desks[0].stack.environment, vendor)
            yield from refreshing.measure(desks[0].stack.environment)
        if database == "sqlite":
            with start(folder / "0") as again:
                yield Figure("second start", again.ready_seconds, "s", bar=READY_AGAIN_S)
        with (
            _database(database) as environment,
            running_vendor("machina.bench.slow_vendor") as slow,
            opened("this", folder / "parallel", HERE, slow, **environment) as desk,
        ):
            yield from flows.measure_parallel(desk)
        with (
            _database(database) as environment,
            opened("this", folder / "agents", HERE, vendor, **environment, **agents.settings(vendor)) as desk,
        ):
            yield from agents.measure(desk, vendor)
        with _database(database) as environment:
            yield from transfers.measure(folder / "transfers", **environment)
        with _database(database) as environment:
            yield from ledger.measure({"DATABASE_URL": f"sqlite:///{folder / 'ledger.sqlite3'}", **environment})
        for number, (key, checkout) in enumerate(checkouts.items()):
            yield from _counted(key, checkout, folder / f"counted{number}", database, vendor)


def _counted(name: str, checkout: Checkout, folder: Path, database: str, vendor: str) -> Iterator[Figure]:
    """In a stack of its own: being counted takes time."""
    folder.mkdir()
    with (
        probing(folder) as probe,
        _database(database) as environment,
        opened(name, folder, checkout, vendor, **environment, **probe.environment) as desk,
    ):
        is_ours = checkout is HERE
        for what, count in counts_of(desk, probe, desk.press_run).items():
            label = f"a click's {what}{'' if is_ours else f', {name}'}"
            yield Figure(label, count, "", bar=AT_MOST.get(what) if is_ours else None)
        if is_ours:
            with flows.runner(desk) as run_flow:
                for what, count in counts_of(desk, probe, run_flow).items():
                    yield Figure(f"a short flow's {what}", count, "", bar=AT_MOST_A_FLOW.get(what))


@contextmanager
def _database(kind: str) -> Iterator[Mapping[str, str]]:
    """The environment of a stack on this database, which is the stack's own."""
    if kind == "sqlite":
        yield {}
        return
    with running_postgres(durable=True) as url:
        yield {"DATABASE_URL": url, **PRODUCTION}


if __name__ == "__main__":
    sys.exit(main())
