"""One request, or one for each page of a list."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import JsonValue

from integrations.catalog.answer import Answer
from integrations.catalog.context import Ctx
from integrations.catalog.declare import Effect
from integrations.catalog.http.web import WebReply, WebRequest
from integrations.errors import PayloadTooLarge, RemoteUnavailable
from integrations.services.http import samples
from integrations.services.http.addresses import next_page, with_parameters, with_query
from integrations.services.http.bodies import body_of
from integrations.services.http.models.answers import HttpAnswer
from integrations.services.http.models.paging import HttpPaging
from integrations.services.http.models.sending import HttpRequest, text
from integrations.services.http.reading import LONGEST_INLINE, MEGABYTE, body_of_reply, keeps_file
from integrations.services.http.service import service

MOST_OF_ALL_PAGES = 12 * MEGABYTE


def effect_of(data: HttpRequest) -> Effect:
    """By the method, as HTTP has it."""
    return "read" if data.is_safe else "write"


@service.operation(
    effect="write",
    effect_of=effect_of,
    scopes=[],
    price="http_request",
    account="optional",
    accounts="any",
    sample=samples.ORDERS,
    example=samples.ORDERS_ASKED,
    icon="globe",
)
def request(ctx: Ctx, data: HttpRequest) -> HttpAnswer:
    """Send a request to any address and hand on what it answers.

    Public https addresses only, and those of MACHINA_ALLOW_PRIVATE. Statuses from 300 on are errors unless
    accept_status names them. GET, HEAD and OPTIONS follow five redirects and are asked again when an answer gets lost;
    all other methods follow none and are never sent twice. Up to 5 MB come as JSON or text, up to 256 MB as a file.

    An account goes only to the hosts of its provider, or to its own address. It is taken off, with all headers, where
    a redirect leads to another origin.
    """
    url = with_query(data.url, data.query)
    if data.paging is not None:
        return _all_pages(ctx, data, url, data.paging)
    reply = _sent(ctx, data, url, spills=data.response_type == "auto")
    body = None if reply.file else body_of_reply(reply, data.response_type, _host(url))
    return HttpAnswer(status=reply.status, headers=dict(reply.headers), body=body, file=reply.file)


def _sent(ctx: Ctx, data: HttpRequest, url: str, *, spills: bool = False) -> WebReply:
    asked = WebRequest(
        method=data.method,
        url=url,
        headers={name: text(value) for name, value in data.headers.items()},
        body=body_of(data),
        accept_status=frozenset(data.accept_status),
        seconds=None if data.timeout is None else data.timeout / 1000,
    )
    return ctx.web.send(asked, as_file=keeps_file(data.response_type), at_most=LONGEST_INLINE, spills=spills)


def _all_pages(ctx: Ctx, data: HttpRequest, url: str, paging: HttpPaging) -> HttpAnswer:
    """The entries of all pages up to the caps. Raises RemoteUnavailable for a page that is none."""
    as_json = data.model_copy(update={"response_type": "json"})
    way, host = paging.way, _host(url)
    position, asked = None, with_parameters(url, way.parameters(None))
    entries: list[JsonValue] = []
    size = pages = 0
    while True:
        reply = _sent(ctx, as_json, asked)
        pages, size = pages + 1, size + len(reply.content)
        if size > MOST_OF_ALL_PAGES:
            raise PayloadTooLarge(
                f"The pages of {host} have more than {MOST_OF_ALL_PAGES // MEGABYTE} MB. Lower max_pages."
            )
        answer = Answer(reply.status, reply.headers, reply.content, host)
        page = _entries(answer, paging.items)
        entries += page
        following = way.after(answer, position, len(page))
        if following is None or pages >= paging.max_pages or len(entries) >= paging.max_items:
            has_more = following is not None or len(entries) > paging.max_items
            kept = entries[: paging.max_items]
            return HttpAnswer(status=reply.status, headers=dict(reply.headers), body=kept, has_more=has_more)
        if following == position:
            raise RemoteUnavailable(f"{host} names a page as the next after itself.")
        position = following
        asked = next_page(asked, str(following)) if way.is_by_link else with_parameters(url, way.parameters(following))


def _entries(answer: Answer, items: str) -> list[JsonValue]:
    """The list at a path; many APIs leave out an empty one."""
    answer.json()
    found = answer.at(items)
    if found is not None and not isinstance(found, list):
        where = f"at {items!r}" if items else "as its body"
        raise RemoteUnavailable(f"{answer.host} answered a page without a list {where}. Say in items where it stands.")
    return found or []


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
