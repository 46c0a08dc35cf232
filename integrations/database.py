"""Giving the database connection back while nothing is asked of it."""

from __future__ import annotations

from django.db import connection


def release_database() -> None:
    """Hold no database connection from here on; the next query takes one again.

    PostgreSQL has a hundred or so, of which each process pools a few, and a call may wait a minute for its vendor.
    A SQLite connection outside a transaction holds nothing, so it is kept.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
