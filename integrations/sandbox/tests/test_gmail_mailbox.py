"""Labels, threads, drafts, history and the profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.mails import mail, raw
from integrations.sandbox.tests.test_gmail_messages import refused


@pytest.fixture
def users(gmail: Any) -> Any:
    """`users` of the account's Gmail."""
    return gmail.users()


def send(users: Any, **kwargs: Any) -> Any:
    """Send a message to oneself."""
    return run(users.messages().send(userId="me", body=raw(mail("ada@lab.example", **kwargs))))


def changes(users: Any, since: str, **kwargs: Any) -> list[Any]:
    """What happened since."""
    history: list[Any] = run(users.history().list(userId="me", startHistoryId=since, **kwargs)).get("history", [])
    return history


def test_label_counts_messages_and_threads(users: Any) -> None:
    first = send(users, subject="A", Message_ID="<a@lab>")
    send(users, subject="Re: A", In_Reply_To="<a@lab>")
    run(users.messages().modify(userId="me", id=first["id"], body={"removeLabelIds": ["UNREAD"]}))
    inbox = run(users.labels().get(userId="me", id="INBOX"))
    assert (inbox["messagesTotal"], inbox["messagesUnread"]) == (2, 1)
    assert (inbox["threadsTotal"], inbox["threadsUnread"]) == (1, 1)
    assert inbox["type"] == "system"


def test_label_is_made_renamed_and_deleted_with_its_marks(users: Any) -> None:
    label = run(users.labels().create(userId="me", body={"name": "Work"}))
    assert label["id"].startswith("Label_")
    assert (label["type"], label["labelListVisibility"], label["messageListVisibility"]) == (
        "user",
        "labelShow",
        "show",
    )
    sent = send(users)
    run(users.messages().modify(userId="me", id=sent["id"], body={"addLabelIds": [label["id"]]}))
    assert run(users.labels().patch(userId="me", id=label["id"], body={"name": "Jobs"}))["name"] == "Jobs"
    run(users.labels().delete(userId="me", id=label["id"]))
    assert label["id"] not in run(users.messages().get(userId="me", id=sent["id"]))["labelIds"]


@pytest.mark.parametrize("name", ["Work", "wORK", "inbox", "Trash"])
def test_taken_label_name_is_409(users: Any, name: str) -> None:
    run(users.labels().create(userId="me", body={"name": "Work"}))
    error = refused(users.labels().create(userId="me", body={"name": name}))
    assert error.resp.status == 409
    assert len(run(users.labels().list(userId="me"))["labels"]) == 15


def test_system_label_cannot_be_changed(users: Any) -> None:
    assert refused(users.labels().delete(userId="me", id="INBOX")).resp.status == 400
    assert refused(users.labels().patch(userId="me", id="INBOX", body={"name": "Mine"})).resp.status == 400
    assert refused(users.labels().get(userId="me", id="Label_0")).resp.status == 404
    assert refused(users.labels().create(userId="me", body={"name": " "})).resp.status == 400


def test_thread_holds_its_messages_oldest_first(users: Any, control: Callable[..., Any]) -> None:
    first = send(users, subject="A", Message_ID="<a@lab>")
    control("POST", "clock", {"advance_seconds": 60})
    second = send(users, subject="Re: A", In_Reply_To="<a@lab>")
    thread = run(users.threads().get(userId="me", id=first["threadId"], format="minimal"))
    assert [message["id"] for message in thread["messages"]] == [first["id"], second["id"]]
    listed = run(users.threads().list(userId="me", q="subject:a"))
    assert [entry["id"] for entry in listed["threads"]] == [first["threadId"]]
    assert listed["resultSizeEstimate"] == 1


def test_thread_is_changed_as_a_whole(users: Any) -> None:
    first = send(users, subject="A", Message_ID="<a@lab>")
    send(users, subject="Re: A", In_Reply_To="<a@lab>")
    changed = run(users.threads().modify(userId="me", id=first["threadId"], body={"removeLabelIds": ["UNREAD"]}))
    assert [message["labelIds"] for message in changed["messages"]] == [["INBOX", "SENT"]] * 2
    run(users.threads().trash(userId="me", id=first["threadId"]))
    assert "threads" not in run(users.threads().list(userId="me"))
    run(users.threads().delete(userId="me", id=first["threadId"]))
    assert refused(users.threads().get(userId="me", id=first["threadId"])).resp.status == 404


def test_thread_pages_hold_every_thread_once(users: Any) -> None:
    sent = {send(users, subject=f"S{number}")["threadId"] for number in range(3)}
    first = run(users.threads().list(userId="me", maxResults=2))
    second = run(users.threads().list(userId="me", maxResults=2, pageToken=first["nextPageToken"]))
    assert {entry["id"] for entry in first["threads"] + second["threads"]} == sent
    assert "nextPageToken" not in second


def test_draft_keeps_its_id_through_changes_and_leaves_as_a_message(users: Any) -> None:
    drafts = users.drafts()
    draft = run(drafts.create(userId="me", body={"message": raw(mail(subject="First"))}))
    changed = run(drafts.update(userId="me", id=draft["id"], body={"message": raw(mail(subject="Second"))}))
    assert changed["id"] == draft["id"]
    assert changed["message"]["id"] != draft["message"]["id"]
    assert run(drafts.list(userId="me"))["drafts"] == [
        {"id": draft["id"], "message": {"id": changed["message"]["id"], "threadId": changed["message"]["threadId"]}}
    ]
    sent = run(drafts.send(userId="me", body={"id": draft["id"]}))
    assert sent["labelIds"] == ["SENT"]
    assert run(drafts.list(userId="me")) == {"resultSizeEstimate": 0}
    assert refused(drafts.get(userId="me", id=draft["id"])).resp.status == 404
    (only,) = run(users.messages().list(userId="me", q="subject:second"))["messages"]
    assert only["id"] == sent["id"]


def test_draft_answering_a_thread_is_sent_into_it(users: Any) -> None:
    first = send(users, subject="A")
    body = {"message": raw(mail(subject="Re: A")) | {"threadId": first["threadId"]}}
    draft = run(users.drafts().create(userId="me", body=body))
    assert run(users.drafts().send(userId="me", body={"id": draft["id"]}))["threadId"] == first["threadId"]


def test_draft_may_be_sent_with_new_content(users: Any) -> None:
    draft = run(users.drafts().create(userId="me", body={"message": raw(mail(subject="Old"))}))
    sent = run(users.drafts().send(userId="me", body={"id": draft["id"], "message": raw(mail(subject="New"))}))
    headers = run(users.messages().get(userId="me", id=sent["id"]))["payload"]["headers"]
    assert {"name": "Subject", "value": "New"} in headers


def test_deleted_draft_takes_its_message_along(users: Any) -> None:
    draft = run(users.drafts().create(userId="me", body={"message": raw(mail())}))
    run(users.drafts().delete(userId="me", id=draft["id"]))
    assert refused(users.messages().get(userId="me", id=draft["message"]["id"])).resp.status == 404
    assert refused(users.drafts().send(userId="me", body={})).resp.status == 400


def test_history_tells_every_change_in_order(users: Any) -> None:
    start = run(users.getProfile(userId="me"))["historyId"]
    sent = send(users)
    run(users.messages().modify(userId="me", id=sent["id"], body={"removeLabelIds": ["UNREAD"]}))
    run(users.messages().modify(userId="me", id=sent["id"], body={"addLabelIds": ["INBOX"]}))
    run(users.messages().delete(userId="me", id=sent["id"]))
    added, unlabelled, deleted = changes(users, start)
    assert added["messagesAdded"][0]["message"] == {
        "id": sent["id"],
        "threadId": sent["threadId"],
        "labelIds": ["INBOX", "SENT", "UNREAD"],
    }
    assert unlabelled["labelsRemoved"][0]["labelIds"] == ["UNREAD"]
    assert deleted["messagesDeleted"][0]["message"]["id"] == sent["id"]
    numbers = [int(record["id"]) for record in (added, unlabelled, deleted)]
    assert numbers == [int(start) + 1, int(start) + 2, int(start) + 3]
    assert run(users.getProfile(userId="me"))["historyId"] == deleted["id"]


def test_history_is_filtered_and_paged(users: Any) -> None:
    start = run(users.getProfile(userId="me"))["historyId"]
    for _ in range(3):
        send(users)
    run(users.messages().send(userId="me", body=raw(mail())))
    assert len(changes(users, start, historyTypes=["messageAdded"], labelId="INBOX")) == 3
    assert changes(users, start, historyTypes=["messageDeleted"]) == []
    first = run(users.history().list(userId="me", startHistoryId=start, maxResults=3))
    second = run(
        users.history().list(userId="me", startHistoryId=start, maxResults=3, pageToken=first["nextPageToken"])
    )
    assert len(second["history"]) == 1


def test_forgotten_history_is_404_and_the_present_is_not(users: Any, control: Callable[..., Any]) -> None:
    start = run(users.getProfile(userId="me"))["historyId"]
    send(users)
    control("POST", "settings", {"history_seconds": 0})
    assert refused(users.history().list(userId="me", startHistoryId=start)).resp.status == 404
    now = run(users.getProfile(userId="me"))["historyId"]
    assert changes(users, now) == []


def test_history_reaches_back_as_far_as_it_was_told(users: Any, control: Callable[..., Any]) -> None:
    control("POST", "settings", {"history_seconds": 1800})
    start = run(users.getProfile(userId="me"))["historyId"]
    send(users)
    control("POST", "clock", {"advance_seconds": 1700})
    assert len(changes(users, start)) == 1
    control("POST", "clock", {"advance_seconds": 200})
    assert refused(users.history().list(userId="me", startHistoryId=start)).resp.status == 404


@pytest.mark.parametrize(("start", "status"), [("1", 404), ("99999999", 404), ("x", 400), (None, 400)])
def test_history_needs_a_start_it_knows(users: Any, start: str | None, status: int) -> None:
    assert refused(users.history().list(userId="me", startHistoryId=start)).resp.status == status


def test_only_the_own_address_sends(users: Any) -> None:
    (own,) = run(users.settings().sendAs().list(userId="me"))["sendAs"]
    assert (own["sendAsEmail"], own["isPrimary"]) == ("ada@lab.example", True)
    assert refused(users.settings().sendAs().get(userId="me", sendAsEmail="x@y.example")).resp.status == 404
