"""A vendor's complete answer, as those read it who have to say what it means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from integrations.errors import RemoteUnavailable


@dataclass(frozen=True, repr=False)
class Answer:
    """``headers`` are under lower-case names, ``content`` is decompressed; ``host`` is who answered, if that is known.

    The body is parsed when it is first asked for, and once.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    host: str = ""

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", errors="replace")

    def json(self) -> Any:  # whatever the vendor sent
        """The parsed body. Raises RemoteUnavailable when it is not JSON."""
        is_json, document = self._parsed
        if not is_json:
            raise RemoteUnavailable(f"{self.host or 'The vendor'} answered with something that is not JSON.")
        return document

    def every(self, path: str) -> Iterator[Any]:
        """What lies at a path of names and positions, ``errors.0.code``; ``*`` stands for every entry of a list.

        The empty path is the whole document.
        """
        yield from _at(self._parsed[1], path.split(".") if path else [])

    def at(self, path: str) -> Any:
        """The first value at a path; None where there is none, or no JSON."""
        return next(self.every(path), None)

    @cached_property
    def _parsed(self) -> tuple[bool, Any]:
        try:
            return True, json.loads(self.content)
        except (ValueError, RecursionError):  # the second by a hundred thousand brackets
            return False, None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status} from {self.host}, {len(self.content)} bytes>"


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield value
        return
    name, *rest = path
    if isinstance(value, dict):
        if name in value:
            yield from _at(value[name], rest)
    elif isinstance(value, list):
        if name == "*":
            for each in value:
                yield from _at(each, rest)
        elif name.isdecimal() and int(name) < len(value):
            yield from _at(value[int(name)], rest)
