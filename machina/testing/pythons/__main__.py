"""`python -m machina.testing.pythons all|newest`: what `make test-pythons` and `make test-newest` do."""

from __future__ import annotations

import argparse
import os
import sys

from machina.testing.pythons.interpreters import NEWEST, OLDEST, find_interpreters
from machina.testing.pythons.trial import Result, try_everything, try_start


def main(arguments: list[str]) -> int:
    """Try the interpreters and say at the end which they were and how each did; 1 if a promised one failed."""
    parser = argparse.ArgumentParser(prog="python -m machina.testing.pythons")
    parser.add_argument("which", choices=["all", "newest"])
    parser.add_argument("--workers", type=int, default=2, help="test processes at once")
    options = parser.parse_args(arguments)
    results = each(workers=options.workers) if options.which == "all" else newest(here=sys.version_info[:2])
    for result in results:
        say(str(result))
    return 1 if any(result.breaks_the_promise for result in results) else 0


def each(*, workers: int) -> list[Result]:
    """Everything on each interpreter that is found, one after another."""
    interpreters = find_interpreters(os.environ)
    if not interpreters:
        sys.exit(f"No Python from {_dotted(OLDEST)} on was found that can make an environment (`python3 -m venv`).")
    return [try_everything(interpreter, say, workers=workers) for interpreter in interpreters]


def newest(*, here: tuple[int, int]) -> list[Result]:
    """One start on the newest promised interpreter that is newer than the version ``here``, if there is one."""
    newer = [python for python in find_interpreters(os.environ) if python.promised and python.minor > here]
    if not newer:
        say(f"Nothing more to start: no Python newer than {_dotted(here)}, up to {_dotted(NEWEST)}, was found.")
        return []
    return [try_start(newer[-1], say)]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
