"""Reading messages page by page, as far as Slack allows just now.

Apps outside of Slack's marketplace get 15 messages of a history at once, and once a minute
(https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps): whoever asks for all pages
gets what there was, and the token of the rest, rather than nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.readable import objects
from integrations.errors import RateLimited
from integrations.services.slack.models.messages import HISTORY_CAP, SlackMessages
from integrations.services.slack.parsing import parse_message
from integrations.services.slack.web import CURSOR, Resource

Page = tuple[list[Resource], str | None]


def read_while_allowed(fetch: Callable[[str | None], Page], *, page_token: str | None, follow: bool) -> Page:
    """One page, or with ``follow`` page after page up to the cap, until Slack wants a pause."""
    items, token = fetch(page_token)
    while follow and token is not None and len(items) < HISTORY_CAP:
        try:
            page, token = fetch(token)
        except RateLimited:
            break
        items = [*items, *page]
    return items, token


def messages_of(
    ctx: Ctx, method: str, question: dict[str, Any], *, size: int, page_token: str | None, follow: bool
) -> SlackMessages:
    """The messages of a history or a thread; ``question`` names the conversation."""

    def fetch(token: str | None) -> Page:
        asked = {name: value for name, value in {**question, "limit": size}.items() if value is not None}
        items, following = ctx.http.page(
            "POST", f"/api/{method}", form=asked, looks=True, paging=CURSOR, items="messages", page_token=token
        )
        return objects(items), following

    found, token = read_while_allowed(fetch, page_token=page_token, follow=follow)
    messages = [parse_message(each, channel_id=str(question["channel"])) for each in found]
    return SlackMessages(messages=messages, count=len(messages), next_page_token=token)
