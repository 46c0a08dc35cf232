"""``ctx.http`` as operations know it: verbs, pages, many look-ups at once, and files in and out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict, Unpack, overload

from integrations.catalog.files import FileRef
from integrations.catalog.http.links import below
from integrations.catalog.http.pages import Pages, PageTokens
from integrations.catalog.http.paging import Paging, Position
from integrations.catalog.http.reply import HttpReply
from integrations.catalog.http.wire import filled
from integrations.errors import MachinaError


class Asked(TypedDict, total=False):
    """What a request without a body says besides its path."""

    path: Mapping[str, object]
    """Values for the blanks of the path."""
    query: Mapping[str, object]
    """None is left out, a list repeats its name."""
    headers: Mapping[str, str]


class Said(Asked, total=False):
    """What a request with a body says; at most one of ``json``, ``form`` and ``content``."""

    json: object
    form: Mapping[str, object]
    content: bytes
    looks: bool
    """Whether a POST only looks, as vendors take them for queries: it marks no call as sent, and may be repeated."""


@dataclass(frozen=True)
class Get:
    """One look-up of several: ``Get("/users/{user_id}", path={"user_id": "U1"})``."""

    template: str
    path: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpClient(ABC):
    """Authorised HTTP to the service's own API, with retries, limits and metering taken care of.

    A path begins with a slash and may have blanks, ``/users/{user_id}/repos``, whose values are escaped. Whatever is
    a refusal by the service's declaration raises an error of the tree; so does every status from 300.
    """

    @property
    @abstractmethod
    def base_url(self) -> str:
        """The address below which all paths lie, without a slash at its end."""

    @property
    @abstractmethod
    def page_key(self) -> bytes:
        """What page tokens are signed with."""

    @abstractmethod
    def request(self, method: str, template: str, /, **said: Unpack[Said]) -> HttpReply:
        """Send one request. Raises InputError for a value no path has, and what the vendor's refusal stands for."""

    @abstractmethod
    def gather(self, gets: Sequence[Get], *, at_once: int = 8) -> list[HttpReply | MachinaError]:
        """Look many things up, some at once; for each, in their order, the answer or what went wrong with it."""

    @abstractmethod
    def download(
        self, template: str, /, *, filename: str | None = None, mime_type: str | None = None, **asked: Unpack[Asked]
    ) -> FileRef:
        """Keep an answer as a file, in flat memory. Name and type are the vendor's where none are given.

        A complete address, as vendors give it for a file, may lead to any of the service's own hosts.
        Raises PayloadTooLarge for more than a file may have.
        """

    @abstractmethod
    def upload(
        self,
        method: Literal["POST", "PUT", "PATCH"],
        template: str,
        file_id: str,
        /,
        *,
        field: str | None = None,
        fields: Mapping[str, str] | None = None,
        part: tuple[int, int] | None = None,
        **asked: Unpack[Asked],
    ) -> HttpReply:
        """Send a stored file, in flat memory: as the body, or with ``field`` as that part of a form with ``fields``.

        ``part`` sends so many of its bytes: where they begin, and how many. A complete address, as vendors give it
        for one upload, may lead to any of the service's own hosts.

        Raises InputError when this customer has no such file.
        """

    def get(self, template: str, /, **asked: Unpack[Asked]) -> HttpReply:
        return self.request("GET", template, **asked)

    def post(self, template: str, /, **said: Unpack[Said]) -> HttpReply:
        return self.request("POST", template, **said)

    def put(self, template: str, /, **said: Unpack[Said]) -> HttpReply:
        return self.request("PUT", template, **said)

    def patch(self, template: str, /, **said: Unpack[Said]) -> HttpReply:
        return self.request("PATCH", template, **said)

    def delete(self, template: str, /, **said: Unpack[Said]) -> HttpReply:
        return self.request("DELETE", template, **said)

    @overload
    def pages(
        self,
        method: str,
        template: str,
        /,
        *,
        paging: Paging,
        cap: int,
        items: str,
        page_token: str | None = None,
        **said: Unpack[Said],
    ) -> Pages[Any]: ...

    @overload
    def pages(
        self,
        method: str,
        template: str,
        /,
        *,
        paging: Paging,
        cap: int,
        items: None = None,
        page_token: str | None = None,
        **said: Unpack[Said],
    ) -> Pages[HttpReply]: ...

    def pages(
        self,
        method: str,
        template: str,
        /,
        *,
        paging: Paging,
        cap: int,
        items: str | None = None,
        page_token: str | None = None,
        **said: Unpack[Said],
    ) -> Pages[Any]:
        """Read page after page, lazily, up to ``cap``: entries of the list at the path ``items``, or whole replies.

        ``items=""`` is a body that is the list itself. ``page_token`` goes on where ``next_page_token`` of an earlier
        answer to the same question has stopped; raises InputError for another one.
        """
        path = filled(template, said["path"]) if said.get("path") else template
        tokens = PageTokens(self.page_key, f"{method} {path} {type(paging).__name__}")

        def fetch(position: Position | None) -> HttpReply:
            if paging.is_by_link and position is not None:
                return self._follow(path, str(position), said)
            return self.request(method, template, **_at(method, said, paging.parameters(position)))

        return Pages(fetch, paging, tokens, items=items, cap=cap, page_token=page_token)

    def page(
        self,
        method: str,
        template: str,
        /,
        *,
        paging: Paging,
        items: str,
        page_token: str | None = None,
        **said: Unpack[Said],
    ) -> tuple[list[Any], str | None]:
        """One page and the token of the next, as ``catalog.paging.read_pages`` asks for them."""
        pages = self.pages(method, template, paging=paging, cap=1, items=items, page_token=page_token, **said)
        return pages.one(), pages.next_page_token

    def _follow(self, path: str, link: str, said: Said) -> HttpReply:
        below_base, query = below(self.base_url, path, link)
        return self.request("GET", below_base, query=query, headers=said.get("headers", {}))


def _at(method: str, said: Said, parameters: Mapping[str, object]) -> Said:
    """The request for a page: parameters go where the request's own are."""
    asked: Said = {**said}
    json, form = said.get("json"), said.get("form")
    if isinstance(json, Mapping):
        asked["json"] = {**json, **parameters}
    elif form is not None:
        asked["form"] = {**form, **parameters}
    else:
        asked["query"] = {**said.get("query", {}), **parameters}
    return asked
