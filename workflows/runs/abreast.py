"""Calls of one run that a worker has under way at once: begun and ended by one thread, performed by others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from integrations.execution.beside import Begun
from integrations.execution.endings import Ending, Wait
from workflows.models import Step


class Places(Protocol):
    """Where calls of this process have their place that are performed beside other work of the same run."""

    def take(self, share: str | None) -> bool: ...

    def give_back(self, share: str | None) -> None: ...

    def start(self, work: Callable[[], None]) -> None: ...


@dataclass(frozen=True)
class Ended:
    """A call that was performed; ``ending`` is what came of it, or what has kept it from being known."""

    step: Step
    begun: Begun
    ending: Ending | Wait | BaseException
    has_place: bool


class Abreast:
    """The places of one shift, and what is performed on them."""

    def __init__(self, places: Places | None, step: Step) -> None:
        self._places = places
        self._share = str(step.share) if step.share else None
        self._ended: SimpleQueue[Ended] = SimpleQueue()
        self._under_way = 0
        self._taken = 0
        """Places for steps that have not begun."""
        self._own_is_used = False

    @property
    def is_busy(self) -> bool:
        return self._under_way > 0

    @property
    def is_possible(self) -> bool:
        """Whether there are places at all."""
        return self._places is not None

    def taking(self, *, goes_on: bool, has_own: bool = True) -> Taking:
        """Takes places for the steps of one turn, as long as there are any; one of them may be our own."""
        has_own = has_own and goes_on and not self._own_is_used
        return Taking(self._take if goes_on else _never, self.give_back, has_own=has_own)

    def keep(self, taking: Taking) -> None:
        """The turn is a fact: its steps are ours, and begin soon."""
        self._taken += taking.kept()

    def give_back(self, count: int | None = None) -> None:
        """So many places are not needed; without a number, all that nothing was begun on."""
        if count is None:
            count, self._taken = self._taken, 0
        for _ in range(count):
            assert self._places is not None
            self._places.give_back(self._share)

    def start(self, step: Step, begun: Begun) -> None:
        """Perform a call in another thread; on our own place if no other was taken, as we only wait meanwhile."""
        places = self._places
        assert places is not None
        has_place = self._taken > 0
        if has_place:
            self._taken -= 1
        else:
            self._own_is_used = True
        self._under_way += 1

        def perform() -> None:
            ending: Ending | Wait | BaseException
            try:
                ending = begun.perform()
            except BaseException as error:  # whoever waits for it has to know
                ending = error
            if has_place:
                places.give_back(self._share)
            self._ended.put(Ended(step, begun, ending, has_place))

        places.start(perform)

    def ended(self) -> list[Ended]:
        """All that have ended by now, at least one."""
        found = [self._ended.get()]
        while len(found) < self._under_way:
            try:
                found.append(self._ended.get_nowait())
            except Empty:
                break
        self._under_way -= len(found)
        if not all(each.has_place for each in found):
            self._own_is_used = False
        return found

    def _take(self) -> bool:
        return self._places is not None and self._places.take(self._share)


class Taking:
    """The places that are taken for one turn, until it is written or given up."""

    def __init__(self, take: Callable[[], bool], give_back: Callable[[int], None], *, has_own: bool) -> None:
        self._take = take
        self._give_back = give_back
        self._has_own = has_own
        self._count = 0

    def __call__(self) -> bool:
        """Whether there is a place for one more step."""
        if self._has_own:
            self._has_own = False
            return True
        if not self._take():
            return False
        self._count += 1
        return True

    def kept(self) -> int:
        """How many were taken, which now are somebody else's to give back."""
        count, self._count = self._count, 0
        return count

    def give_up(self) -> None:
        """The turn will not be written."""
        self._give_back(self.kept())


def _never() -> bool:
    return False
