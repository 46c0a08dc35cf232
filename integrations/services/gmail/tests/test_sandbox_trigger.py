"""New mail and choices at the sandbox, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from integrations.catalog.options import OptionsQuery
from integrations.catalog.triggers import Poll
from integrations.services.gmail import options
from integrations.services.gmail.models.drafts import MailDraftCreate
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.models.sending import MailMessageSend
from integrations.services.gmail.operations.drafts import create_draft
from integrations.services.gmail.operations.sending import send_message
from integrations.services.gmail.triggers import MailCheckpoint, NewMailFilter, new_message
from integrations.tests.google_account import PATIENCE
from integrations.tests.sandbox_context import SandboxContext

Deliver = Callable[..., str]
MailPoll = Poll[MailMessage, MailCheckpoint]


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


@pytest.fixture
def deliver(sandbox: str, ctx: SandboxContext) -> Deliver:
    """Let a message arrive; its id."""

    def arrive(subject: str) -> str:
        body = {"account": ctx.email, "subject": subject}
        message_id: str = httpx.post(f"{sandbox}/sandbox/_control/mail", json=body, timeout=PATIENCE).json()["id"]
        return message_id

    return arrive


def subjects(poll: MailPoll) -> list[str]:
    return [event.data.subject for event in poll.events]


def test_each_message_is_handed_over_once(ctx: SandboxContext, deliver: Deliver) -> None:
    deliver("before")
    first = new_message(ctx, NewMailFilter(), None)
    one, two = deliver("one"), deliver("two")
    send_message(ctx, MailMessageSend(to=["grace@acme.example"], subject="sent by us"))
    create_draft(ctx, MailDraftCreate(subject="a draft"))
    second = new_message(ctx, NewMailFilter(), first.checkpoint)
    third = new_message(ctx, NewMailFilter(), second.checkpoint)

    assert first.events == []
    assert [event.delivery_id for event in second.events] == [one, two]
    assert subjects(second) == ["one", "two"]
    assert second.events[0].data.body_text
    assert third.events == []


def test_a_query_narrows_it(ctx: SandboxContext, deliver: Deliver) -> None:
    start = new_message(ctx, NewMailFilter(), None).checkpoint
    deliver("Invoice 1")
    deliver("Lunch")

    assert subjects(new_message(ctx, NewMailFilter(query="subject:invoice"), start)) == ["Invoice 1"]


def test_a_message_is_marked_as_read_by_the_next_poll(ctx: SandboxContext, deliver: Deliver) -> None:
    params = NewMailFilter(mark_as_read=True)
    start = new_message(ctx, params, None).checkpoint
    message_id = deliver("read me")
    messages = ctx.google("gmail", "v1").users().messages()

    first = new_message(ctx, params, start)
    assert "UNREAD" in messages.get(userId="me", id=message_id, format="minimal").execute()["labelIds"]

    second = new_message(ctx, params, first.checkpoint)
    assert "UNREAD" not in messages.get(userId="me", id=message_id, format="minimal").execute()["labelIds"]
    assert second.events == []


def test_a_forgotten_history_lists_what_came_since(sandbox: str, ctx: SandboxContext, deliver: Deliver) -> None:
    start = new_message(ctx, NewMailFilter(), None).checkpoint
    deliver("while nobody looked")
    forget = {"history_seconds": 0}
    httpx.post(f"{sandbox}/sandbox/_control/settings", json=forget, timeout=PATIENCE).raise_for_status()

    result = new_message(ctx, NewMailFilter(), start)

    assert subjects(result) == ["while nobody looked"]
    assert (result.gap or "").startswith("Gmail no longer knows its history since")


def test_choices_are_offered(ctx: SandboxContext, deliver: Deliver) -> None:
    message_id = deliver("Choose me")
    create_draft(ctx, MailDraftCreate(subject="Draft me", to=["grace@acme.example"]))
    ask = OptionsQuery()

    assert "Inbox" in [option.label for option in options.labels(ctx, ask).options]
    assert [option.value for option in options.send_as(ctx, ask).options] == [ctx.email]
    assert message_id in [option.value for option in options.messages(ctx, ask).options]
    assert [option.label for option in options.drafts(ctx, ask).options] == ["Draft me · to grace@acme.example"]
    assert any(option.label.startswith("Choose me") for option in options.threads(ctx, ask).options)
