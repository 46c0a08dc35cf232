"""SQL with places for the values that it is given each time it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField, Expression, Field, TextField
from django.db.models.sql.compiler import SQLCompiler

Write = Callable[[Any, BaseDatabaseWrapper], Any]


def _written_by(field: Field[Any, Any]) -> Write:
    """The field's own way; what it leaves as it is, which most values are, does not take the way through it."""
    write: Write = field.get_db_prep_save
    kinds: tuple[type, ...] = (str,) if type(field) in (CharField, TextField) else ()

    def written(value: Any, database: BaseDatabaseWrapper) -> Any:
        return value if value is None or type(value) in kinds else write(value, database)

    return written


class Given(Expression):
    """The place of a value, which is written as its field writes it. Compared with a null one, no row is found."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name
        self.written = _written_by(output_field)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


UNUSED = UUID(int=0)
"""Given where the statement has no place for an id."""


def as_field(value: object, field: Field[Any, Any]) -> Any:  # a place stands wherever its value might
    """A given value that is to be written as that field writes it; any other value as it is."""
    return Given(value.name, field) if isinstance(value, Given) else value


class Statement:
    """The SQL of one database vendor with its parameters, of which some are places."""

    def __init__(self, sql: str, parameters: tuple[object, ...]) -> None:
        self.sql = sql
        self._parameters = parameters

    def sent(self, database: BaseDatabaseWrapper, given: Mapping[str, object]) -> CursorWrapper:
        """The cursor it has been sent with, for the caller to close."""
        cursor = database.cursor()
        parameters: list[Any] = [
            each.written(given[each.name], database) if isinstance(each, Given) else each for each in self._parameters
        ]
        try:
            cursor.execute(self.sql, parameters)
        except BaseException:
            cursor.close()
            raise
        return cursor
