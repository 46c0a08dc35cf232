"""What a new service is to do, as somebody says it in a word each: operations by name and effect."""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from integrations.catalog.declare import Effect

PROFILE = "get_profile"
"""The operation that every new service has: it tests a connection."""
_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)+$")
_EFFECTS: tuple[Effect, ...] = get_args(Effect)
_READING = frozenset({"list", "search", "get", "find", "read", "query", "count", "show", "export", "check"})
_REPEATABLE = frozenset({"update", "set", "rename", "move", "archive", "complete", "trash", "restore", "replace"})
_DESTRUCTIVE = frozenset({"delete", "remove", "purge", "erase", "clear", "destroy"})
_PARTS = {"read": "get", "idempotent_write": "update", "write": "create", "destructive": "delete"}
_ICONS = {
    "list": "list", "search": "search", "find": "search", "query": "search", "get": "eye", "create": "plus",
    "add": "plus", "update": "pencil", "set": "pencil", "rename": "rename", "delete": "trash", "remove": "trash",
    "trash": "trash", "restore": "restore", "send": "send", "post": "send", "move": "move", "copy": "copy",
    "share": "share", "upload": "upload", "download": "download", "export": "export", "archive": "archive",
    "complete": "check", "clear": "eraser",
}
_ICON_OF_PART = {"get": "eye", "update": "pencil", "create": "plus", "delete": "trash"}


@dataclass(frozen=True)
class Planned:
    """One operation to write: ``verb_noun``, and what may happen to it when its answer gets lost."""

    name: str
    effect: Effect

    @property
    def verb(self) -> str:
        return self.name.partition("_")[0]

    @property
    def given(self) -> str:
        """The noun as it was said, which for a list is the plural."""
        return self.name.partition("_")[2]

    @property
    def item(self) -> str:
        """One of them."""
        return singular(self.given)

    @property
    def items(self) -> str:
        """Several of them, as the path and the list of choices are called."""
        return plural(self.item)

    @property
    def part(self) -> str:
        """Which of the templates it is written by."""
        return self.verb if self.verb in ("list", "search") and self.effect == "read" else _PARTS[self.effect]

    @property
    def icon(self) -> str:
        return _ICONS.get(self.verb) or _ICON_OF_PART[self.part]

    @property
    def price(self) -> str:
        return f"{self.given}_{self.verb}"

    def models(self) -> Iterator[str]:
        """The models it needs of its own, without the service's name before them."""
        own = f"{camel(self.given)}{camel(self.verb)}"
        yield own
        if self.part in ("list", "search", "delete"):
            yield own + ("Done" if self.part == "delete" else "Page")


def planned(text: str) -> Planned:
    """From ``create_note:write``, or ``create_note`` alone, whose verb says the effect. Raises ValueError."""
    name, colon, said = (part.strip() for part in text.partition(":"))
    if not _NAME.match(name):
        raise ValueError(f"{name!r} is no name of an operation; write verb_noun in lower case, such as create_note.")
    if colon and said not in _EFFECTS:
        raise ValueError(f"{text!r}: {said!r} is no effect; write one of {', '.join(_EFFECTS)}.")
    effect = next((each for each in _EFFECTS if each == said), None) or _usual_effect(name.partition("_")[0])
    operation = Planned(name, effect)
    for noun in (operation.given, operation.items):
        if keyword.iskeyword(noun) or hasattr(builtins, noun):
            raise ValueError(f"{name!r}: Python has another use for {noun!r}; take another noun.")
    return operation


def checked(operations: Sequence[Planned]) -> list[Planned]:
    """The operations without the profile, which is there anyway. Raises ValueError where two would collide."""
    wanted = [each for each in operations if each.name != PROFILE]
    _refuse_doubles([each.name for each in wanted], "{} is asked for twice.")
    items = {camel(each.item) for each in wanted}
    models = ["Profile", "ProfileGet", *items, *(model for each in wanted for model in each.models())]
    _refuse_doubles(models, "Two models would be called {}; give one of the operations another noun.")
    return wanted


def singular(noun: str) -> str:
    """``notes`` → ``note``, ``entries`` → ``entry``; what does not look like a plural stays."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "shes", "ches", "xes", "tuses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def plural(noun: str) -> str:
    """``note`` → ``notes``, ``entry`` → ``entries``, ``box`` → ``boxes``."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def camel(name: str) -> str:
    """``order_line`` → ``OrderLine``."""
    return "".join(word.title() for word in name.split("_"))


def _usual_effect(verb: str) -> Effect:
    if verb in _READING:
        return "read"
    if verb in _DESTRUCTIVE:
        return "destructive"
    return "idempotent_write" if verb in _REPEATABLE else "write"


def _refuse_doubles(names: Sequence[str], words: str) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(words.format(repr(twice[0])))
