"""Database plumbing: which tests ask one, emptying tables whose triggers refuse it, and the test database's address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

if TYPE_CHECKING:  # Django is not set up yet when the plugin is loaded
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.operations import BaseDatabaseOperations

ASKING = frozenset({"db", "transactional_db", "live_server"})
"""The fixtures of pytest-django that let a test ask the database; the marker ``django_db`` is the fourth way."""


ON_ONE_DATABASE = (
    "integrations/admin/",
    "integrations/services/",
    "integrations/sandbox/",
    "machina/tests/admin/",
    "machina/tests/test_every_address.py",
    "machina/tests/test_fields_of_answers.py",
    "machina/tests/test_redis_away.py",
    "machina/tests/test_sign_in.py",
    "workflows/admin/",
    "workflows/gallery/",
)
"""What ``--database-only`` leaves out too. The sandbox stands in embedded mode alone, whose database is SQLite; what
services, templates, pages and walks over all addresses ask of a database, the tests of the parts they use ask too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("machina").addoption(
        "--database-only",
        action="store_true",
        help="leave out what another run had: tests that ask no database, or only what others ask",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    left_out = {item for item in items if not _asks(item) or item.nodeid.startswith(ON_ONE_DATABASE)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _asks(item: pytest.Item) -> bool:
    named = item.fixturenames if isinstance(item, pytest.Function) else ()
    return item.get_closest_marker("django_db") is not None or not ASKING.isdisjoint(named)


KEPT = frozenset({"django_content_type", "auth_permission"})
"""What migrations have filled, and no test changes."""


@pytest.fixture(autouse=True, scope="session")
def _flushing_empties_what_is_full() -> Iterator[None]:
    """After a transactional test Django empties all tables, and fills some anew. Most tests have touched ten of a
    hundred, and to truncate the others takes PostgreSQL seconds. Only here the append-only triggers are lifted.
    """
    from django.core.management.commands import flush
    from django.db.backends.base.operations import BaseDatabaseOperations

    from integrations.billing.append_only import TABLES, suspended

    execute = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        is_guarded = any(table in sql for table in TABLES for sql in sql_list)
        with suspended(self.connection) if is_guarded else nullcontext():
            execute(self, sql_list)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
    patch.setattr(flush, "sql_flush", _deletions)
    patch.setattr(flush, "emit_post_migrate_signal", lambda *_, **__: None)
    yield
    patch.undo()


def _deletions(style: object, database: BaseDatabaseWrapper, *_: object, **__: object) -> list[str]:
    """One for each table that has rows; foreign keys are looked at when all are done."""
    tables = [name for name in database.introspection.django_table_names(only_existing=True) if name not in KEPT]
    quoted = [database.ops.quote_name(name) for name in tables]
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT EXISTS (SELECT 1 FROM {name})" for name in quoted))
        is_full = [bool(row[0]) for row in cursor.fetchall()]
    return [f"DELETE FROM {name}" for name, has_rows in zip(quoted, is_full, strict=True) if has_rows]


def database_url(configured: str | None) -> str:
    """The test database as DATABASE_URL, for processes that a test starts."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" or not configured:
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(configured)._replace(path=f"/{name}"))
