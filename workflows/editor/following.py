"""What one socket has been told about runs: each event once, none after a newer one, and who waits for an end."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from workflows.editor.frames import RunChanges, StateChange
from workflows.models import Run

MAX_REMEMBERED = 2_000


class RunFollower:
    """The end of one run, to wait for."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Whether the run was told to be over within so many seconds."""
        try:
            return await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return False

    def tell_over(self) -> None:
        self._over.set()


class Told:
    """The numbers of the last events sent to one socket, for each run and each step."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[tuple[str, str | None], int] = OrderedDict()
        self._followers: dict[str, list[RunFollower]] = defaultdict(list)

    def news(self, told: RunChanges) -> list[StateChange]:
        """The changes that this socket does not know yet; messages may come twice, and late."""
        return [each for each in told["changes"] if self._is_news(told["run"], each)]

    def finish(self, told: RunChanges) -> None:
        """Wake who waits for the run, once the news of its end has been sent."""
        if any(each["step"] is None and each["state"] not in Run.OPEN for each in told["changes"]):
            for follower in self._followers.get(told["run"], ()):
                follower.tell_over()

    @contextmanager
    def following(self, run: str) -> Iterator[RunFollower]:
        """Register for the end of a run."""
        follower = RunFollower()
        self._followers[run].append(follower)
        try:
            yield follower
        finally:
            self._followers[run].remove(follower)
            if not self._followers[run]:
                del self._followers[run]

    def _is_news(self, run: str, change: StateChange) -> bool:
        key = (run, change["step"])
        if change["number"] <= self._numbers.get(key, 0):
            return False
        self._numbers[key] = change["number"]
        self._numbers.move_to_end(key)
        if len(self._numbers) > MAX_REMEMBERED:
            self._numbers.popitem(last=False)
        return True
