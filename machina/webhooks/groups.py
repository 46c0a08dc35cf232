"""The one thread in which calls of webhooks are taken in: together what comes together."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor  # noqa: TID251  # giving_back, below
from dataclasses import dataclass

from django.http import HttpResponse

from integrations.database import giving_back
from integrations.errors import RateLimited
from machina.fair_threads import MOST_WAITING
from workflows.triggers.hooks.calls import HookCall
from workflows.triggers.hooks.receiving import Received, received

MOST_TOGETHER = 32


@dataclass(frozen=True)
class _Waiting:
    call: HookCall
    answer: asyncio.Future[Received]


class Groups:
    """Answers calls. Those that come while it commits share the next transaction, each webhook in its turn."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="webhooks")
        self._waiting: OrderedDict[str, deque[_Waiting]] = OrderedDict()
        self._is_working = False

    async def answer(self, call: HookCall) -> Received:
        """The answer to a call; called in the loop alone. Raises RateLimited where too many of its webhook wait."""
        waiting = self._waiting.setdefault(call.public_id, deque())
        if len(waiting) >= MOST_WAITING:
            raise RateLimited(f"{MOST_WAITING} calls of this webhook wait already. Send fewer at once.", retry_after=1)
        answer: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        waiting.append(_Waiting(call, answer))
        self._begin()
        return await answer

    def _begin(self) -> None:
        if self._is_working or not self._waiting:
            return
        self._is_working = True
        group = self._next()
        working = asyncio.get_running_loop().run_in_executor(self._thread, _received, [each.call for each in group])
        working.add_done_callback(lambda done: self._ended(group, done))

    def _next(self) -> list[_Waiting]:
        """One of each webhook in turn, until there are enough."""
        group: list[_Waiting] = []
        while self._waiting and len(group) < MOST_TOGETHER:
            name, waiting = self._waiting.popitem(last=False)
            group.append(waiting.popleft())
            if waiting:
                self._waiting[name] = waiting  # behind the others
        return group

    def _ended(self, group: Sequence[_Waiting], done: asyncio.Future[list[Received]]) -> None:
        self._is_working = False
        self._begin()
        failure = done.exception()
        answers = [failure] * len(group) if isinstance(failure, Exception) else done.result()
        for each, answer in zip(group, answers, strict=True):
            if not each.answer.done():
                each.answer.set_result(answer)
            elif isinstance(answer, HttpResponse):  # its client has gone
                answer.close()


_received = giving_back(received)
