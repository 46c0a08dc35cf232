"""Listing, changing and deleting drafts, over declared answers."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, RemoteRejected
from integrations.services.gmail.models.drafts import (
    MailDraft,
    MailDraftDelete,
    MailDraftList,
    MailDraftUpdate,
)
from integrations.services.gmail.operations.drafts import delete_draft, list_drafts, update_draft
from integrations.services.gmail.parsing import parse_message
from integrations.services.gmail.tests.test_forwarding import with_files
from integrations.services.gmail.tests.vendor import API, header_message, knows_own_addresses, sent_source


def draft(**headers: str) -> EmailMessage:
    """A draft as a person has begun it."""
    mail = EmailMessage()
    fields = {
        "From": "Ada <sales@globex.example>",
        "To": "Grace <grace@acme.example>",
        "Cc": "Carol <carol@acme.example>",
        "Bcc": "dan@acme.example",
        "Reply-To": "desk@globex.example",
        "Subject": "Offer",
        "Message-ID": "<d1@mail.example>",
        "In-Reply-To": "<2@acme.example>",
        "References": "<1@acme.example> <2@acme.example>",
        **headers,
    }
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Dear Grace,\n")
    return mail


def update(ctx: FakeContext, mail: EmailMessage, **fields: Any) -> MailDraft:
    raw = base64.urlsafe_b64encode(mail.as_bytes()).decode()
    message = {"id": "m-1", "threadId": "thread-1", "raw": raw}
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-1", {"id": "d-1", "message": message})
    ctx.vendor.will_answer("PUT", f"{API}/drafts/d-1", {"id": "d-1", "message": {"id": "m-2", "threadId": "thread-1"}})
    return update_draft(ctx, MailDraftUpdate.model_validate({"draft_id": "d-1", **fields}))


def files_of(mail: Any) -> list[str | None]:
    return [part.get_filename() for part in mail.walk() if part.get_filename()]


def test_what_is_not_given_stays(ctx: FakeContext) -> None:
    changed = update(ctx, draft(), subject="Offer 2")

    sent = sent_source(ctx)
    assert ctx.vendor.requests[0].query == {"format": ["raw"]}
    assert {name: sent[name] for name in ("From", "To", "Cc", "Bcc", "Reply-To", "Subject")} == {
        "From": "Ada <sales@globex.example>",
        "To": "Grace <grace@acme.example>",
        "Cc": "Carol <carol@acme.example>",
        "Bcc": "dan@acme.example",
        "Reply-To": "desk@globex.example",
        "Subject": "Offer 2",
    }
    assert (sent["Message-ID"], sent["In-Reply-To"]) == ("<d1@mail.example>", "<2@acme.example>")
    assert sent["References"] == "<1@acme.example> <2@acme.example>"
    assert sent.get_content() == "Dear Grace,\r\n"
    assert (ctx.vendor.requests[-1].json or {})["message"]["threadId"] == "thread-1"  # type: ignore[index]
    assert (changed.draft_id, changed.message_id, changed.subject) == ("d-1", "m-2", "Offer 2")
    assert changed.cc == ["Carol <carol@acme.example>"]


def test_an_empty_text_or_list_clears_its_field(ctx: FakeContext) -> None:
    update(ctx, draft(), subject="", body="", cc=[], bcc=[], reply_to=[], to=[])

    sent = sent_source(ctx)
    assert [sent[name] for name in ("To", "Cc", "Bcc", "Reply-To")] == [None] * 4
    assert (sent["Subject"], sent.get_content().strip()) == ("", "")


def test_null_is_the_same_as_not_given(ctx: FakeContext) -> None:
    update(ctx, draft(), subject=None, body=None, to=None, body_type=None, attachments=None, **{"from": None})

    assert sent_source(ctx)["Subject"] == "Offer"


def test_everything_can_be_replaced(ctx: FakeContext) -> None:
    knows_own_addresses(ctx)
    file = ctx.files.save(b"new", filename="new.txt", mime_type="text/plain")
    update(
        ctx,
        with_files(),
        to=["bob@globex.example"],
        body="<p>Hello</p>",
        body_type="html",
        attachments=[file.file_id],
        **{"from": "ada@globex.example"},
    )

    sent = sent_source(ctx)
    assert (sent["From"], sent["To"]) == ("Ada Moss <ada@globex.example>", "bob@globex.example")
    assert files_of(sent) == ["new.txt"]
    assert "<p>Hello</p>" in str(sent)


def test_html_with_its_pictures_and_files_is_kept(ctx: FakeContext) -> None:
    update(ctx, with_files(), subject="Logo")

    sent = sent_source(ctx)
    read = parse_message({"id": "", "raw": (ctx.vendor.requests[-1].json or {})["message"]["raw"]})  # type: ignore[index]
    assert files_of(sent) == ["logo.png", "offer.pdf"]
    assert read.body_html == '<p>Our logo: <img src="cid:logo@acme.example"></p>'


def test_files_can_be_taken_off_and_the_picture_of_the_text_stays(ctx: FakeContext) -> None:
    update(ctx, with_files(), attachments=[])

    assert files_of(sent_source(ctx)) == ["logo.png"]


def test_with_a_new_plain_body_pictures_become_files(ctx: FakeContext) -> None:
    update(ctx, with_files(), body="In words now.")

    sent = sent_source(ctx)
    assert sent.get_content_type() == "multipart/mixed"
    assert files_of(sent) == ["logo.png", "offer.pdf"]


@pytest.mark.parametrize(
    ("mail", "body_type", "expected"),
    [(draft(), "html", "Dear Grace,"), (with_files(), "text", "Our logo:"), (draft(), "text", "Dear Grace,")],
)
def test_the_body_is_turned_into_the_other_kind(
    ctx: FakeContext, mail: EmailMessage, body_type: str, expected: str
) -> None:
    update(ctx, mail, body_type=body_type)

    read = parse_message({"id": "", "raw": (ctx.vendor.requests[-1].json or {})["message"]["raw"]})  # type: ignore[index]
    assert expected in (read.body_text or "")
    assert (read.body_html is not None) == (body_type == "html")


def test_half_an_address_is_never_dropped_without_a_word(ctx: FakeContext) -> None:
    with pytest.raises(InputError, match=r"To of draft 'd-1' is 'grace', .* say in to what it is to be") as caught:
        update(ctx, draft(To="grace"), subject="x")

    assert caught.value.errors[0].field == "to"
    ctx.vendor.answers.clear()
    assert [request.method for request in ctx.vendor.requests] == ["GET"]


def test_half_an_address_can_be_replaced(ctx: FakeContext) -> None:
    assert update(ctx, draft(To="grace"), to=["grace@acme.example"]).to == ["grace@acme.example"]


def test_a_draft_without_a_sender_gets_the_accounts_own(ctx: FakeContext) -> None:
    knows_own_addresses(ctx)
    mail = draft()
    del mail["From"]
    del mail["Message-ID"]
    update(ctx, mail, body="x")

    assert sent_source(ctx)["From"] == "Ada Moss <ada@globex.example>"
    assert sent_source(ctx)["Message-ID"].startswith("<machina.")


def test_a_draft_that_cannot_be_read_is_left_alone(ctx: FakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object) -> object:
        raise KeyError("broken")

    monkeypatch.setattr("integrations.services.gmail.parsing.attachment_of", fails)
    with pytest.raises(InputError, match="Draft 'd-1' cannot be read, so nothing of it can be kept"):
        update(ctx, with_files(), subject="x")
    ctx.vendor.answers.clear()


def test_a_large_draft_goes_as_an_upload(ctx: FakeContext) -> None:
    content = bytes(range(256)) * (5 * 4096)
    file = ctx.files.save(content, filename="large.bin", mime_type="application/octet-stream")
    raw = base64.urlsafe_b64encode(draft().as_bytes()).decode()
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-1", {"id": "d-1", "message": {"id": "m-1", "raw": raw}})
    session = {"location": "https://gmail.googleapis.com/upload/d-1"}
    ctx.vendor.will_answer("PUT", f"/upload{API}/drafts/d-1", headers=session)
    ctx.vendor.will_answer("PUT", "/upload/d-1", {"id": "d-1", "message": {"id": "m-2"}})

    assert update_draft(ctx, MailDraftUpdate(draft_id="d-1", attachments=[file.file_id])).message_id == "m-2"

    assert len(ctx.vendor.requests[-1].body) > len(content)


def test_drafts_are_listed_and_one_that_is_refused_comes_with_a_warning(ctx: FakeContext) -> None:
    ctx.vendor.will_answer(
        "GET", f"{API}/drafts", {"drafts": [{"id": "d-1"}, {"id": "d-2"}, {"id": "d-3"}], "nextPageToken": "next"}
    )
    message = {**header_message("m-1", Subject="Offer", To="grace@acme.example"), "snippet": "Dear &amp; beloved"}
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-1", {"id": "d-1", "message": message})
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-2", error=RemoteRejected("Not now", vendor_status=400))
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-3", error=RemoteRejected("Gone", vendor_status=404))

    found = list_drafts(ctx, MailDraftList(query="to:grace", max_results=3))

    assert ([each.draft_id for each in found.drafts], found.count, found.next_page_token) == (["d-1", "d-2"], 2, "next")
    assert (found.drafts[0].subject, found.drafts[0].to) == ("Offer", ["grace@acme.example"])
    assert found.drafts[0].snippet == "Dear & beloved"
    assert "Not now" in found.drafts[1].warnings[0]
    assert ctx.vendor.requests[0].query == {"q": ["to:grace"], "maxResults": ["3"]}
    assert ctx.vendor.batches == [3]


def test_a_draft_is_deleted(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{API}/drafts/d-1")

    assert delete_draft(ctx, MailDraftDelete(draft_id="d-1")).deleted


def test_a_draft_that_is_gone_is_the_work_of_an_earlier_attempt_only(ctx: FakeContext) -> None:
    for _ in range(2):
        ctx.vendor.will_answer("DELETE", f"{API}/drafts/d-1", error=RemoteRejected("Gone", vendor_status=404))

    with pytest.raises(RemoteRejected):
        delete_draft(ctx, MailDraftDelete(draft_id="d-1"))
    ctx.attempt = 2
    assert delete_draft(ctx, MailDraftDelete(draft_id="d-1")).draft_id == "d-1"
