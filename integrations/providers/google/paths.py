"""Values in the paths of Google's APIs: none may lead to another method than the one that was called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from integrations.catalog.identifiers import identifier_problem
from integrations.errors import InputError

_VARIABLE = re.compile(r"\{(\+?)(\w+)\}")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
Template = tuple[str, ...]
"""The segments of a path, for example ``("files", "{fileId}")``."""
Description = Mapping[str, Any]  # of an API, as Google ships it


@dataclass(frozen=True)
class Blank:
    """A variable of one method's path."""

    name: str
    field: str
    """How the inputs of our operations call it."""
    is_several: bool
    """Whether its value may be several segments."""
    taken: frozenset[str]
    """Words that stand in its place in the paths of other methods."""

    def check(self, value: object) -> None:
        """Raises InputError for a value that would call another method, or none."""
        text = str(value)
        for segment in text.split("/") if self.is_several else [text]:
            problem = identifier_problem(segment)
            if problem:
                raise InputError(f"{self.field}: {problem}.", field=self.field)
        if text in self.taken:
            words = f"{text!r} is a word of the API itself and cannot be a {self.field}. Take one from an answer."
            raise InputError(words, field=self.field)


Blanks = Mapping[str, tuple[Blank, ...]]
"""By the method's id, for example ``drive.files.get``."""


def blanks_of(document: Description) -> Blanks:
    """The variables in the path of every method of an API."""
    paths = {method: tuple(path.split("/")) for method, path in _paths(document)}
    return {method: tuple(_blanks(method, path, [*paths.values()])) for method, path in paths.items()}


def routes_of(document: Description) -> Mapping[str, str]:
    """The whole path of every method, for example ``/gmail/v1/users/{userId}/messages/{id}``."""
    base = str(document.get("servicePath", ""))
    return {method: f"/{base}{path}" for method, path in _paths(document)}


def _blanks(method: str, path: Template, all_paths: Sequence[Template]) -> Iterator[Blank]:
    for position, segment in enumerate(path):
        for several, name in _VARIABLE.findall(segment):
            before = _shape(path[:position])
            beside = (
                other[position]
                for other in all_paths
                if len(other) > position and _shape(other[:position]) == before and "{" not in other[position]
            )
            yield Blank(name, _field(method, name), bool(several), frozenset(beside))


def _field(method: str, name: str) -> str:
    """``eventId`` is our ``event_id``; the ``id`` of ``gmail.users.messages.get`` is a ``message_id``."""
    if name == "id":
        return f"{method.split('.')[-2].removesuffix('s')}_id"
    return _CAPITAL.sub("_", name).lower()


def _shape(path: Template) -> Template:
    """The same path whatever its variables are called."""
    return tuple(_VARIABLE.sub("{}", segment) for segment in path)


def _paths(part: Description) -> Iterator[tuple[str, str]]:
    for method in part.get("methods", {}).values():
        yield cast(str, method["id"]), cast(str, method["path"])
    for below in part.get("resources", {}).values():
        yield from _paths(below)
