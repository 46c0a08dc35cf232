"""One log for all processes: each line carries the coloured name of the process that wrote it."""

from __future__ import annotations

import os
import sys

from machina.redaction import redacted

COLORS = {"valkey": "31", "web": "34", "worker": "32", "scheduler": "35", "frontend": "36", "machina": "1"}
WIDTH = max(map(len, COLORS))


class Output:
    """Writes to standard output; colours only for a terminal, and never with NO_COLOR."""

    def __init__(self) -> None:
        self._colored = (sys.stdout.isatty() or "FORCE_COLOR" in os.environ) and "NO_COLOR" not in os.environ

    def line(self, name: str, text: str) -> None:
        """Print one line of the named process, without what it may have printed of secrets past its log."""
        prefix = f"{name:<{WIDTH}} |"
        if self._colored:
            prefix = f"\x1b[{COLORS.get(name, '0')}m{prefix}\x1b[0m"
        try:
            sys.stdout.write(f"{prefix} {redacted(text)}\n")
            sys.stdout.flush()
        except BrokenPipeError:  # nobody reads any more, which is no reason to stop serving
            pass

    def say(self, text: str) -> None:
        """Print a line of the supervisor's own."""
        self.line("machina", text)
