"""Queries and UPDATEs that are described to the ORM as ever, but once.

What the function of a description is given by keyword becomes a parameter of the statement; what it is given by
position makes another statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DateTimeField, Field, JSONField, Model, QuerySet, TextField, UUIDField
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

from integrations.prepared.places import Given, Statement, as_field

P = ParamSpec("P")
ModelT = TypeVar("ModelT", bound=Model)

FIELDS: Mapping[object, Field[Any, Any]] = {
    UUID: UUIDField(),
    str: TextField(),
    int: BigIntegerField(),
    datetime: DateTimeField(),
    object: JSONField(),
}
"""How a given value is written, by its annotation; one that may be None as well."""


class Update:
    """An UPDATE of the rows that a query finds. Columns are written as their own fields write them."""

    def __init__(self, rows: QuerySet[Any], **columns: object) -> None:
        self.rows = rows
        self.columns = columns


def prepared(describe: Callable[P, QuerySet[ModelT]]) -> Callable[P, list[ModelT]]:
    """The rows that the query finds, with what its ``select_related`` and ``annotate`` ask for."""
    return cast(Callable[P, list[ModelT]], _prepared(describe, _Selection))


def prepared_update(describe: Callable[P, Update]) -> Callable[P, int]:
    """How many rows the UPDATE has changed."""
    return cast(Callable[P, int], _prepared(describe, _Change))


_described: list[dict[object, _Selection | _Change]] = []


def describe_anew() -> None:
    """Describe every statement anew: for tests that change what a description looks at."""
    for statements in _described:
        statements.clear()


def _prepared(describe: Callable[..., Any], kind: type[_Selection] | type[_Change]) -> Callable[..., object]:
    statements: dict[object, _Selection | _Change] = {}
    _described.append(statements)

    @wraps(describe)
    def send(*fixed: object, **given: object) -> object:
        key = (connection.vendor, *fixed)
        statement = statements.get(key)
        if statement is None:
            statement = statements[key] = kind(describe(*fixed, **_places(describe, given)))
        return statement.send(given)

    return send


def _places(describe: Callable[..., Any], given: Mapping[str, object]) -> dict[str, Given]:
    hints = get_type_hints(describe)
    return {name: Given(name, _field(hints.get(name, object))) for name in given}


def _field(hint: Any) -> Field[Any, Any]:
    kinds = [each for each in getattr(hint, "__args__", (hint,)) if each is not type(None)]
    return FIELDS[kinds[0]]


class _Selection(Statement):
    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        super().__init__(*compiler.as_sql())
        kind, select = compiler.klass_info, compiler.select
        assert kind is not None
        first, last = kind["select_fields"][0], kind["select_fields"][-1]
        self._model: type[Model] = kind["model"]
        self._columns = slice(first, last + 1)
        self._names = [column[0].target.attname for column in select[self._columns]]
        populators: Any = get_related_populators  # whose stub is that of another release
        self._related = populators(kind, select, DEFAULT_DB_ALIAS)
        self._annotations = tuple(compiler.annotation_col_map.items())
        self._converters = tuple(compiler.get_converters([column[0] for column in select]).items())

    def send(self, given: Mapping[str, object]) -> list[Model]:
        database = connections[DEFAULT_DB_ALIAS]
        with self.sent(database, given) as cursor:
            return [self._instance(list(row), database) for row in cursor.fetchall()]

    def _instance(self, row: list[Any], database: BaseDatabaseWrapper) -> Model:
        for place, (converters, column) in self._converters:
            for convert in converters:
                row[place] = convert(row[place], column, database)
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._columns])
        for related in self._related:
            related.populate(row, instance)
        for name, place in self._annotations:
            setattr(instance, name, row[place])
        return instance


class _Change(Statement):
    def __init__(self, change: Update) -> None:
        of_model = change.rows.model._meta.get_field
        query: Any = change.rows.query.chain(UpdateQuery)  # of the class it is chained to
        query.add_update_values({name: as_field(value, of_model(name)) for name, value in change.columns.items()})
        query.clear_select_clause()
        super().__init__(*query.get_compiler(DEFAULT_DB_ALIAS).as_sql())

    def send(self, given: Mapping[str, object]) -> int:
        with transaction.mark_for_rollback_on_error(), self.sent(connections[DEFAULT_DB_ALIAS], given) as cursor:
            return int(cursor.rowcount)
