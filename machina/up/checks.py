"""What must be right before anything is started, each with the sentence that helps."""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path

import redis
from django.core.checks import run_checks
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from integrations import checks
from integrations.shared_store import store_at
from machina.up.valkey_server import SOCKET, valkey_binary

OLDEST_PYTHON = (3, 11)


def check_python() -> None:
    """Raises CommandError for an interpreter that is too old."""
    if sys.version_info < OLDEST_PYTHON:
        raise CommandError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")


def check_port(host: str, port: int) -> None:
    """Raises CommandError naming HOST or PORT if nobody could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT {port} is taken on {host}. Stop the other program, or choose another: PORT={port + 1} make run"
    if error.errno == errno.EACCES:
        return f"PORT {port} needs more rights. Choose one above 1023: PORT=8000 make run"
    return f"HOST {host!r} is no address of this machine ({error.strerror}). Example: HOST=127.0.0.1"


def check_socket_path(data_dir: Path) -> None:
    """Raises CommandError if the embedded Valkey's socket would have a path longer than the system allows."""
    if len(str(data_dir / SOCKET).encode()) > 107:
        raise CommandError(f"DATA_DIR {str(data_dir)!r} is too long for a socket. Example: DATA_DIR=/var/lib/machina")


def check_valkey() -> None:
    """Raises CommandError if there is no embedded Valkey for this machine."""
    try:
        valkey_binary()
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None


def check_redis(url: str) -> None:
    """Raises CommandError if the configured Redis does not answer."""
    try:
        store_at(url).ping()
    except redis.RedisError as error:
        raise CommandError(f"REDIS_URL: Redis does not answer ({error}). Start it, or unset REDIS_URL.") from None


def check_providers() -> None:
    """Raises CommandError for what no provider declares in MACHINA_ENDPOINTS, and for services without a provider."""
    wrong = run_checks(tags=[checks.PROVIDERS])
    if wrong:
        raise CommandError("\n".join(f"{each.msg} {each.hint or ''}".rstrip() for each in wrong))


def check_migrations() -> None:
    """Raises CommandError if the database is unreachable or older than this code."""
    if pending := pending_migrations():
        raise CommandError(f"The database lacks {len(pending)} migrations. Run: manage.py migrate")


def pending_migrations() -> list[str]:
    """Names of migrations that are not applied. Raises CommandError if the database is unreachable."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise CommandError(f"DATABASE_URL: the database does not answer ({error}).") from None
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
