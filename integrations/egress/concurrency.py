"""Doing several things of one call at once: bounded, in order, and without keeping a database connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import connections

from integrations.egress.credential import Credential
from integrations.errors import MachinaError

MOST_AT_ONCE = 32

ResultT = TypeVar("ResultT")


def side_by_side(calls: Sequence[Callable[[], ResultT]], *, at_once: int) -> list[ResultT | MachinaError]:
    """What each call returns, or the error of the tree it raises, in the order of the calls.

    Anything else that one raises, Cancelled among it, ends them all: those that have not begun never do.
    """
    if not 1 <= at_once <= MOST_AT_ONCE:
        raise ValueError(f"{at_once} at once is not possible; choose 1 to {MOST_AT_ONCE}.")
    if not calls:
        return []
    with ThreadPoolExecutor(min(at_once, len(calls)), thread_name_prefix="egress-gather") as pool:
        # Each has a copy of the caller's context: logs name the same request, and no exchange meets another's.
        futures = [pool.submit(copy_context().run, _result_or_error, call) for call in calls]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _result_or_error(call: Callable[[], ResultT]) -> ResultT | MachinaError:
    try:
        return call()
    except MachinaError as error:
        return error
    finally:
        # A refresh of the access may have opened one in this thread.
        connections.close_all()


class SharedCredential:
    """A credential whose token is opened once for several threads, and renewed by one of them."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._token: str | None = None
        self._is_final = False
        self._lock = threading.Lock()

    def token(self) -> str:
        with self._lock:
            if self._token is None:
                self._token = self._credential.token()
            return self._token

    def rejected(self, token: str) -> bool:
        with self._lock:
            if token != self._token:
                return True
            if self._is_final or not self._credential.rejected(token):
                self._is_final = True
                return False
            self._token = self._credential.token()
            return True
