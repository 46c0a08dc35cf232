"""Finding and reading conversations."""

from __future__ import annotations

from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.services.gmail import samples
from integrations.services.gmail.models.mailbox import (
    THREAD_CAP,
    MailThread,
    MailThreadGet,
    MailThreadPage,
    MailThreadSearch,
    MailThreadSummary,
)
from integrations.services.gmail.parsing import HEADERS, parse_message
from integrations.services.gmail.reading import in_batches
from integrations.services.gmail.service import READ, service
from integrations.services.gmail.source import Resource

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads"


@service.operation(
    effect="read",
    scopes=[READ],
    price="thread_list",
    quota=110,
    sample=samples.THREAD_PAGE,
    example={"query": "in:inbox newer_than:30d", "max_results": 5},
    documentation_url=f"{REFERENCE}/list",
)
def search_threads(ctx: Ctx, data: MailThreadSearch) -> MailThreadPage:
    """Find conversations, latest first, with subject, participants and number of messages.

    Understands everything Gmail's search box does. A conversation is found when one of its messages matches.
    """
    gmail = ctx.google("gmail", "v1")
    threads = gmail.users().threads()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = threads.list(
            userId="me",
            q=data.query or None,
            labelIds=data.label_ids or None,
            includeSpamTrash=data.include_spam_trash,
            maxResults=data.max_results,
            pageToken=token,
        ).execute()
        return page.get("threads", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=THREAD_CAP, follow=data.all_pages)
    summaries = [_summary(thread) for thread in in_batches(gmail, _metadata_requests(threads, found))]
    return MailThreadPage(threads=summaries, count=len(summaries), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[READ],
    price="thread_read",
    quota=10,
    sample=samples.THREAD,
    example={"thread_id": samples.CONVERSATION},
    documentation_url=f"{REFERENCE}/get",
)
def get_thread(ctx: Ctx, data: MailThreadGet) -> MailThread:
    """Read a whole conversation, oldest message first.

    Messages in the trash are part of it. A conversation has at most 100 messages; Gmail then begins another.
    """
    threads = ctx.google("gmail", "v1").users().threads()
    shown = list(HEADERS) if data.format == "metadata" else None
    thread = threads.get(userId="me", id=data.thread_id, format=data.format, metadataHeaders=shown).execute()
    messages = [parse_message(message) for message in thread.get("messages", ())]
    return MailThread(thread_id=thread["id"], messages=messages, count=len(messages))


def _metadata_requests(threads: Any, found: list[Resource]) -> dict[str, Any]:
    return {
        thread["id"]: threads.get(
            userId="me", id=thread["id"], format="metadata", metadataHeaders=["From", "Subject", "Date"]
        )
        for thread in found
    }


def _summary(thread: Resource) -> MailThreadSummary:
    messages = [parse_message(message) for message in thread.get("messages", ())]
    if not messages:
        return MailThreadSummary(thread_id=thread["id"])
    first, last = messages[0], messages[-1]
    return MailThreadSummary(
        thread_id=thread["id"],
        subject=first.subject,
        snippet=last.snippet,
        participants=list(dict.fromkeys(message.from_ for message in messages if message.from_)),
        labels=sorted({label for message in messages for label in message.labels}),
        message_count=len(messages),
        last_message_at=last.received_at or last.date,
        last_message_id=last.message_id,
    )
