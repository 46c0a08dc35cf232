"""The few evaluator processes of this process: asked in turn, ended when they take too long, and replaced."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workflows.engine.expressions.faults import EvaluationFault, Unbound
from workflows.engine.expressions.formula import Formula

if TYPE_CHECKING:
    from pydantic import JsonValue

TIME_LIMIT: Final = 0.25
"""Seconds for one expression, from the question to the whole answer."""
START_LIMIT: Final = 15.0
"""Seconds for a process to get ready."""
QUEUE_LIMIT: Final = 10.0
"""Seconds to wait for one that is free."""
SIZE: Final = 2

_CHILD = Path(__file__).with_name("child.py")


class Silent(Exception):
    """It has not answered in time."""


class Ended(Exception):
    """It has ended itself, or was ended by its limits."""


class Evaluator:
    """One evaluator process; begins to get ready when it is made."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_CHILD)],
            env={},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        self._is_ready = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Its answer. Raises Silent or Ended, after which it is of no more use."""
        if not self._is_ready:
            self._receive(time.monotonic() + START_LIMIT)
            self._is_ready = True
        body = json.dumps(request, separators=(",", ":")).encode()
        until = time.monotonic() + TIME_LIMIT
        self._send(struct.pack(">I", len(body)) + body, until)
        answer: dict[str, Any] = json.loads(self._receive(until))
        return answer

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent cannot be any more
                if pipe is not None:
                    pipe.close()

    def _send(self, body: bytes, until: float) -> None:
        left = memoryview(body)
        while left:
            self._wait_for(self._input, selectors.EVENT_WRITE, until)
            try:
                left = left[os.write(self._input, left) :]
            except BlockingIOError:
                continue
            except (OSError, ValueError) as error:
                raise Ended from error

    def _receive(self, until: float) -> bytes:
        size = struct.unpack(">I", self._read(4, until))[0]
        return self._read(size, until)

    def _read(self, count: int, until: float) -> bytes:
        parts: list[bytes] = []
        while count:
            self._wait_for(self._output, selectors.EVENT_READ, until)
            part = os.read(self._output, min(count, 1 << 20))
            if not part:
                raise Ended
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    @staticmethod
    def _wait_for(pipe: int, event: int, until: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if not selector.select(max(until - time.monotonic(), 0)):
                raise Silent


class Pool:
    """At most ``size`` evaluators, each made when it is first needed."""

    def __init__(self, size: int = SIZE) -> None:
        self._places = threading.BoundedSemaphore(size)
        self.idle: list[Evaluator] = []
        self._has_begun = False

    def warm(self) -> None:
        """Make the first one, so that who asks first need not wait for it."""
        if not self._has_begun:
            self.idle.append(self._made())

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of one that is free. Raises EvaluationFault when none gets free, or it had to be ended."""
        with self.place():
            evaluator = self._free()
            try:
                answer = evaluator.ask(request)
            except Silent:
                self._replace(evaluator)
                raise EvaluationFault(
                    f"The expression took longer than {TIME_LIMIT * 1000:.0f} ms and was ended. "
                    "Take a smaller part, or a data node."
                ) from None
            except Ended:
                self._replace(evaluator)
                raise EvaluationFault("The expression needs too much memory or time. Take a smaller part.") from None
            except BaseException:
                evaluator.end()
                raise
            if answer["retire"]:
                self._replace(evaluator)
            else:
                self.idle.append(evaluator)
            return answer

    def close(self) -> None:
        """End all that are idle."""
        while self.idle:
            self.idle.pop().end()

    def _free(self) -> Evaluator:
        try:
            return self.idle.pop()
        except IndexError:
            return self._made()

    def _made(self) -> Evaluator:
        self._has_begun = True
        return Evaluator()

    def _replace(self, evaluator: Evaluator) -> None:
        evaluator.end()
        self.idle.append(self._made())

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places in which an evaluator may be at work."""
        if not self._places.acquire(timeout=QUEUE_LIMIT):
            raise EvaluationFault("Too many expressions wait to be evaluated. Try again.")
        try:
            yield
        finally:
            self._places.release()


@lru_cache(maxsize=1)
def _pool_of(pid: int) -> Pool:
    """A process that was forked has a pool of its own; its evaluators end with it."""
    made = Pool()
    atexit.register(made.close)
    return made


def pool() -> Pool:
    """The evaluators of this process."""
    return _pool_of(os.getpid())


def warm_up() -> None:
    """Start an evaluator if this process has none, so that its first expression need not wait for one."""
    pool().warm()


def evaluated_elsewhere(formula: Formula, values: Mapping[str, Any]) -> JsonValue:
    """The formula's value, worked out in an evaluator process. Raises EvaluationFault, ``Unbound`` among them."""
    answer = pool().ask({"source": formula.source, "values": values})
    if "value" in answer:
        value: JsonValue = answer["value"]
        return value
    if "unbound" in answer:
        raise Unbound(answer["unbound"])
    raise EvaluationFault(answer["fault"])
