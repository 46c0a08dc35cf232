"""How far a loop is: which items begin next, when it is over, and how it ended. Pure; kept with the loop's own step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from workflows.engine.control.branching import CONCURRENCY, MAX_CONCURRENCY
from workflows.engine.decisions import ItemEnd


@dataclass(frozen=True, slots=True)
class Loop:
    """Items begin in the order of their indexes, ``concurrency`` of them at once, and each ends once."""

    count: int
    concurrency: int = CONCURRENCY
    begun: int = 0
    ended: int = 0
    failed: int = 0
    closing: bool = False
    """Nothing more begins."""

    def beginning(self, *, most: int = MAX_CONCURRENCY) -> tuple[Loop, range]:
        """Which items begin now, at most so many; and the loop after that."""
        free = 0 if self.closing else min(self.concurrency - (self.begun - self.ended), self.count - self.begun, most)
        begun = self.begun + max(0, free)
        return replace(self, begun=begun), range(self.begun, begun)

    def after(self, end: ItemEnd) -> Loop:
        """The loop after an item of it has ended."""
        return replace(
            self,
            ended=self.ended + 1,
            failed=self.failed + end.failed,
            closing=self.closing or end.closing,
        )

    @property
    def is_over(self) -> bool:
        """Whether its own instance ends now."""
        return self.ended == self.begun and (self.closing or self.begun == self.count)

    @property
    def outcome(self) -> Literal["succeeded", "failed"]:
        """How it ended: what failed in a loop that collects its errors closes nothing."""
        return "failed" if self.closing else "succeeded"
