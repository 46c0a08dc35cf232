"""What was said: in a channel, in a thread, and anywhere."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.http import PageNumber
from integrations.catalog.paging import read_pages
from integrations.catalog.readable import objects
from integrations.services.slack import samples
from integrations.services.slack.models.messages import (
    SEARCH_CAP,
    SlackHistoryGet,
    SlackMessages,
    SlackMessageSearch,
    SlackPermalink,
    SlackPermalinkGet,
    SlackThreadGet,
)
from integrations.services.slack.moments import written
from integrations.services.slack.parsing import parse_match
from integrations.services.slack.reading import Page, messages_of
from integrations.services.slack.service import HISTORY, SEARCH, service
from integrations.services.slack.web import read

REFERENCE = "https://docs.slack.dev/reference/methods"
_SORTED = {"relevance": ("score", "desc"), "newest": ("timestamp", "desc"), "oldest": ("timestamp", "asc")}


@service.operation(
    effect="read",
    scopes=HISTORY,
    price="history_read",
    sample=samples.MESSAGES,
    example={"channel_id": samples.GENERAL},
    documentation_url=f"{REFERENCE}/conversations.history",
    icon="history",
)
def get_channel_history(ctx: Ctx, data: SlackHistoryGet) -> SlackMessages:
    """Read the messages of a channel or conversation, newest first.

    The app has to be in it. Answers in threads are read with get_thread. Apps outside of Slack's marketplace get 15
    messages at once, once a minute: with all_pages, what Slack gave until then comes back, and a next_page_token.
    """
    question = {
        "channel": data.channel_id,
        "oldest": None if data.start is None else written(data.start),
        "latest": None if data.end is None else written(data.end),
    }
    return messages_of(
        ctx,
        "conversations.history",
        question,
        size=data.max_results,
        page_token=data.page_token,
        follow=data.all_pages,
    )


@service.operation(
    effect="read",
    scopes=HISTORY,
    price="history_read",
    sample=samples.MESSAGES,
    example={"channel_id": samples.GENERAL, "thread_ts": samples.THREAD},
    documentation_url=f"{REFERENCE}/conversations.replies",
    icon="thread",
)
def get_thread(ctx: Ctx, data: SlackThreadGet) -> SlackMessages:
    """Read a thread from its first message on.

    The app has to be in the channel. The same limits hold as for get_channel_history.
    """
    return messages_of(
        ctx,
        "conversations.replies",
        {"channel": data.channel_id, "ts": data.thread_ts},
        size=data.max_results,
        page_token=data.page_token,
        follow=data.all_pages,
    )


@service.operation(
    effect="read",
    scopes=[SEARCH],
    price="message_search",
    sample=samples.MESSAGES,
    example={"query": "pilot"},
    documentation_url=f"{REFERENCE}/search.messages",
    icon="search",
)
def search_messages(ctx: Ctx, data: SlackMessageSearch) -> SlackMessages:
    """Find messages as the person who connected Slack would.

    Slack lets no app search: it needs that person's own permission, and finds what the person may see, private
    conversations included. At most 100 pages.
    """
    sort, direction = _SORTED[data.order_by]

    def fetch(token: str | None) -> Page:
        items, following = ctx.http.page(
            "POST",
            "/api/search.messages",
            looks=True,
            form={"query": data.query, "sort": sort, "sort_dir": direction},
            paging=PageNumber("page", "count", size=data.max_results),
            items="messages.matches",
            page_token=token,
        )
        return objects(items), following

    found, token = read_pages(fetch, page_token=data.page_token, cap=SEARCH_CAP, follow=data.all_pages)
    messages = [parse_match(each) for each in found]
    return SlackMessages(messages=messages, count=len(messages), next_page_token=token)


@service.operation(
    effect="read",
    scopes=HISTORY,
    price="permalink_read",
    sample=samples.PERMALINK,
    example={"channel_id": samples.GENERAL, "message_id": samples.THREAD},
    documentation_url=f"{REFERENCE}/chat.getPermalink",
    icon="link",
)
def get_permalink(ctx: Ctx, data: SlackPermalinkGet) -> SlackPermalink:
    """Get the address at which people see a message.

    It opens for those alone who may see the message.
    """
    answer = read(ctx, "chat.getPermalink", channel=data.channel_id, message_ts=data.message_id)
    return SlackPermalink(permalink=str(answer["permalink"]), channel_id=str(answer.get("channel", data.channel_id)))
