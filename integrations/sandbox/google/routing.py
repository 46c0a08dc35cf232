"""From a verb and a path to the method of a discovery document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from integrations.sandbox.google.call import Handler
from integrations.sandbox.google.discovery import Document, Method, document
from integrations.sandbox.google.errors import unknown_path
from integrations.sandbox.google.served import SERVED

PLACEHOLDER = re.compile(r"\{(\+?)(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Route:
    """A method together with what finds it and what answers it."""

    document: Document
    method: Method
    pattern: re.Pattern[str]
    handler: Handler | None
    """None where Google has the method and the sandbox does not."""


def find_route(verb: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route and the values in its path. Raises 404 in Google's shape for anything no document describes."""
    for route in _routes().get(verb, ()):
        if match := route.pattern.fullmatch(path):
            return route, match.groupdict()
    raise unknown_path(verb, path)


@cache
def _routes() -> dict[str, list[Route]]:
    """Routes by verb. Those with more fixed text come first: `drafts/send` before `drafts/{id}`."""
    by_verb: dict[str, list[Route]] = {}
    for (name, version), handlers in SERVED.items():
        api = document(name, version)
        for method in sorted(api.methods.values(), key=_fixed_characters, reverse=True):
            route = Route(document=api, method=method, pattern=_pattern(method), handler=handlers.get(method.id))
            by_verb.setdefault(method.verb, []).append(route)
    return by_verb


def _fixed_characters(method: Method) -> int:
    return len(PLACEHOLDER.sub("", method.path))


def _pattern(method: Method) -> re.Pattern[str]:
    """`{id}` is one segment, `{+name}` may hold slashes; so may a range, where a sheet has one in its name. A parameter
    with a pattern of its own is as that says: `people/…` and `contactGroups/…` are the same `{+resourceName}`."""
    pieces = PLACEHOLDER.split(method.path)
    pattern = re.escape(pieces[0])
    for plus, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        own = method.parameters[name].pattern.removeprefix("^").removesuffix("$")
        value = own or (".+" if plus or name == "range" else "[^/]+")
        pattern += f"(?P<{name}>{value}){re.escape(text)}"
    return re.compile(pattern)
