"""`python -m machina.testing.pythons.start`: start Machina once, wait until it is ready, stop it as Ctrl-C does."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from machina.testing.stack import start


def main() -> None:
    """Raises RuntimeError if Machina is not ready in time, and exits with a message if it does not stop cleanly."""
    # Directly under /tmp: the path of a unix socket may have 107 bytes only.
    with tempfile.TemporaryDirectory(prefix="machina-start-", dir="/tmp") as folder:
        with start(Path(folder)) as stack:
            sys.stdout.write(f"ready in {stack.ready_seconds:.1f} s\n")
        if stack.supervisor.returncode != 0 or (stack.data_dir / "valkey.sock").exists():
            sys.exit(f"It did not stop cleanly. The end of its log:\n{stack.log.read_text()[-4000:]}")
    sys.stdout.write("stopped cleanly\n")


if __name__ == "__main__":
    main()
