"""The threads in which requests are worked on: everybody who asks has a share, so that a flood holds up its sender."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor  # noqa: TID251  # giving_back, where it is used
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from integrations.errors import RateLimited

P = ParamSpec("P")
T = TypeVar("T")

MOST_WAITING = 200
"""Requests of one share that may wait for a thread; each may have a body in memory."""


@dataclass(frozen=True)
class Share:
    """Whose requests these are, and how many of them are worked on at once."""

    name: str
    most: int


@dataclass(frozen=True)
class _Wish:
    share: Share
    work: Callable[[], Any]  # of whatever type its future is
    future: Future[Any]


class FairThreads:
    """So many threads. The next one that is free goes to the share that has the fewest; within a share, to who came
    first."""

    def __init__(self, total: int, *, name: str) -> None:
        self._free = total
        self._pool = ThreadPoolExecutor(total, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[_Wish]] = {}
        self._busy: Counter[str] = Counter()

    def submit(self, share: Share, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have it done as soon as it is the share's turn. Raises RateLimited where too much of it waits."""
        future: Future[T] = Future()
        with self._lock:
            waiting = self._waiting.setdefault(share.name, deque())
            if len(waiting) >= MOST_WAITING:
                raise RateLimited(
                    f"{MOST_WAITING} requests of yours wait to be looked at. Send fewer at once.", retry_after=1.0
                )
            waiting.append(_Wish(share, lambda: work(*args, **kwargs), future))
            self._begin()
        return future

    def _begin(self) -> None:
        """Give out the threads that are free."""
        while self._free and (wish := self._next()) is not None:
            self._free -= 1
            self._busy[wish.share.name] += 1
            self._pool.submit(self._work, wish)

    def _next(self) -> _Wish | None:
        ready = (name for name, waiting in self._waiting.items() if self._busy[name] < waiting[0].share.most)
        name = min(ready, key=self._busy.__getitem__, default=None)
        if name is None:
            return None
        waiting = self._waiting.pop(name)
        wish = waiting.popleft()
        if waiting:
            self._waiting[name] = waiting  # behind the others
        return wish

    def _work(self, wish: _Wish) -> None:
        try:
            if wish.future.set_running_or_notify_cancel():
                try:
                    wish.future.set_result(wish.work())
                except BaseException as error:  # the future hands it on, as an executor's does
                    wish.future.set_exception(error)
        finally:
            with self._lock:
                self._free += 1
                self._busy[wish.share.name] -= 1
                if not self._busy[wish.share.name]:
                    del self._busy[wish.share.name]
                self._begin()
