"""Asking Notion: every request in the newest version, and its way to page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.http import Cursor, Get
from integrations.catalog.http.client import Said
from integrations.catalog.paging import read_pages
from integrations.errors import MachinaError

VERSION = "2026-03-11"
HEADERS = {"Notion-Version": VERSION}
PAGE = 100
"""Most entries that Notion gives at once, of anything."""

Resource = dict[str, Any]  # whatever Notion sent; models are made of it in parsing.py
Ids = Mapping[str, object]
_CURSOR = Cursor("start_cursor", next="next_cursor", more="has_more")


def get(ctx: Ctx, path: str, ids: Ids | None = None, **query: object) -> Resource:
    """What lies at a path whose blanks are ``ids``."""
    return _object(ctx.http.get(path, path=ids or {}, query=query, headers=HEADERS).json())


def post(ctx: Ctx, path: str, body: object, ids: Ids | None = None) -> Resource:
    return _object(ctx.http.post(path, path=ids or {}, json=body, headers=HEADERS).json())


def patch(ctx: Ctx, path: str, body: object, ids: Ids | None = None) -> Resource:
    return _object(ctx.http.patch(path, path=ids or {}, json=body, headers=HEADERS).json())


def delete(ctx: Ctx, path: str, ids: Ids) -> Resource:
    return _object(ctx.http.delete(path, path=ids, headers=HEADERS).json())


def listed(
    ctx: Ctx,
    path: str,
    ids: Ids | None = None,
    *,
    query: Mapping[str, object] | None = None,
    body: Mapping[str, object] | None = None,
    max_results: int = PAGE,
    page_token: str | None = None,
    cap: int = PAGE,
    follow: bool = False,
) -> tuple[list[Resource], str | None]:
    """One page of a list, or with ``follow`` page after page up to ``cap``; and the token of what was not read.

    With a ``body`` the question is a POST, which Notion wants for searches and queries.
    """
    said: Said = {"path": ids or {}, "headers": HEADERS}
    method = "GET" if body is None else "POST"
    if body is None:
        said["query"] = {**(query or {}), "page_size": max_results}
    else:
        said["json"] = {**body, "page_size": max_results}

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        found, following = ctx.http.page(method, path, paging=_CURSOR, items="results", page_token=token, **said)
        return [each for each in found if isinstance(each, dict)], following

    return read_pages(fetch, page_token=page_token, cap=cap, follow=follow)


def children_of_many(ctx: Ctx, block_ids: Sequence[str]) -> list[Resource | MachinaError]:
    """The first page of the children of each block, several asked for at once; or what went wrong with it."""
    asked = [
        Get("/v1/blocks/{block_id}/children", path={"block_id": each}, query={"page_size": PAGE}, headers=HEADERS)
        for each in block_ids
    ]
    # Notion counts three requests a second: more at once would only be turned away.
    answers = ctx.http.gather(asked, at_once=3)
    return [each if isinstance(each, MachinaError) else _object(each.json()) for each in answers]


def _object(answer: object) -> Resource:
    return answer if isinstance(answer, dict) else {}
