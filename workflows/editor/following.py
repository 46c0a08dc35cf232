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
        self._last: StateChange | None = None

    async def wait(self, seconds: float) -> StateChange | None:
        """The change that ended the run, if it was told within so many seconds."""
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return None
        return self._last

    def tell_over(self, change: StateChange) -> None:
        self._last = change
        self._over.set()


class Heard:
    """Up to which number every event of each run was heard; later ones may have come before it."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, tuple[int, set[int]]] = OrderedDict()

    def note(self, run: str, number: int) -> None:
        up_to, ahead = self._runs.get(run, (0, set()))
        ahead.add(number)
        while up_to + 1 in ahead:
            up_to += 1
            ahead.discard(up_to)
        self._keep(run, up_to, ahead)

    def note_all(self, run: str, number: int) -> None:
        """All events up to this one are known."""
        up_to, ahead = self._runs.get(run, (0, set()))
        self._keep(run, max(up_to, number), {each for each in ahead if each > number})

    def numbers(self) -> dict[str, int]:
        """For each run, up to where."""
        return {run: up_to for run, (up_to, _) in self._runs.items()}

    def _keep(self, run: str, up_to: int, ahead: set[int]) -> None:
        self._runs[run] = (up_to, ahead)
        self._runs.move_to_end(run)
        if len(self._runs) > MAX_REMEMBERED:
            self._runs.popitem(last=False)


class Told:
    """The numbers of the last events sent to one socket, for each step, and each run with its state then."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._runs: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._followers: dict[str, list[RunFollower]] = defaultdict(list)

    def news(self, told: RunChanges) -> list[StateChange]:
        """The changes that this socket does not know yet; messages may come twice, and late."""
        return [each for each in told["changes"] if self._is_news(told["run"], each)]

    def is_new_state(self, run: str, change: StateChange) -> bool:
        """Whether the run has come to another state by this change, as far as this socket knows."""
        number, state = self._runs.get(run, (0, ""))
        if change["number"] <= number:
            return False
        self._runs[run] = (change["number"], change["run_state"])
        self._runs.move_to_end(run)
        if len(self._runs) > MAX_REMEMBERED:
            self._runs.popitem(last=False)
        return change["run_state"] != state

    def finish(self, told: RunChanges) -> None:
        """Wake who waits for the run, once the news of its end has been sent."""
        for change in told["changes"]:
            if change["run_state"] not in Run.OPEN:
                for follower in self._followers.get(told["run"], ()):
                    follower.tell_over(change)

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
        known = self._numbers.get(key, 0)
        if change["is_passing"]:
            return change["number"] >= known
        if change["number"] <= known:
            return False
        self._numbers[key] = change["number"]
        self._numbers.move_to_end(key)
        if len(self._numbers) > MAX_REMEMBERED:
            self._numbers.popitem(last=False)
        return True
