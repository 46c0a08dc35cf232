"""Run every measurement once and print the table. Bounded: a few hundred calls on loopback, some minutes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from machina.bench import memory, run_button
from machina.bench.figures import Figure, table
from machina.testing.stack import start

READY_AGAIN_S = 5.0


def main() -> int:
    """Exit status 1 when a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="machina-bench-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        with start(Path(folder)) as stack:
            figures = [Figure("first start, empty folder", stack.ready_seconds, "s")]
            figures += run_button.measure(stack)
            figures += memory.measure(stack)
        with start(Path(folder)) as stack:
            figures.insert(1, Figure("second start", stack.ready_seconds, "s", bar=READY_AGAIN_S))
    print(table(figures))
    return 1 if any(figure.held is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
