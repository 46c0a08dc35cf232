"""Where things stand in a vendor's answer: its words for people and for programs, and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from integrations.catalog.answer import Answer

Place = str | Callable[[Answer], object]
"""Where something stands in an answer: a path as ``Answer.every`` takes it, or a function."""
Places = Place | tuple[Place, ...]
"""One place, or several of which the first that has something counts."""

# Where JSON APIs put words for people: RFC 6749, RFC 9457, JSON:API, GraphQL, and most of the rest.
_MESSAGES: tuple[Place, ...] = (
    "error.message",
    "error_description",
    "message",
    "detail",
    "error_message",
    "error",
    "errors.*.message",
    "errors.*.detail",
    "errors.*",
    "detail.*.msg",
    "description",
    "title",
    "msg",
)
_WORDS: tuple[Place, ...] = ("error.code", "code", "error.type", "error.status", "error", "errors.*.code", "error_code")
_LONGEST_SENTENCE = 400
_DOCUMENTS = ("{", "[", "<")


def several(places: Places) -> tuple[Place, ...]:
    return places if isinstance(places, tuple) else (places,)


def words(answer: Answer, places: Places) -> Iterator[str]:
    """The vendor's own words for the reason, at these places and then where JSON APIs put them."""
    yield from _texts(answer, (*several(places), *_WORDS))


def sentence(answer: Answer, places: Places, word: Places) -> str:
    """Words for people in one line, without a full stop: at these places, at the usual ones, or the vendor's word.

    Never a page and never a document; empty where there is nothing for people.
    """
    texts = _texts(answer, (*several(places), *_MESSAGES, *several(word)))
    found = next((text for text in texts if not text.startswith(_DOCUMENTS)), None)
    text = " ".join((_plain(answer) if found is None else found).split())
    return (text if len(text) <= _LONGEST_SENTENCE else f"{text[:_LONGEST_SENTENCE]}…").rstrip(".")


def numbers(answer: Answer, places: Places) -> Iterator[float]:
    """Numbers from zero on at these places."""
    for value in _found(answer, several(places)):
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9:
            yield float(value)


def _plain(answer: Answer) -> str:
    is_plain = answer.headers.get("content-type", "").startswith(("text/plain", "application/json"))
    text = answer.text.strip() if is_plain else ""
    return "" if text.startswith(_DOCUMENTS) or text == "null" else text


def _texts(answer: Answer, places: tuple[Place, ...]) -> Iterator[str]:
    for value in _found(answer, places):
        if isinstance(value, str | int) and not isinstance(value, bool) and (text := str(value).strip()):
            yield text


def _found(answer: Answer, places: tuple[Place, ...]) -> Iterator[object]:
    for place in places:
        if isinstance(place, str):
            yield from answer.every(place)
        else:
            yield place(answer)
