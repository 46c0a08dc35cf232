"""Giving the database connection back while nothing is asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor  # noqa: TID251  # somebody else's
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection

P = ParamSpec("P")
T = TypeVar("T")


def release_database() -> None:
    """Hold no database connection from here on; the next query takes one again.

    PostgreSQL has a hundred or so, of which each process pools a few, and a call may wait a minute for its vendor.
    A SQLite connection outside a transaction holds nothing, so it is kept.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()


def giving_back(function: Callable[P, T]) -> Callable[P, T]:
    """The function, after which its thread holds no connection, however it ends: for threads that live on idle."""

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()
            release_database()

    return call


async def in_thread(function: Callable[[], T], *, executor: ThreadPoolExecutor | None = None) -> T:
    """Call a function that may query from an event loop: the one way to do so.

    What it sets in the context stays with it. Without an executor it is one of the loop's own threads.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(executor, copy_context().run, giving_back(function))
