"""Reading page after page, up to a cap, and a token that says where to go on."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from integrations.catalog.answer import Answer
from integrations.catalog.http.paging import Paging, Position
from integrations.catalog.http.reply import HttpReply
from integrations.errors import FieldError, InputError, RemoteUnavailable

EntryT = TypeVar("EntryT")
_MAC_BYTES = 12


@dataclass(frozen=True)
class Place:
    """A page, and how many of its entries have been read."""

    position: Position | None = None
    skip: int = 0


@dataclass(frozen=True)
class PageTokens:
    """Places as opaque text for the outside. Signed: what comes back decides which address is asked.

    ``question`` is what the token belongs to; another question does not take it.
    """

    key: bytes
    question: str

    def token(self, place: Place | None) -> str | None:
        """The text for a place; None at the end, and at the beginning, where none is needed."""
        if place is None or place == Place():
            return None
        said = json.dumps([place.position, place.skip], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(said) + said).decode().rstrip("=")

    def place(self, token: str | None) -> Place:
        """Raises InputError for a text that is none of ours, or belongs to another question."""
        if not token:
            return Place()
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            sealed = b""
        mac, said = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(said)):
            raise InputError(
                f"{token[:40]!r} is no page_token of this question. Pass the next_page_token of an earlier answer, "
                "with the same parameters, or leave it out to begin.",
                errors=[FieldError("page_token", "Not one that this question has answered.")],
            )
        position, skip = json.loads(said)
        return Place(position, skip)

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self.key, self.question.encode() + b"\n" + said, hashlib.sha256)[:_MAC_BYTES]


class Pages(Iterator[EntryT], Generic[EntryT]):
    """An iterator over entries or replies that stops at its cap.

    ``next_page_token`` says at any time where to go on after what was read; None when that was all there is.
    """

    def __init__(
        self,
        fetch: Callable[[Position | None], HttpReply],
        paging: Paging,
        tokens: PageTokens,
        *,
        items: str | None,
        cap: int,
        page_token: str | None,
    ) -> None:
        if cap < 1:
            raise ValueError(f"A cap of {cap} reads nothing; give at least 1.")
        self._fetch, self._paging, self._tokens, self._items = fetch, paging, tokens, items
        self._left = cap
        self._place: Place | None = tokens.place(page_token)
        self._entries = self._walk()

    def __next__(self) -> EntryT:
        return next(self._entries)

    @property
    def next_page_token(self) -> str | None:
        return self._tokens.token(self._place)

    def one(self) -> list[Any]:
        """The entries of the page at which we are, however many; the cap does not count them."""
        entries, place, following = self._page(self._place or Place())
        self._place = following
        return entries[place.skip :]

    def _walk(self) -> Iterator[EntryT]:
        while self._place is not None and self._left > 0:
            entries, place, following = self._page(self._place)
            self._place = following
            for number, entry in enumerate(entries[place.skip :], start=place.skip + 1):
                if self._left == 0:
                    return
                self._left -= 1
                self._place = Place(place.position, number) if number < len(entries) else following
                yield entry

    def _page(self, place: Place) -> tuple[list[Any], Place, Place | None]:
        """What lies at a place, the place, and the one of the next page."""
        reply = self._fetch(place.position)
        reply.json()
        found = None if self._items is None else _listed(reply.answer, self._items)
        count = len(found) if found is not None else _counted(reply.answer)
        position = self._paging.after(reply.answer, place.position, count)
        if position is not None and position == place.position:
            raise RemoteUnavailable(f"{reply.answer.host or 'The vendor'} names a page as the next after itself.")
        return [reply] if found is None else found, place, None if position is None else Place(position)


def _listed(answer: Answer, items: str) -> list[Any]:
    """The list at a path; many vendors leave out an empty one."""
    found = answer.at(items)
    if found is not None and not isinstance(found, list):
        raise RemoteUnavailable(f"{answer.host or 'The vendor'} answered a page without a list at {items!r}.")
    return found or []


def _counted(answer: Answer) -> int | None:
    document = answer.at("")
    return len(document) if isinstance(document, list) else None
