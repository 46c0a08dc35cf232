"""Inserting new rows of a table by one INSERT whose SQL is built once for each number of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import AutoField, BigAutoField, Field, Model
from django.db.models.expressions import Combinable
from django.db.models.sql import InsertQuery

from integrations.prepared.places import Given, Statement

_statements: dict[object, _Insertion] = {}
MOST_TOGETHER = 32
"""Rows of one INSERT of what was gathered: there is a statement for each number of them."""
_gathering: ContextVar[dict[type[Model], list[Model]] | None] = ContextVar("gathering", default=None)


def insert(instances: Sequence[Model]) -> None:
    """Insert new rows of one table. No signal is sent, and a key that the database counts is not read back.

    A value may be an expression, which then is a part of the SQL: one of a few that are made once, as in
    ``queue.clock``.
    """
    if not instances:
        return
    gathering = _gathering.get()
    if gathering is not None:
        gathering.setdefault(type(instances[0]), []).extend(instances)
        for each in instances:
            each._state.adding, each._state.db = False, DEFAULT_DB_ALIAS
        return
    _send(instances)


@contextmanager
def gathered() -> Iterator[None]:
    """Rows that are inserted within the block are sent at its end, those of one table by one INSERT.

    It stands in a transaction, and nothing in it reads these rows. Tables come in the order of their first row, so
    one that refers to another may be sent before it: references are checked at the commit.
    """
    by_model: dict[type[Model], list[Model]] = {}
    token = _gathering.set(by_model)
    try:
        yield
    finally:
        _gathering.reset(token)
    for instances in by_model.values():
        for alike in _by_shape(instances):
            for start in range(0, len(alike), MOST_TOGETHER):
                _send(alike[start : start + MOST_TOGETHER])


def _by_shape(instances: Sequence[Model]) -> list[list[Model]]:
    """Together what has the same expressions in the same columns: their mixtures would be ever new statements."""
    shapes: dict[object, list[Model]] = {}
    for each in instances:
        row = {field.attname: getattr(each, field.attname) for field in _fields(type(each))}
        shapes.setdefault(tuple(_expressions(row)), []).append(each)
    return [*shapes.values()]


def _send(instances: Sequence[Model]) -> None:
    model = type(instances[0])
    rows = [{each.attname: each.pre_save(instance, True) for each in _fields(model)} for instance in instances]
    expressions = tuple((number, *each) for number, row in enumerate(rows) for each in _expressions(row))
    key = (connection.vendor, model, len(rows), expressions)
    statement = _statements.get(key)
    if statement is None:
        statement = _statements[key] = _Insertion(model, rows)
    statement.send(rows)
    for each in instances:
        each._state.adding, each._state.db = False, DEFAULT_DB_ALIAS


@cache
def _fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(each for each in model._meta.concrete_fields if not isinstance(each, AutoField | BigAutoField))


def _expressions(row: Mapping[str, object]) -> list[tuple[str, Combinable]]:
    return [(name, value) for name, value in row.items() if isinstance(value, Combinable)]


class _Insertion(Statement):
    def __init__(self, model: type[Model], rows: Sequence[Mapping[str, object]]) -> None:
        fields = _fields(model)
        shapes: list[Any] = [  # that have the values and nothing else of a model
            SimpleNamespace(
                **{each.attname: Given(f"{number} {each.attname}", each) for each in fields} | dict(_expressions(row))
            )
            for number, row in enumerate(rows)
        ]
        query = InsertQuery(model)
        query.insert_values(fields, shapes, raw=True)
        [(sql, parameters)] = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        super().__init__(sql, parameters)

    def send(self, rows: Sequence[Mapping[str, object]]) -> None:
        given = {f"{number} {name}": value for number, row in enumerate(rows) for name, value in row.items()}
        with transaction.mark_for_rollback_on_error():
            self.sent(connections[DEFAULT_DB_ALIAS], given).close()
