"""Sending, answering and drafting over declared answers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.context import Account
from integrations.catalog.schema import Input, input_schema, property_hints
from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, RemoteRejected
from integrations.services.gmail import delivery
from integrations.services.gmail.models.drafts import MailDraftCreate, MailDraftSend
from integrations.services.gmail.models.sending import MailMessageReply, MailMessageSend, MailSent
from integrations.services.gmail.operations.drafts import create_draft, find_draft, send_draft
from integrations.services.gmail.operations.sending import reply_to_message, send_message
from integrations.services.gmail.service import MODIFY
from integrations.services.gmail.tests.vendor import (
    API,
    SENT,
    header_message,
    knows_own_addresses,
    read,
    sent_source,
)

ORIGINAL = header_message(
    From="Grace <grace@acme.example>",
    To="ada@globex.example, bob@globex.example",
    Subject="Invoice",
    Message_ID="<3@acme.example>",
    References="<1@acme.example>",
)


def send(ctx: FakeContext, **fields: Any) -> MailSent:
    ctx.vendor.will_answer("POST", f"{API}/messages/send", SENT)
    return send_message(ctx, MailMessageSend.model_validate({"to": ["grace@acme.example"], **fields}))


def test_a_message_is_sent(ctx: FakeContext) -> None:
    sent = send(ctx, subject="Hi", body="Hello", cc="carol@acme.example", bcc=["dan@acme.example"])
    source = sent_source(ctx)

    assert sent == MailSent(message_id="sent-1", thread_id="thread-1", labels=["SENT"])
    assert source["From"] == "ada@globex.example"
    assert source["To"] == "grace@acme.example"
    assert source["Cc"] == "carol@acme.example"
    assert source["Bcc"] == "dan@acme.example"
    assert source["Subject"] == "Hi"
    assert source["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert source.get_content() == "Hello\r\n"
    assert list(ctx.vendor.requests[0].json or {}) == ["raw"]  # type: ignore[call-overload]  # an object


def test_an_alias_and_an_address_for_answers_can_be_named(ctx: FakeContext) -> None:
    send(ctx, **{"from": "Sales <sales@globex.example>", "reply_to": "desk@globex.example"})

    assert sent_source(ctx)["From"] == "Sales <sales@globex.example>"
    assert sent_source(ctx)["Reply-To"] == "desk@globex.example"


def test_html_carries_text(ctx: FakeContext) -> None:
    send(ctx, body="<p>Hello</p>", body_type="html")

    assert [part.get_content_type() for part in sent_source(ctx).iter_parts()] == ["text/plain", "text/html"]


def test_files_of_earlier_steps_are_attached_by_id_or_whole(ctx: FakeContext) -> None:
    one = ctx.files.save(b"one", filename="one.txt", mime_type="text/plain")
    two = ctx.files.save(b"\x00two", filename="two.bin", mime_type="application/octet-stream")
    send(ctx, attachments=[one.file_id, two.model_dump()])

    attached = list(sent_source(ctx).iter_attachments())
    assert [(part.get_filename(), part.get_payload(decode=True)) for part in attached] == [
        ("one.txt", b"one"),
        ("two.bin", b"\x00two"),
    ]


def test_a_missing_file_sends_nothing(ctx: FakeContext) -> None:
    with pytest.raises(InputError, match="There is no file 'gone'"):
        send_message(ctx, MailMessageSend(to=["grace@acme.example"], attachments=["gone"]))

    assert ctx.vendor.requests == []


def test_a_large_message_goes_as_an_upload(ctx: FakeContext) -> None:
    content = bytes(range(256)) * (5 * 4096)
    file = ctx.files.save(content, filename="large.bin", mime_type="application/octet-stream")
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", ORIGINAL)
    knows_own_addresses(ctx)
    knows_own_addresses(ctx)
    for method, answer in (("messages/send", SENT), ("messages/send", SENT), ("drafts", {"id": "d-1"})):
        session = {"location": f"https://gmail.googleapis.com/upload/{method}"}
        ctx.vendor.will_answer("POST", f"/upload{API}/{method}", headers=session)
        ctx.vendor.will_answer("PUT", f"/upload/{method}", answer)

    assert send_message(ctx, MailMessageSend(to=["g@acme.example"], attachments=[file.file_id])).message_id == "sent-1"
    assert reply_to_message(ctx, MailMessageReply(message_id="m-1", attachments=[file.file_id])).labels == ["SENT"]
    assert create_draft(ctx, MailDraftCreate(attachments=[file.file_id])).draft_id == "d-1"

    opened = [request for request in ctx.vendor.requests if request.method == "POST"]
    sent = [request for request in ctx.vendor.requests if request.method == "PUT"]
    assert [request.json for request in opened] == [{}, {"threadId": "thread-1"}, {"message": {}}]
    assert [request.headers["X-Upload-Content-Type"] for request in opened] == ["message/rfc822"] * 3
    (attached,) = read(sent[0].body).iter_attachments()
    assert attached.get_payload(decode=True) == content


def test_a_message_just_small_enough_goes_inside_json(ctx: FakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "INLINE_BYTES", 10_000)
    send(ctx, body="x" * 5_000)

    assert ctx.vendor.requests[0].path == f"{API}/messages/send"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"to": ["nobody"]}, ("to", 0)),
        ({"to": ["ada@x.example\r\nBcc: eve@evil.example"]}, ("to", 0)),
        ({"to": ["ada@x.example"], "subject": "a\r\nBcc: eve@evil.example"}, ("subject",)),
        ({"to": ["ada@x.example"], "from": "a@x.example\nBcc: eve@evil.example"}, ("from",)),
        ({"to": ["ada@x.example"], "body_type": "rtf"}, ("body_type",)),
        ({"to": ["ada@x.example"], "attachments": [""]}, ("attachments", 0)),
        ({"to": ["ada@x.example"], "hidden": 1}, ("hidden",)),
        ({}, ("to",)),
        ({"to": []}, ("to",)),
        ({"to": ["ada@x.example"] * 400, "cc": ["b@x.example"] * 101}, ("to",)),
    ],
)
def test_wrong_input_is_refused_at_its_field(fields: dict[str, Any], place: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        MailMessageSend.model_validate(fields)

    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        MailMessageSend.model_validate({"to": ["x"], "cc": ["y"], "body_type": "z"})

    assert [error["loc"] for error in caught.value.errors()] == [("to", 0), ("body_type",), ("cc", 0)]


def test_a_subject_may_have_any_characters_of_one_line(ctx: FakeContext) -> None:
    send(ctx, subject="Voilà\u00a0! \U0001fae8 日本")

    assert sent_source(ctx)["Subject"] == "Voilà\u00a0! \U0001fae8 日本"


def test_an_emptied_sender_field_is_the_account(ctx: FakeContext) -> None:
    send(ctx, **{"from": ""})

    assert sent_source(ctx)["From"] == "ada@globex.example"


def test_an_answer_keeps_the_thread(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", ORIGINAL)
    ctx.vendor.will_answer("POST", f"{API}/messages/send", SENT)

    knows_own_addresses(ctx)

    reply_to_message(ctx, MailMessageReply(message_id="m-1", body="Paid.", cc=["boss@globex.example"]))
    source = sent_source(ctx)

    assert ctx.vendor.requests[-1].json["threadId"] == "thread-1"  # type: ignore[index]  # an object
    assert source["To"] == "Grace <grace@acme.example>"
    assert source["Cc"] == "boss@globex.example"
    assert source["Subject"] == "Re: Invoice"
    assert source["In-Reply-To"] == "<3@acme.example>"
    assert source["References"] == "<1@acme.example> <3@acme.example>"


def test_an_answer_to_all_leaves_out_the_account_and_its_aliases(ctx: FakeContext) -> None:
    original = header_message(
        From="grace@acme.example",
        To="ADA@globex.example, bob@globex.example",
        Cc="sales@globex.example, c@acme.example",
    )
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", original)
    knows_own_addresses(ctx, {"sendAsEmail": "Sales@globex.example", "verificationStatus": "accepted"})
    ctx.vendor.will_answer("POST", f"{API}/messages/send", SENT)

    reply_to_message(ctx, MailMessageReply(message_id="m-1", reply_all=True))

    assert sent_source(ctx)["To"] == "grace@acme.example, bob@globex.example"
    assert sent_source(ctx)["Cc"] == "c@acme.example"


def test_nobody_to_answer_sends_nothing(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", header_message(From="Mailer <>", Message_ID="<3@x>"))

    knows_own_addresses(ctx)

    words = "'m-1' names nobody an answer can go to: its From header 'Mailer <>'"
    with pytest.raises(InputError, match=words) as wrong:
        reply_to_message(ctx, MailMessageReply(message_id="m-1"))
    assert [each.field for each in wrong.value.errors] == ["message_id"]

    assert {request.method for request in ctx.vendor.requests} == {"GET"}


def test_a_lost_answer_is_found_by_the_message_id(ctx: FakeContext) -> None:
    send(ctx)
    message_id = sent_source(ctx)["Message-ID"].strip("<>")
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "sent-1", "threadId": "thread-1"}]})
    ctx.vendor.will_answer("GET", f"{API}/messages/sent-1", SENT)

    found = delivery.find_sent(ctx, None)

    assert found == MailSent(message_id="sent-1", thread_id="thread-1", labels=["SENT"])
    assert ctx.vendor.requests[1].query["q"] == [f"rfc822msgid:{message_id}"]


def test_what_was_never_sent_is_not_found(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", {"resultSizeEstimate": 0})

    assert delivery.find_sent(ctx, None) is None


def test_a_draft_is_kept(ctx: FakeContext) -> None:
    ctx.vendor.will_answer(
        "POST", f"{API}/drafts", {"id": "d-1", "message": {"id": "m-9", "threadId": "t-9", "labelIds": ["DRAFT"]}}
    )

    knows_own_addresses(ctx)

    draft = create_draft(ctx, MailDraftCreate(to=["grace@acme.example"], subject="Hi"))

    assert draft.model_dump() == {
        "draft_id": "d-1",
        "message_id": "m-9",
        "thread_id": "t-9",
        "to": ["grace@acme.example"],
        "cc": [],
        "bcc": [],
        "subject": "Hi",
        "snippet": "",
        "warnings": [],
    }
    assert sent_source(ctx)["To"] == "grace@acme.example"


def test_a_draft_may_be_empty(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/drafts", {"id": "d-1"})
    knows_own_addresses(ctx)

    assert create_draft(ctx, MailDraftCreate()).draft_id == "d-1"
    assert sent_source(ctx)["To"] is None


def test_a_draft_continues_a_thread(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/threads/thread-1", {"id": "thread-1", "messages": [{"id": "m-0"}, ORIGINAL]})
    ctx.vendor.will_answer("POST", f"{API}/drafts", {"id": "d-1"})
    knows_own_addresses(ctx)

    create_draft(ctx, MailDraftCreate(to=["grace@acme.example"], thread_id="thread-1"))
    source = sent_source(ctx)

    assert ctx.vendor.requests[-1].json["message"]["threadId"] == "thread-1"  # type: ignore[index]  # an object
    assert source["Subject"] == "Re: Invoice"
    assert source["In-Reply-To"] == "<3@acme.example>"


def test_a_lost_draft_is_found_by_its_message_id(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/drafts", {"drafts": [{"id": "d-1", "message": {"id": "m-9"}}]})
    message = {**header_message("m-9", To="grace@acme.example", Subject="Hi"), "labelIds": ["DRAFT"]}
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-1", {"id": "d-1", "message": message})
    ctx.vendor.will_answer("GET", f"{API}/drafts", {})

    found = find_draft(ctx, None)

    assert found is not None
    assert (found.draft_id, found.to, found.subject) == ("d-1", ["grace@acme.example"], "Hi")
    assert ctx.vendor.requests[0].query["q"][0].startswith("rfc822msgid:machina.")
    assert find_draft(ctx, None) is None


def test_a_draft_is_sent(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/drafts/send", SENT)

    assert send_draft(ctx, MailDraftSend(draft_id="d-1")).message_id == "sent-1"
    assert ctx.vendor.requests[0].json == {"id": "d-1"}


@pytest.mark.parametrize("model", [MailMessageSend, MailMessageReply, MailDraftCreate])
def test_address_fields_declare_by_which_grammar_a_text_is_split(model: type[Input]) -> None:
    hints = property_hints(input_schema(model))

    splitting = {name for name, hint in hints.items() if hint.get("splits") == "addresses"}
    assert splitting == {"to", "cc", "bcc", "reply_to"} & set(model.model_fields)


def test_mail_has_the_name_of_the_settings_where_those_may_be_read(ctx: FakeContext) -> None:
    ctx.account = Account(email="ada@globex.example", account_id="100", scopes=(MODIFY,))
    knows_own_addresses(ctx)
    send(ctx)

    assert sent_source(ctx)["From"] == "Ada Moss <ada@globex.example>"


def test_mail_is_sent_where_the_settings_are_closed(ctx: FakeContext) -> None:
    ctx.account = Account(email="ada@globex.example", account_id="100", scopes=(MODIFY,))
    ctx.vendor.will_answer("GET", f"{API}/settings/sendAs", error=RemoteRejected("Closed.", vendor_status=403))
    send(ctx)

    assert sent_source(ctx)["From"] == "ada@globex.example"


def test_everybody_gets_a_message_once(ctx: FakeContext) -> None:
    send(
        ctx,
        to=["grace@acme.example", "Grace <GRACE@acme.example>"],
        cc=["grace@acme.example", "bob@acme.example"],
        bcc=["BOB@acme.example", "carol@acme.example"],
    )
    source = sent_source(ctx)

    assert [source["To"], source["Cc"], source["Bcc"]] == [
        "grace@acme.example",
        "bob@acme.example",
        "carol@acme.example",
    ]


def test_an_answer_copies_nobody_twice(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", ORIGINAL)
    ctx.vendor.will_answer("POST", f"{API}/messages/send", SENT)
    knows_own_addresses(ctx)

    reply_to_message(
        ctx,
        MailMessageReply(message_id="m-1", reply_all=True, cc=["Bob <BOB@globex.example>", "boss@globex.example"]),
    )

    assert sent_source(ctx)["To"] == "Grace <grace@acme.example>, bob@globex.example"
    assert sent_source(ctx)["Cc"] == "boss@globex.example"


def test_a_draft_is_not_answered(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", {**ORIGINAL, "labelIds": ["DRAFT"]})

    with pytest.raises(InputError, match="'m-1' is a draft that nobody has sent"):
        reply_to_message(ctx, MailMessageReply(message_id="m-1"))


def test_a_draft_in_a_conversation_is_for_whom_its_latest_message_asks_to_answer(ctx: FakeContext) -> None:
    unsent = header_message("m-2", labels=["DRAFT"], From="ada@globex.example", To="eve@evil.example", Subject="Other")
    ctx.vendor.will_answer("GET", f"{API}/threads/thread-1", {"id": "thread-1", "messages": [ORIGINAL, unsent]})
    ctx.vendor.will_answer("POST", f"{API}/drafts", {"id": "d-1"})
    knows_own_addresses(ctx)

    draft = create_draft(ctx, MailDraftCreate(thread_id="thread-1"))
    source = sent_source(ctx)

    assert (draft.to, draft.subject) == (["Grace <grace@acme.example>"], "Re: Invoice")
    assert (source["From"], source["To"]) == ("Ada Moss <ada@globex.example>", "Grace <grace@acme.example>")
    assert source["In-Reply-To"] == "<3@acme.example>"
