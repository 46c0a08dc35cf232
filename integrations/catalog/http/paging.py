"""The ways in which JSON APIs page: by cursor, by link, by number, by offset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from integrations.catalog.answer import Answer
from integrations.catalog.http.links import link_in_header

Position = str | int
"""Where a page begins, as its way of paging says it."""


class Paging(Protocol):
    """One way to page."""

    @property
    def is_by_link(self) -> bool:
        """Whether a position is an address, and not what ``parameters`` make of it."""
        ...

    def parameters(self, position: Position | None) -> Mapping[str, object]:
        """What the request for a page says; None is the first page."""
        ...

    def after(self, answer: Answer, position: Position | None, count: int | None) -> Position | None:
        """Where the page after this answer begins, which has ``count`` entries if that is known; None at the end."""
        ...


@dataclass(frozen=True)
class Cursor:
    """The vendor gives each page a name: ``Cursor("cursor", next="response_metadata.next_cursor")`` for Slack.

    It goes into the query of a GET, and into the body of a POST. ``more`` is where the vendor says whether there is
    a next page, if it names one also at the end.
    """

    param: str
    next: str
    more: str = ""
    is_by_link = False

    def parameters(self, position: Position | None) -> Mapping[str, object]:
        return {} if position is None else {self.param: position}

    def after(self, answer: Answer, position: Position | None, count: int | None) -> Position | None:
        if self.more and answer.at(self.more) is not True:
            return None
        return _position(answer.at(self.next))


@dataclass(frozen=True)
class LinkHeader:
    """The address of the next page stands in the header Link (RFC 8288), as at GitHub."""

    rel: str = "next"
    is_by_link = True

    def parameters(self, position: Position | None) -> Mapping[str, object]:
        return {}

    def after(self, answer: Answer, position: Position | None, count: int | None) -> Position | None:
        return link_in_header(answer.headers.get("link", ""), self.rel)


@dataclass(frozen=True)
class BodyLink:
    """The address of the next page stands in the body: ``BodyLink("next")``."""

    at: str
    is_by_link = True

    def parameters(self, position: Position | None) -> Mapping[str, object]:
        return {}

    def after(self, answer: Answer, position: Position | None, count: int | None) -> Position | None:
        link = answer.at(self.at)
        return link if isinstance(link, str) and link else None


@dataclass(frozen=True)
class PageNumber:
    """Pages are counted. The last one is not full, unless ``more`` is where the vendor says that there is another.

    ``size`` is how many entries a full page has; where ``size_param`` is given it is asked for, so it must be no
    more than the vendor allows.
    """

    param: str = "page"
    size_param: str = ""
    size: int = 100
    more: str = ""
    first: int = 1
    is_by_link = False

    def parameters(self, position: Position | None) -> Mapping[str, object]:
        return {self.param: self.first if position is None else position, **_sized(self.size_param, self.size)}

    def after(self, answer: Answer, position: Position | None, count: int | None) -> Position | None:
        number = self.first if position is None else int(position)
        return number + 1 if _goes_on(answer, self.more, count, self.size) else None


@dataclass(frozen=True)
class Offset:
    """Entries are counted; the rest is as with ``PageNumber``."""

    param: str = "offset"
    size_param: str = "limit"
    size: int = 100
    more: str = ""
    is_by_link = False

    def parameters(self, position: Position | None) -> Mapping[str, object]:
        return {self.param: 0 if position is None else position, **_sized(self.size_param, self.size)}

    def after(self, answer: Answer, position: Position | None, count: int | None) -> Position | None:
        if not count or not _goes_on(answer, self.more, count, self.size):
            return None
        return (0 if position is None else int(position)) + count


def _sized(name: str, size: int) -> Mapping[str, object]:
    return {name: size} if name else {}


def _goes_on(answer: Answer, more: str, count: int | None, size: int) -> bool:
    if more:
        return answer.at(more) is True
    if count is None:
        raise ValueError("Say where the entries of a page stand (items=…), or where it says that there are more.")
    return count >= size


def _position(value: object) -> Position | None:
    return value if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
