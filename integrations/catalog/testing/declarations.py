"""Declaring something on a real service for the length of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from integrations.catalog.declare import Service
from integrations.catalog.quality import grade
from integrations.catalog.registry import catalog


@contextmanager
def declaring_on(service: Service) -> Iterator[Service]:
    """What is declared inside is gone afterwards, as if the service's folder had been put back."""
    catalog()  # else the service's own declarations could arrive inside, and go with the test's
    tables: tuple[dict[str, object], ...] = (
        vars(service)["operations"],
        vars(service)["option_loaders"],
        vars(service)["triggers"],
    )
    before = [dict(table) for table in tables]
    grade.cache_clear()
    try:
        yield service
    finally:
        for table, kept in zip(tables, before, strict=True):
            table.clear()
            table.update(kept)
        grade.cache_clear()
