"""What one socket has heard of the workflows that it follows, and what it has to be told although nobody told it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from django.db import Error as DatabaseError

from workflows.editor.database import in_database
from workflows.editor.following import Heard
from workflows.editor.frames import RunChanges
from workflows.editor.missed import Missed, untold_changes

logger = logging.getLogger(__name__)

LOOKS_AGAIN_AFTER = 1.0
WAITS_FOR_DATABASE = 1.0
"""Seconds. Whoever pings wants to know whether the line is there, and is not kept for long by anything else."""


class CatchingUp:
    """Pushes are hints that may get lost; the rows say what there was to hear."""

    def __init__(self) -> None:
        self._heard = Heard()
        self._positions: dict[str, int] = {}  # the workflow followed last stands last
        self._looked_at = 0.0

    @property
    def position(self) -> int | None:
        """Of the newest event that was heard of the workflow followed last; None if none is followed."""
        return next(reversed(self._positions.values()), None)

    def follow(self, workflow: UUID, missed: Missed) -> None:
        """The workflow is followed from now on, and all of this was told."""
        known = self._positions.pop(str(workflow), 0)
        self._positions[str(workflow)] = max(known, missed.position)
        for run, number in missed.numbers.items():
            self._heard.note_all(run, number)

    def note(self, told: RunChanges) -> None:
        """Changes have come, in whatever way."""
        for change in told["changes"]:
            self._heard.note(told["run"], change["number"])
        if told["workflow"] in self._positions:
            newest = max((each["position"] for each in told["changes"]), default=0)
            self._positions[told["workflow"]] = max(self._positions[told["workflow"]], newest)

    async def catch_up(self, tell: Callable[[RunChanges], Awaitable[None]], *, at_once: bool = False) -> None:
        """Tell what was not heard. Asked for again within a second, it has just been done, unless it is ``at_once``."""
        now = time.monotonic()
        if not self._positions or (now - self._looked_at < LOOKS_AGAIN_AFTER and not at_once):
            return
        self._looked_at = now
        workflows = [UUID(each) for each in self._positions]
        try:
            looking = in_database(untold_changes, workflows, heard=self._heard.numbers())
            missed = await asyncio.wait_for(looking, WAITS_FOR_DATABASE)
        except (DatabaseError, TimeoutError):
            logger.warning("socket.not_caught_up", exc_info=True)
            return
        for told in missed:
            await tell(told)
