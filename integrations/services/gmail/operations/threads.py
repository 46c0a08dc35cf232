"""Finding and reading conversations."""

from __future__ import annotations

from html import unescape
from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.lines import as_line
from integrations.catalog.paging import read_pages
from integrations.services.gmail import samples
from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.mailbox import (
    THREAD_CAP,
    MailThread,
    MailThreadGet,
    MailThreadPage,
    MailThreadSearch,
    MailThreadSummary,
)
from integrations.services.gmail.parsing import HEADERS, labels_of, parse_message
from integrations.services.gmail.reading import in_batches, parse_all
from integrations.services.gmail.replying import latest_of
from integrations.services.gmail.service import READ, service

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads"


@service.operation(
    effect="read",
    scopes=[READ],
    price="thread_list",
    quota=110,
    sample=samples.THREAD_PAGE,
    example={"query": "in:inbox newer_than:30d", "max_results": 5},
    documentation_url=f"{REFERENCE}/list",
    icon="comments",
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
    answers = in_batches(gmail, _metadata_requests(threads, found))
    summaries = [
        _summary(answers.found[thread_id])
        if thread_id in answers.found
        else MailThreadSummary(thread_id=thread_id, warnings=[answers.reason(thread_id)])
        for thread_id in (thread["id"] for thread in found)
        if thread_id in answers.found or thread_id in answers.refused
    ]
    return MailThreadPage(threads=summaries, count=len(summaries), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[READ],
    price="thread_read",
    quota=10,
    sample=samples.THREAD,
    example={"thread_id": samples.CONVERSATION},
    documentation_url=f"{REFERENCE}/get",
    icon="thread",
)
def get_thread(ctx: Ctx, data: MailThreadGet) -> MailThread:
    """Read a whole conversation, oldest message first.

    Messages in the trash are part of it. A conversation has at most 100 messages; Gmail then begins another.
    """
    gmail = ctx.google("gmail", "v1")
    threads = gmail.users().threads()
    shown = list(HEADERS) if data.format == "metadata" else None
    thread = threads.get(userId="me", id=data.thread_id, format=data.format, metadataHeaders=shown).execute()
    messages = parse_all(gmail, thread.get("messages") or [])
    return MailThread(
        thread_id=thread["id"],
        messages=messages,
        count=len(messages),
        snippet=as_line(unescape(str(thread.get("snippet") or ""))),
        history_id=thread.get("historyId"),
    )


def _metadata_requests(threads: Any, found: list[Resource]) -> dict[str, Any]:
    return {
        thread["id"]: threads.get(
            userId="me", id=thread["id"], format="metadata", metadataHeaders=["From", "Subject", "Date"]
        )
        for thread in found
    }


def _summary(thread: Resource) -> MailThreadSummary:
    resources: list[Resource] = thread.get("messages") or []
    written = [parse_message(each) for each in resources if "DRAFT" not in labels_of(each)]
    latest = latest_of(resources)
    last = parse_message(latest) if latest else None
    return MailThreadSummary(
        thread_id=thread["id"],
        subject=next((message.subject for message in written), "") or _first_subject(resources),
        snippet=last.snippet if last else "",
        participants=list(dict.fromkeys(message.from_ for message in written if message.from_)),
        labels=sorted({label for each in resources for label in labels_of(each)}),
        message_count=len(resources),
        last_message_at=(last.received_at or last.date) if last else None,
        last_message_id=last.message_id if last else None,
        warnings=[f"{each.message_id}: {warning}" for each in written for warning in each.warnings],
    )


def _first_subject(resources: list[Resource]) -> str:
    return parse_message(resources[0]).subject if resources else ""
