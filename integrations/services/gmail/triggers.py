"""New mail, by the mailbox's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.errors import MachinaError
from integrations.services.gmail import samples
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.reading import messages_of, read_answers
from integrations.services.gmail.service import READ, service

AT_ONCE = 200
"""Messages that one poll hands over; the rest come with the next."""
HISTORY_PAGE = 500
ASKED_AT_MOST = 3
"""After so many polls a message that Gmail fails to give is handed over without its content."""
NOT_RECEIVED = frozenset({"DRAFT", "SENT", "TRASH", "SPAM", "CHAT"})


class NewMailFilter(Input):
    """Which new messages to hand over."""

    query: str = Field(
        default="",
        max_length=2000,
        examples=["from:acme.example has:attachment"],
        json_schema_extra=ui(placeholder="from:acme.example"),
    )
    """Only messages that Gmail's search finds for this; empty takes all."""
    label_ids: list[str] = Field(
        default=["INBOX"], max_length=20, examples=[["INBOX"]], json_schema_extra=ui(options="labels")
    )
    """Only messages that have all of these labels."""
    mark_as_read: bool = False
    """Mark each message as read once it has been handed over; needs permission to change mail."""
    include_body: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Read text and attachment lists as well, not only senders, subjects and dates."""


class MailCheckpoint(BaseModel):
    """Where the mailbox's history has been read to."""

    history_id: str
    polled_at: AwareDatetime
    unread_ids: list[str] = []
    """Handed over by the last poll and to be marked as read by the next, when their events are surely stored."""
    failed: dict[str, int] = {}
    """Messages that Gmail failed to give, and how often it has been asked for each."""


@dataclass(frozen=True)
class _News:
    """Ids of messages that came since, and where to go on."""

    message_ids: Sequence[str]
    history_id: str
    gap: str | None = None


@service.poller(
    event=MailMessage,
    checkpoint=MailCheckpoint,
    scopes=[READ],
    price="message_poll",
    sample=samples.MESSAGE,
    example={"query": "has:attachment", "label_ids": ["INBOX"]},
    label="New message",
    every_seconds=60,
    icon="inbox",
)
def new_message(
    ctx: Ctx, params: NewMailFilter, checkpoint: MailCheckpoint | None
) -> Poll[MailMessage, MailCheckpoint]:
    """Starts with each e-mail that arrives.

    Counts from the moment it is switched on; mail that was there before is not handed over. Sent mail, drafts,
    spam and trash are left out. When Gmail no longer knows the history, mail received since is listed instead.
    A message that cannot be read starts it too, with what can be read and a warning.
    """
    gmail = ctx.google("gmail", "v1")
    if checkpoint is None:
        return Poll(events=[], checkpoint=MailCheckpoint(history_id=_history_id(gmail), polled_at=ctx.now))
    _mark_as_read(gmail, checkpoint.unread_ids)
    news = _news(gmail, params, checkpoint)
    wanted = _matching(gmail, params.query, news.message_ids, since=checkpoint.polled_at)
    asked = list(dict.fromkeys([*checkpoint.failed, *wanted]))
    answers = read_answers(gmail, asked, message_format="full" if params.include_body else "metadata")
    failed = {each: checkpoint.failed.get(each, 0) + 1 for each in answers.refused if answers.may_come_later(each)}
    failed = {each: times for each, times in failed.items() if times < ASKED_AT_MOST}
    received = [
        message
        for message in messages_of(gmail, asked, answers)
        if message.message_id not in failed
        and (message.message_id in answers.refused or _is_received(message, params.label_ids))
    ]
    return Poll(
        events=[PolledEvent(delivery_id=message.message_id, data=message) for message in received],
        checkpoint=MailCheckpoint(
            history_id=news.history_id,
            polled_at=ctx.now,
            unread_ids=[message.message_id for message in received] if params.mark_as_read else [],
            failed=failed,
        ),
        gap=news.gap,
    )


def _news(gmail: Any, params: NewMailFilter, checkpoint: MailCheckpoint) -> _News:
    try:
        return _added_since(gmail, checkpoint.history_id)
    except MachinaError as error:
        if error.vendor_status != 404:
            raise
    # The new place is read before the list, so that what arrives in between comes twice rather than never.
    history_id = _history_id(gmail)
    query = f"{params.query} after:{_seconds(checkpoint.polled_at)}".strip()
    page = gmail.users().messages().list(userId="me", q=query, maxResults=AT_ONCE).execute()
    ids = [each["id"] for each in reversed(page.get("messages", []))]
    more = "; there were more than could be listed" if page.get("nextPageToken") else ""
    gap = (
        f"Gmail no longer knows its history since {checkpoint.polled_at.isoformat()}. "
        f"What was received since was listed instead, {len(ids)} in all{more}."
    )
    return _News(ids, history_id, gap)


def _added_since(gmail: Any, history_id: str) -> _News:
    """New messages in the order of their arrival, up to the bound; the checkpoint stands after the last one read."""
    history = gmail.users().history()
    ids: dict[str, None] = {}
    token: str | None = None
    while True:
        page = history.list(
            userId="me",
            startHistoryId=history_id,
            historyTypes=["messageAdded"],
            maxResults=HISTORY_PAGE,
            pageToken=token,
        ).execute()
        for record in page.get("history", ()):
            if len(ids) >= AT_ONCE:
                return _News(list(ids), history_id)
            ids.update({added["message"]["id"]: None for added in record.get("messagesAdded", ())})
            history_id = record["id"]
        token = page.get("nextPageToken")
        if token is None:
            return _News(list(ids), page.get("historyId", history_id))


def _matching(gmail: Any, query: str, message_ids: Sequence[str], *, since: datetime) -> list[str]:
    """Those of the messages that Gmail's search finds; its history cannot be searched."""
    if not query or not message_ids:
        return list(message_ids)
    found: set[str] = set()
    token: str | None = None
    while True:
        # A day's margin: the search goes by the time a message was received, which can lie before it was added.
        bounded = f"{query} after:{_seconds(since) - 24 * 3600}"
        page = gmail.users().messages().list(userId="me", q=bounded, maxResults=500, pageToken=token).execute()
        found.update(each["id"] for each in page.get("messages", ()))
        token = page.get("nextPageToken")
        if token is None or found.issuperset(message_ids):
            return [message_id for message_id in message_ids if message_id in found]


def _is_received(message: MailMessage, label_ids: Sequence[str]) -> bool:
    labels = set(message.labels)
    sent_to_oneself = {"SENT", "INBOX"} <= labels
    kept_out = NOT_RECEIVED - ({"SENT"} if sent_to_oneself else set()) - set(label_ids)
    return labels.issuperset(label_ids) and not labels & kept_out


def _mark_as_read(gmail: Any, message_ids: Sequence[str]) -> None:
    if message_ids:
        body = {"ids": list(message_ids), "removeLabelIds": ["UNREAD"]}
        gmail.users().messages().batchModify(userId="me", body=body).execute()


def _history_id(gmail: Any) -> str:
    return str(gmail.users().getProfile(userId="me").execute()["historyId"])


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
