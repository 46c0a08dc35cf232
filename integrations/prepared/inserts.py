"""Inserting new rows of a table by one INSERT whose SQL is built once for each number of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import AutoField, BigAutoField, Field, Model
from django.db.models.expressions import Combinable
from django.db.models.sql import InsertQuery

from integrations.prepared.places import Given, Statement

_statements: dict[object, _Insertion] = {}


def insert(instances: Sequence[Model]) -> None:
    """Insert new rows of one table. No signal is sent, and a key that the database counts is not read back.

    A value may be an expression, which then is a part of the SQL: one of a few that are made once, as in
    ``queue.clock``.
    """
    if not instances:
        return
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
