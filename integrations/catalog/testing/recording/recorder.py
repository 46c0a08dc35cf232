"""The recorder: knows which test is watched and which runs are under way, and hears from the seams."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from integrations.catalog.declare import Operation, Service
from integrations.catalog.testing.recording.execution import Declared, Execution, Way
from integrations.catalog.testing.recording.observation import Observation
from integrations.errors import MachinaError


class Recorder:
    """Silent unless a test of a service is being watched; then only what is declared on that service counts."""

    def __init__(self) -> None:
        self._observation: Observation | None = None
        self._running: list[Execution] = []
        self._mine: ContextVar[tuple[Execution, ...]] = ContextVar("mine", default=())
        self._lock = threading.Lock()

    @contextmanager
    def watching(self, service: Service) -> Iterator[Observation]:
        """For the length of one test."""
        before, self._observation = self._observation, Observation(service)
        try:
            yield self._observation
        finally:
            self._observation = before

    @property
    def observation(self) -> Observation | None:
        return self._observation

    @contextmanager
    def executing(self, declared: Declared, arguments: tuple[Any, ...]) -> Iterator[list[object]]:
        """Around one run; what it returns is put into the list."""
        observation = self._observation
        result: list[object] = []
        if observation is None or declared.service is not observation.service:
            yield result
            return
        execution = Execution(declared)
        with self._lock:
            self._running.append(execution)
            observation.started += 1
        before = self._mine.set((*self._mine.get(), execution))
        try:
            yield result
            observation.returned(execution, arguments, result[0])
        except MachinaError as error:
            observation.refused(execution, error)
            raise
        finally:
            self._mine.reset(before)
            with self._lock:
                self._running.remove(execution)

    def asked(self, way: Way, *, sent: int = 0) -> None:
        """A request of the running operation is leaving."""
        for execution in self._current():
            execution.asked(way, sent)

    def answered(self, body: bytes) -> None:
        """It has been answered."""
        for execution in self._current():
            execution.answered(body)

    def moved(self, size: int) -> None:
        """The running operation has read or stored a file of so many bytes."""
        for execution in self._current():
            execution.moved = max(execution.moved, size)

    def called(self, operation: Operation, *, is_accepted: bool) -> None:
        """An agent's call of an operation was accepted, or refused before anything was sent."""
        if self._observation is not None and operation.service is self._observation.service:
            self._observation.add("accepted_calls" if is_accepted else "refused_calls", operation.name)

    def _current(self) -> tuple[Execution, ...]:
        """The runs of this thread; a thread that an operation has started itself belongs to the only run there is."""
        mine = self._mine.get()
        if mine or len(self._running) != 1:
            return mine
        return (self._running[0],)


recorder = Recorder()
