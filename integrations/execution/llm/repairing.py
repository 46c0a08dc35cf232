"""Puts right what servers that speak OpenAI's way do to a stream of an answer, before the library adds it up.

Some send the usage so far with every chunk, which would be added up; some give two calls one index, which would become
one call. Source of the form: https://platform.openai.com/docs/api-reference/chat/streaming
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

_DATA = b"data:"
_DONE = b"[DONE]"


def repaired(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same events, with one usage, the last, and one index for each call."""
    stream = _Stream()
    for line in _lines(chunks):
        yield stream.line(line)
    yield stream.rest()


class _Stream:
    def __init__(self) -> None:
        self._usage: dict[str, Any] | None = None
        self._head: dict[str, Any] = {}
        self._calls: dict[object, tuple[str, int]] = {}
        """By the index on the wire: the id of the call that it stands for now, and its own index."""
        self._count = 0

    def line(self, line: bytes) -> bytes:
        """One line of the stream as it goes on."""
        if not line.startswith(_DATA):
            return line
        data = line[len(_DATA) :].strip()
        if data == _DONE:
            return self.rest() + line
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            return line
        if not isinstance(event, dict) or not isinstance(event.get("choices"), list | None):
            return line
        self._take_usage(event)
        for choice in event.get("choices") or ():
            delta = choice.get("delta") if isinstance(choice, dict) else None
            for call in (delta or {}).get("tool_calls") or ():
                self._number(call)
        return b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n"

    def rest(self) -> bytes:
        """The usage, once."""
        if self._usage is None:
            return b""
        event = {**self._head, "choices": [], "usage": self._usage}
        self._usage = None
        return b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"

    def _take_usage(self, event: dict[str, Any]) -> None:
        usage = event.pop("usage", None)
        if isinstance(usage, dict):
            self._usage = usage
            self._head = {name: value for name, value in event.items() if name != "choices"}

    def _number(self, call: dict[str, Any]) -> None:
        """A new id is a new call, whatever its index is."""
        index, given = call.get("index"), str(call.get("id") or "")
        known = self._calls.get(index)
        if known is None or (given and known[0] and given != known[0]):
            self._calls[index] = (given, self._count)
            self._count += 1
        elif given and not known[0]:
            self._calls[index] = (given, known[1])
        call["index"] = self._calls[index][1]


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines with their ends; what comes after the last end is the last one."""
    begun = b""
    for chunk in chunks:
        *whole, begun = (begun + chunk).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if begun:
        yield begun
