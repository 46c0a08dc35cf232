"""Runs blocking work of the sockets in a few threads of their own, so that no slow query holds up all of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor  # noqa: TID251  # giving_back
from functools import partial
from typing import ParamSpec, TypeVar

from integrations.database import in_thread

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="editor-database")


async def in_database(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the function in a thread; its database connection is given back afterwards, as after an HTTP request."""
    return await in_thread(partial(function, *args, **kwargs), executor=_threads)
