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
_Row = tuple[Model, Mapping[str, object]]
FEW = 8
"""Up to so many rows there is a statement for each number, and for each order of their kinds."""
MOST_TOGETHER = 32
"""Rows of one INSERT. More are sent by several, so that few statements have to be built."""
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
    _send_all(instances)


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
        _send_all(instances)


def _send_all(instances: Sequence[Model]) -> None:
    """Of many, together what has the same expressions in the same columns: mixtures would be ever new statements."""
    rows: list[_Row] = [
        (instance, {each.attname: each.pre_save(instance, True) for each in _fields(type(instance))})
        for instance in instances
    ]
    if len(rows) <= FEW:
        _send(rows)
        return
    alike: dict[object, list[_Row]] = {}
    for row in rows:
        alike.setdefault(tuple(_expressions(row[1])), []).append(row)
    for given in alike.values():
        while given:
            size = min(MOST_TOGETHER, 1 << (len(given).bit_length() - 1))
            _send(given[:size])
            del given[:size]


def _send(given: Sequence[_Row]) -> None:
    model, rows = type(given[0][0]), [row for _, row in given]
    expressions = tuple((number, *each) for number, row in enumerate(rows) for each in _expressions(row))
    key = (connection.vendor, model, len(rows), expressions)
    statement = _statements.get(key)
    if statement is None:
        statement = _statements[key] = _Insertion(model, rows)
    statement.send(rows)
    for instance, _ in given:
        instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS


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
