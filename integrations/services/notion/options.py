"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.services.notion import api
from integrations.services.notion.api import Resource
from integrations.services.notion.parsing import parse_user, text_of, title_of
from integrations.services.notion.service import READ, READ_USERS, service

PAGE = 50
LOOKED_INTO = 3
"""Pages whose blocks are offered at once."""
_SHOWN = 60


@service.options(scopes=[READ], price="choices")
def pages(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Pages by title, the ones that were changed last first."""
    return _searched(ctx, query, "page")


@service.options(scopes=[READ], price="choices")
def data_sources(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Data sources of databases by title."""
    return _searched(ctx, query, "data_source")


@service.options(scopes=[READ], price="choices")
def databases(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Databases, each by the titles of the data sources that were found of it."""
    found, token = _found(ctx, query, "data_source")
    titles: dict[str, list[str]] = {}
    for each in found:
        parent = each.get("parent")
        database_id = parent.get("database_id") if isinstance(parent, dict) else None
        if isinstance(database_id, str):
            titles.setdefault(database_id, []).append(title_of(each) or "(no title)")
    options = [Option(value=key, label=", ".join(names)) for key, names in titles.items()]
    return OptionsPage(options=options, next=token)


@service.options(scopes=[READ], price="choices")
def blocks(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Blocks of the pages whose title matches, three pages at a time."""
    found, token = _found(ctx, query, "page", most=LOOKED_INTO)
    ids = [str(each.get("id")) for each in found]
    options: list[Option] = []
    for page, answer in zip(found, api.children_of_many(ctx, ids), strict=True):
        if isinstance(answer, dict):
            options += [_block_of(page, each) for each in answer.get("results") or [] if isinstance(each, dict)]
    return OptionsPage(options=options, next=token)


@service.options(scopes=[READ_USERS], price="choices")
def users(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """People of the workspace by name or address."""
    found, token = api.listed(ctx, "/v1/users", page_token=query.page_token)
    people = [each for each in map(parse_user, found) if each.kind == "person"]
    wanted = query.query.casefold()
    options = [
        Option(value=each.user_id, label=f"{each.name} · {each.email}" if each.email else each.name)
        for each in people
        if wanted in each.name.casefold() or wanted in (each.email or "").casefold()
    ]
    return OptionsPage(options=options, next=token)


def _searched(ctx: Ctx, query: OptionsQuery, kind: str) -> OptionsPage:
    found, token = _found(ctx, query, kind)
    options = [Option(value=str(each.get("id")), label=title_of(each) or "(no title)") for each in found]
    return OptionsPage(options=options, next=token)


def _found(ctx: Ctx, query: OptionsQuery, kind: str, *, most: int = PAGE) -> tuple[list[Resource], str | None]:
    asked: dict[str, object] = {
        "filter": {"property": "object", "value": kind},
        "sort": {"timestamp": "last_edited_time", "direction": "descending"},
    }
    if query.query:
        asked["query"] = query.query
    return api.listed(ctx, "/v1/search", body=asked, max_results=most, page_token=query.page_token)


def _block_of(page: Resource, block: Resource) -> Option:
    said = " ".join(text_of(block).split()) or str(block.get("type"))
    short = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
    return Option(value=str(block.get("id")), label=f"{title_of(page) or '(no title)'} · {short}")
