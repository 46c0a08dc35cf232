"""Messages: sent, received, read, labelled, removed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.models import Account, Message
from integrations.sandbox.tests.client import INSIDE, InsideHttp, build, run
from integrations.sandbox.tests.conftest import MAIL, MakeToken
from integrations.sandbox.tests.mails import mail, raw
from integrations.sandbox.vendor import Person


@pytest.fixture
def messages(gmail: Any) -> Any:
    """users.messages of the account."""
    return gmail.users().messages()


@pytest.fixture
def ben(account: Account, make_token: MakeToken) -> Any:
    """users.messages of a second account."""
    person = add_account(Person(email="ben@lab.example", given_name="Ben"), with_content=False)
    return build("gmail", INSIDE, InsideHttp(make_token(person, MAIL))).users().messages()


def send(messages: Any, *args: str, **kwargs: Any) -> str:
    """Send a message; its id."""
    sent_id: str = run(messages.send(userId="me", body=raw(mail(*args, **kwargs))))["id"]
    return sent_id


def get(messages: Any, message_id: str, style: str = "full") -> Any:
    """A message in one of the formats."""
    return run(messages.get(userId="me", id=message_id, format=style))


def header(message: Any, name: str) -> str:
    """The one header of this name."""
    (value,) = [entry["value"] for entry in message["payload"]["headers"] if entry["name"] == name]
    return str(value)


def text_of(body: Any) -> str:
    """Text out of a part's body."""
    return base64.urlsafe_b64decode(body["data"]).decode()


def refused(request: Any) -> HttpError:
    """The error a request ends in."""
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value


def test_sent_message_is_kept_with_what_gmail_adds(messages: Any) -> None:
    answer = run(messages.send(userId="me", body=raw(mail(subject="Grüße", body="Straße & Brücke"))))
    assert answer["labelIds"] == ["SENT"]
    assert answer["threadId"] == answer["id"]
    message = get(messages, answer["id"])
    assert header(message, "From") == "Ada Moss <ada@lab.example>"
    assert header(message, "Subject") == "Grüße"
    assert header(message, "Message-ID").startswith("<CA")
    assert header(message, "Date").endswith("+0000")
    assert text_of(message["payload"]["body"]) == "Straße & Brücke\n"
    assert message["snippet"] == "Straße &amp; Brücke"


def test_own_headers_are_kept_and_a_foreign_sender_is_not(messages: Any) -> None:
    kept = get(messages, send(messages, Message_ID="<mine@lab>", From="Dr. Moss <ada@lab.example>"))
    assert header(kept, "Message-ID") == "<mine@lab>"
    assert header(kept, "From") == "Dr. Moss <ada@lab.example>"
    forged = get(messages, send(messages, From="boss@lab.example"))
    assert header(forged, "From") == "Ada Moss <ada@lab.example>"


def test_message_without_recipient_is_not_sent(messages: Any) -> None:
    error = refused(messages.send(userId="me", body=raw(mail(to=""))))
    assert error.resp.status == 400
    assert "Recipient address required" in str(error)
    assert not Message.objects.exists()


def test_mail_between_accounts_arrives_unread_and_without_blind_copies(messages: Any, ben: Any) -> None:
    send(messages, "ben@lab.example", Bcc="chris@lab.example")
    (arrived,) = run(ben.list(userId="me"))["messages"]
    message = get(ben, arrived["id"])
    assert message["labelIds"] == ["INBOX", "UNREAD"]
    assert [entry["name"] for entry in message["payload"]["headers"]].count("Bcc") == 0


def test_blind_copy_reaches_its_account(messages: Any, ben: Any) -> None:
    send(messages, "chris@elsewhere.example", Bcc="Ben <BEN@lab.example>")
    assert len(run(ben.list(userId="me"))["messages"]) == 1


def test_mail_to_oneself_is_one_message(messages: Any) -> None:
    message = get(messages, send(messages, "ada@lab.example"))
    assert message["labelIds"] == ["INBOX", "SENT", "UNREAD"]
    assert run(messages.list(userId="me"))["resultSizeEstimate"] == 1


def test_answer_joins_its_thread_in_both_mailboxes(messages: Any, ben: Any) -> None:
    first = send(messages, "ben@lab.example", "Plan", Message_ID="<plan@lab>")
    (arrived,) = run(ben.list(userId="me"))["messages"]
    reply = raw(mail("ada@lab.example", "Re: Plan", In_Reply_To="<plan@lab>", References="<plan@lab>"))
    sent = run(ben.send(userId="me", body=reply | {"threadId": arrived["threadId"]}))
    assert sent["threadId"] == arrived["threadId"]
    threads = {message["threadId"] for message in run(messages.list(userId="me"))["messages"]}
    assert threads == {get(messages, first)["threadId"]}


def test_other_subject_begins_another_thread(messages: Any) -> None:
    first = send(messages, subject="Plan", Message_ID="<plan@lab>")
    second = send(messages, subject="Another", In_Reply_To="<plan@lab>")
    assert get(messages, second)["threadId"] != get(messages, first)["threadId"]


def test_unknown_thread_is_404_and_sends_nothing(messages: Any) -> None:
    assert refused(messages.send(userId="me", body=raw(mail()) | {"threadId": "0123"})).resp.status == 404
    assert not Message.objects.exists()


def test_formats_show_more_or_less(messages: Any) -> None:
    message_id = send(messages, attachment=("plan.pdf", b"%PDF"))
    assert "payload" not in get(messages, message_id, "minimal")
    metadata = run(messages.get(userId="me", id=message_id, format="metadata", metadataHeaders=["subject"]))
    assert metadata["payload"]["headers"] == [{"name": "Subject", "value": "Hello"}]
    bytes_of = base64.urlsafe_b64decode(get(messages, message_id, "raw")["raw"])
    assert b"Subject: Hello" in bytes_of


def test_attachment_is_named_in_the_payload_and_fetched_by_itself(messages: Any) -> None:
    content = bytes(range(256)) * 40
    message_id = send(messages, html="<p>Hi</p>", attachment=("Ünï.bin", content))
    part = get(messages, message_id)["payload"]["parts"][1]
    assert (part["filename"], part["body"]["size"], part["partId"]) == ("Ünï.bin", len(content), "1")
    assert "data" not in part["body"]
    attachments = messages.attachments()
    got = run(attachments.get(userId="me", messageId=message_id, id=part["body"]["attachmentId"]))
    assert base64.urlsafe_b64decode(got["data"]) == content
    assert refused(attachments.get(userId="me", messageId=message_id, id="other")).resp.status == 400


def test_alternatives_are_nested_with_part_ids(messages: Any) -> None:
    payload = get(messages, send(messages, html="<p>Hi</p>", attachment=("a.bin", b"x")))["payload"]
    assert payload["mimeType"] == "multipart/mixed"
    assert payload["body"] == {"size": 0}
    alternative = payload["parts"][0]
    assert [(part["partId"], part["mimeType"]) for part in alternative["parts"]] == [
        ("0.0", "text/plain"),
        ("0.1", "text/html"),
    ]
    assert text_of(alternative["parts"][1]["body"]) == "<p>Hi</p>\n"


def test_imported_message_takes_its_date_and_inserted_one_gets_no_label(messages: Any) -> None:
    old = raw(mail(Date="Tue, 01 Mar 2022 10:00:00 +0100"))
    imported = get(messages, run(messages.import_(userId="me", body=old))["id"])
    assert imported["internalDate"] == "1646125200000"
    assert imported["labelIds"] == ["INBOX", "UNREAD"]
    now = run(messages.insert(userId="me", body=old))
    assert get(messages, now["id"])["labelIds"] == []
    assert int(get(messages, now["id"])["internalDate"]) > 1646125200000


def test_labels_are_added_and_removed(messages: Any) -> None:
    message_id = send(messages, "ada@lab.example")
    answer = run(
        messages.modify(
            userId="me", id=message_id, body={"addLabelIds": ["STARRED"], "removeLabelIds": ["UNREAD", "INBOX"]}
        )
    )
    assert answer["labelIds"] == ["SENT", "STARRED"]


@pytest.mark.parametrize(
    "body", [{}, {"addLabelIds": ["NOWHERE"]}, {"removeLabelIds": ["SENT"]}, {"addLabelIds": ["DRAFT"]}]
)
def test_wrong_label_changes_nothing(messages: Any, body: dict[str, list[str]]) -> None:
    message_id = send(messages)
    assert refused(messages.modify(userId="me", id=message_id, body=body)).resp.status == 400
    assert get(messages, message_id)["labelIds"] == ["SENT"]


def test_trash_hides_and_untrash_shows_again(messages: Any) -> None:
    message_id = send(messages)
    assert run(messages.trash(userId="me", id=message_id))["labelIds"] == ["SENT", "TRASH"]
    assert run(messages.list(userId="me")) == {"resultSizeEstimate": 0}
    assert run(messages.list(userId="me", includeSpamTrash=True))["resultSizeEstimate"] == 1
    assert run(messages.list(userId="me", labelIds=["TRASH"]))["resultSizeEstimate"] == 1
    run(messages.untrash(userId="me", id=message_id))
    assert run(messages.list(userId="me"))["resultSizeEstimate"] == 1


def test_deleted_message_is_gone(messages: Any) -> None:
    message_id = send(messages)
    run(messages.delete(userId="me", id=message_id))
    assert refused(messages.get(userId="me", id=message_id)).resp.status == 404


def test_another_accounts_message_does_not_exist(messages: Any, ben: Any) -> None:
    message_id = send(messages)
    assert refused(ben.get(userId="me", id=message_id)).resp.status == 404
    assert refused(ben.modify(userId="me", id=message_id, body={"addLabelIds": ["STARRED"]})).resp.status == 404
    run(ben.batchDelete(userId="me", body={"ids": [message_id]}))
    assert get(messages, message_id)["labelIds"] == ["SENT"]


def test_batches_change_many_at_once(messages: Any) -> None:
    ids = [send(messages), send(messages)]
    run(messages.batchModify(userId="me", body={"ids": ids, "addLabelIds": ["STARRED"]}))
    assert run(messages.list(userId="me", labelIds=["STARRED"]))["resultSizeEstimate"] == 2
    assert refused(messages.batchModify(userId="me", body={"ids": []})).resp.status == 400
    run(messages.batchDelete(userId="me", body={"ids": ids}))
    assert run(messages.list(userId="me"))["resultSizeEstimate"] == 0


def test_pages_hold_every_message_once_newest_first(messages: Any, control: Callable[..., Any]) -> None:
    ids = []
    for _ in range(5):
        ids.append(send(messages))
        control("POST", "clock", {"advance_seconds": 60})
    request, seen = messages.list(userId="me", maxResults=2), []
    sizes = []
    while request is not None:
        page = run(request)
        sizes.append(len(page["messages"]))
        seen += [message["id"] for message in page["messages"]]
        request = messages.list_next(request, page)
    assert sizes == [2, 2, 1]
    assert seen == ids[::-1]


def test_letter_from_outside_arrives(messages: Any, control: Callable[..., Any]) -> None:
    told = control("POST", "mail", {"account": "ada@lab.example", "subject": "News", "attachment": "figures.csv"})
    message = get(messages, told["id"])
    assert message["labelIds"] == ["INBOX", "UNREAD"]
    assert header(message, "Subject") == "News"
    assert message["payload"]["parts"][1]["filename"] == "figures.csv"
