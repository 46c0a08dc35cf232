"""Text as every database takes it: requests are cleaned where they come in, so that no handler has to think of it."""

from __future__ import annotations

from typing import TypeVar

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

ValueT = TypeVar("ValueT")


def storable_text(text: str) -> str:
    """The text with U+FFFD in place of NUL, which PostgreSQL refuses, and of halves of surrogate pairs."""
    text = text.replace("\0", REPLACEMENT)
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def storable(value: ValueT) -> ValueT:
    """A JSON value, or a mapping of texts, with every text in it as ``storable_text`` gives it."""
    return _storable(value)  # type: ignore[return-value]  # each kind of value comes back as the same kind


def _storable(value: object) -> object:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return value
