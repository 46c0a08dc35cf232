"""What `services new` asks a person at a terminal: who signs accounts in, where the API is, what it can do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from integrations.catalog.planned import Planned, checked, planned
from integrations.catalog.scaffold import HOST, KEY

AnswerT = TypeVar("AnswerT")
Say = Callable[[str], object]


def ask_provider(key: str, known: Collection[str], say: Say) -> str:
    """The key of a provider; nothing typed is the first word of the service's key."""
    usual = key.partition("_")[0]

    def read(text: str) -> str:
        if not KEY.match(text):
            raise ValueError(f"{text!r} is no key; write the vendor's name in lower case, such as acme.")
        return text

    return _asked(f"Provider, who signs accounts in ({', '.join(known)} or a new one) [{usual}]: ", usual, read, say)


def ask_host(say: Say) -> str:
    """The host of the vendor's API; empty where nobody knows it yet."""

    def read(text: str) -> str:
        if text and not HOST.match(text):
            raise ValueError(f"{text!r} is no host; write it without https:// and path, such as api.acme.example.")
        return text

    return _asked("Host of its API, such as api.acme.example [later]: ", "", read, say)


def ask_operations(say: Say) -> list[Planned]:
    """Operations, one a line, until an empty one."""
    say("Operations, one a line: verb_noun, or verb_noun:effect where the verb does not say whether it is")
    say("read, idempotent_write, write or destructive. get_profile is there anyway. An empty line ends.")
    return list(_operations(say))


def _operations(say: Say) -> Iterator[Planned]:
    so_far: list[Planned] = []
    while True:
        text = input("Operation: ").strip()
        if not text:
            return
        try:
            one = planned(text)
            checked([*so_far, one])
        except ValueError as error:
            say(str(error))
            continue
        so_far.append(one)
        say(f"  {one.name}: {one.effect}")
        yield one


def _asked(question: str, usual: str, read: Callable[[str], AnswerT], say: Say) -> AnswerT:
    while True:
        try:
            return read(input(question).strip() or usual)
        except ValueError as error:
            say(str(error))
