"""No UPDATE decides by another table's columns through a join: of two at once, both could be the one that counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True, scope="session")
def _no_update_joins() -> Iterator[None]:
    """Django writes ``filter(state="open", customer__is_active=True).update(…)`` as ``WHERE id IN (SELECT … JOIN …)``.

    On PostgreSQL one that has waited for another's lock looks at its own WHERE again, but not at what the inner SELECT
    has found before the wait: it changes a row whose state is "open" no more. Conditions on the row itself have to
    stand outside, beside ``customer__in=…`` or an ``Exists``.
    """
    from django.db.models.sql.compiler import SQLUpdateCompiler  # Django is not set up yet when the plugin is loaded

    prepare = SQLUpdateCompiler.pre_sql_setup

    def pre_sql_setup(self: SQLUpdateCompiler) -> object:
        query: Any = self.query  # django-stubs do not know all of it
        query.get_initial_alias()
        joined = query.count_active_tables() > 1 and not query.related_updates
        assert not joined, f"An UPDATE of {query.model.__name__} joins another table; see {__name__}."
        return prepare(self)

    patch = pytest.MonkeyPatch()
    patch.setattr(SQLUpdateCompiler, "pre_sql_setup", pre_sql_setup)
    yield
    patch.undo()
