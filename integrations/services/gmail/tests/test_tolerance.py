"""What Gmail adds to its answers, and what it leaves out of them, breaks nothing."""

from __future__ import annotations

from integrations.catalog.testing import FakeContext
from integrations.services.gmail.models.drafts import MailDraft, MailDraftList
from integrations.services.gmail.models.mailbox import (
    MailLabelList,
    MailProfileGet,
    MailThreadSearch,
    MailThreadSummary,
)
from integrations.services.gmail.operations.drafts import list_drafts
from integrations.services.gmail.operations.labels import list_labels
from integrations.services.gmail.operations.profile import get_profile
from integrations.services.gmail.operations.threads import search_threads
from integrations.services.gmail.tests.vendor import API, header_message

ADDED = {"newAtGmail": {"since": 2031}}


def test_a_profile_may_say_more(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/profile", {"emailAddress": "ada@globex.example", **ADDED})

    assert get_profile(ctx, MailProfileGet()).email == "ada@globex.example"


def test_labels_may_say_more(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/labels", {"labels": [{"id": "INBOX", **ADDED}], **ADDED})

    assert [label.label_id for label in list_labels(ctx, MailLabelList()).labels] == ["INBOX"]


def test_threads_may_say_more_and_less(ctx: FakeContext) -> None:
    for thread in (
        {"id": "t-1", "messages": [header_message(Subject="Invoice"), {"id": "m-2", **ADDED}], **ADDED},
        {"id": "t-1"},
    ):
        ctx.vendor.will_answer("GET", f"{API}/threads", {"threads": [{"id": "t-1"}]})
        ctx.vendor.will_answer("GET", f"{API}/threads/t-1", thread)

    full = search_threads(ctx, MailThreadSearch()).threads[0]
    bare = search_threads(ctx, MailThreadSearch()).threads[0]

    assert (full.subject, full.message_count, full.last_message_id) == ("Invoice", 2, "m-2")
    assert bare == MailThreadSummary(thread_id="t-1")


def test_drafts_may_say_more_and_less(ctx: FakeContext) -> None:
    for message in ({"message": header_message(Subject="Offer"), **ADDED}, {}):
        ctx.vendor.will_answer("GET", f"{API}/drafts", {"drafts": [{"id": "d-1"}], **ADDED})
        ctx.vendor.will_answer("GET", f"{API}/drafts/d-1", {"id": "d-1", **message})

    full = list_drafts(ctx, MailDraftList()).drafts[0]
    bare = list_drafts(ctx, MailDraftList()).drafts[0]

    assert (full.subject, full.message_id) == ("Offer", "m-1")
    assert bare == MailDraft(draft_id="d-1")
