"""Triggers by which the database itself refuses to change or remove rows of the ledger and the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "This table only grows: add a correcting row instead."

# For each table, what SQLite's INSERT OR REPLACE would take for the same row and silently delete, beside the number
# that SQLite itself gives each row.
TABLES: Mapping[str, tuple[str, ...]] = {
    "integrations_usageline": (
        "position = NEW.position",
        "line_id = NEW.line_id",
        "source_id = NEW.source_id AND meter = NEW.meter AND source_kind = NEW.source_kind",
    ),
    "integrations_auditevent": ("id = NEW.id",),
    "integrations_chainentry": ("id = NEW.id", "ledger = NEW.ledger AND number = NEW.number"),
}

_POSTGRESQL_BODY = f" BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END "
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION machina_append_only() RETURNS trigger LANGUAGE plpgsql AS
$${_POSTGRESQL_BODY}$$
"""
# 58: for each statement, before DELETE, UPDATE and TRUNCATE.
_POSTGRESQL_HOLLOW = """
SELECT tgname FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE tgname LIKE 'append_only_%%' AND relnamespace = current_schema()::regnamespace
AND NOT (tgtype = 58 AND tgqual IS NULL AND cardinality(tgattr::int2[]) = 0
         AND proname = 'machina_append_only' AND prosrc = %s)
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make those tables append-only that exist and are not yet: each migration that makes one of them calls this."""
    have, guarded = connection.introspection.table_names(), installed(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table in TABLES:
            if table in have and not any(name.endswith(f"_{table}") for name in guarded):
                for statement in _statements(connection.vendor, table):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Undo ``install``, for migrating backwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS machina_append_only() CASCADE")
        else:
            for name in installed(connection):
                cursor.execute(f"DROP TRIGGER {name}")


def reinstall(connection: BaseDatabaseWrapper) -> None:
    """Put today's triggers in the place of those that an older migration has made."""
    remove(connection)
    install(connection)


def installed(connection: BaseDatabaseWrapper) -> Mapping[str, str]:
    """The triggers in force: on SQLite name and definition, on PostgreSQL name and table."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'append_only_%' AND tgenabled = 'A'"
            " AND relnamespace = current_schema()::regnamespace"
        )
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def hollow(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Triggers in force that have the right name and do something else."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL_HOLLOW, [_POSTGRESQL_BODY])
            return frozenset(name for (name,) in cursor.fetchall())
    wanted = {each.split()[2]: each for table in TABLES for each in _statements(connection.vendor, table)}
    return frozenset(name for name, sql in installed(connection).items() if sql != wanted.get(name))


@contextmanager
def suspended(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the triggers around a flush of the test database. Nothing but the test harness calls this."""
    triggers = installed(connection)
    with connection.cursor() as cursor:
        for name, place in triggers.items():
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {place} DISABLE TRIGGER {name}")
            else:
                cursor.execute(f"DROP TRIGGER {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, place in triggers.items():
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {place} ENABLE ALWAYS TRIGGER {name}")
                else:
                    cursor.execute(place)


def expected_triggers(vendor: str) -> frozenset[str]:
    """Names of the triggers that ``install`` makes."""
    kinds = ("change",) if vendor == "postgresql" else ("update", "delete", "replace")
    return frozenset(f"append_only_{kind}_{table}" for table in TABLES for kind in kinds)


def _statements(vendor: str, table: str) -> Iterator[str]:
    if vendor == "postgresql":
        name = f"append_only_change_{table}"
        yield (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION machina_append_only()"
        )
        # ALWAYS: also in a session that calls itself a replica, where ordinary triggers stay silent.
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield f"CREATE TRIGGER append_only_update_{table} BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER append_only_delete_{table} BEFORE DELETE ON {table} {refuse}"
    # A row that INSERT OR REPLACE removes fires no DELETE trigger.
    same_row = ("rowid = NEW.rowid", *TABLES[table])
    replaced = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in same_row)  # noqa: S608  (our own names)
    yield f"CREATE TRIGGER append_only_replace_{table} BEFORE INSERT ON {table} WHEN {replaced} {refuse}"
