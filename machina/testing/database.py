"""Database plumbing: which tests ask one, emptying tables whose triggers refuse it, and the test database's address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

if TYPE_CHECKING:  # Django is not set up yet when the plugin is loaded
    from django.db.backends.base.operations import BaseDatabaseOperations

ASKING = frozenset({"db", "transactional_db", "live_server"})
"""The fixtures of pytest-django that let a test ask the database; the marker ``django_db`` is the fourth way."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("machina").addoption(
        "--database-only", action="store_true", help="leave out tests that ask no database: another run had them"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    left_out = [item for item in items if not _asks(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _asks(item)]


def _asks(item: pytest.Item) -> bool:
    named = item.fixturenames if isinstance(item, pytest.Function) else ()
    return item.get_closest_marker("django_db") is not None or not ASKING.isdisjoint(named)


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_can_be_flushed() -> Iterator[None]:
    """After a transactional test Django empties all tables; only then the append-only triggers are lifted."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from integrations.billing.append_only import suspended

    original = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        with suspended(self.connection):
            original(self, sql_list)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
    yield
    patch.undo()


def database_url(configured: str | None) -> str:
    """The test database as DATABASE_URL, for processes that a test starts."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" or not configured:
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(configured)._replace(path=f"/{name}"))
