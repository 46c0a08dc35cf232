"""`python -m machina.testing.killing [RUNS]`: workers are killed while so many workflows run; 200 by default."""

from __future__ import annotations

import os
import subprocess
import sys

TEST = "workflows/runs/tests/test_killed_workers.py"


def main(arguments: list[str]) -> int:
    runs = arguments[0] if arguments else "200"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    return subprocess.run(command, env=os.environ | {"MACHINA_KILLED_RUNS": runs}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
