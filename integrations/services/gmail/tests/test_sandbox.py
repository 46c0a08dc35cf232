"""Gmail through the one door against the sandbox, which checks every request against Google's own description."""

from __future__ import annotations

from uuid import uuid4

import pytest

from integrations.tests.google_account import VENDOR_ERRORS, GoogleAccount
from integrations.tests.google_checks import (
    asks_to_connect_again,
    knows_a_missing_scope,
    reads_to_the_end,
    tells_apart,
)

YARA = "yara.keller@globex.example"
THEO = "theo.marsh@sandmail.example"
LISTS = [("gmail.search_messages", "messages", "message_id"), ("gmail.search_threads", "threads", "thread_id")]


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


def test_search_shows_senders_and_subjects(yara: GoogleAccount) -> None:
    found = yara.run("gmail.search_messages", query="in:inbox", max_results=3)
    assert found["count"] == 3
    assert all(message["from"] and message["subject"] and message["date"] for message in found["messages"])
    assert found["next_page_token"]


def test_a_sent_message_arrives_as_written(yara: GoogleAccount) -> None:
    subject = f"Zahlen für März {uuid4().hex}"
    sent = yara.run("gmail.send_message", to=[THEO], cc=[YARA], subject=subject, body="<p>Grüße</p>", body_type="html")
    read = yara.run("gmail.get_message", message_id=sent["message_id"])
    assert (read["subject"], read["to"], read["cc"]) == (subject, [THEO], [YARA])
    assert "<p>Grüße</p>" in read["body_html"]
    assert "Grüße" in read["body_text"]


def test_a_reply_keeps_the_thread(yara: GoogleAccount) -> None:
    sent = yara.run("gmail.send_message", to=[YARA], subject="Lunch?", body="At noon?")
    reply = yara.run("gmail.reply_to_message", message_id=sent["message_id"], body="Yes")
    thread = yara.run("gmail.get_thread", thread_id=sent["thread_id"])
    assert reply["thread_id"] == sent["thread_id"]
    assert [message["subject"] for message in thread["messages"]] == ["Lunch?", "Re: Lunch?"]


def test_labels_are_made_set_and_searched(yara: GoogleAccount) -> None:
    label = yara.run("gmail.create_label", name=f"Invoices {uuid4().hex[:6]}")
    message = yara.run("gmail.search_messages", query="in:inbox", max_results=1)["messages"][0]
    yara.run("gmail.modify_message", message_id=message["message_id"], add_labels=[label["label_id"]])
    labels = yara.run("gmail.get_message", message_id=message["message_id"])["labels"]
    assert label["label_id"] in labels
    listed = yara.run("gmail.list_labels")["labels"]
    assert label["label_id"] in [each["label_id"] for each in listed]


def test_a_trashed_message_leaves_the_inbox(yara: GoogleAccount) -> None:
    message = yara.run("gmail.search_messages", query="in:inbox", max_results=1)["messages"][0]
    yara.run("gmail.trash_message", message_id=message["message_id"])
    left = yara.run("gmail.search_messages", query="in:inbox", max_results=50)["messages"]
    assert message["message_id"] not in [each["message_id"] for each in left]


def test_a_draft_is_made_and_sent(yara: GoogleAccount) -> None:
    draft = yara.run("gmail.create_draft", to=[THEO], subject="Later", body="Soon")
    sent = yara.run("gmail.send_draft", draft_id=draft["draft_id"])
    assert "SENT" in yara.run("gmail.get_message", message_id=sent["message_id"])["labels"]


def test_an_attachment_goes_out_and_comes_back(yara: GoogleAccount) -> None:
    found = yara.run("gmail.search_messages", query="has:attachment", include_body=True, max_results=1)
    message = found["messages"][0]
    attachment = message["attachments"][0]
    stored = yara.run(
        "gmail.get_attachment", message_id=message["message_id"], attachment_id=attachment["attachment_id"]
    )
    sent = yara.run("gmail.send_message", to=[THEO], subject="With it", body="See", attachments=[stored["file_id"]])
    read = yara.run("gmail.get_message", message_id=sent["message_id"])
    assert [each["filename"] for each in read["attachments"]] == [attachment["filename"]]


def test_threads_are_found(yara: GoogleAccount) -> None:
    found = yara.run("gmail.search_threads", query="in:inbox", max_results=2)
    assert found["count"] == 2
    assert all(thread["thread_id"] for thread in found["threads"])


@pytest.mark.parametrize(("operation", "items", "item_id"), LISTS)
def test_lists_are_read_to_the_end(yara: GoogleAccount, operation: str, items: str, item_id: str) -> None:
    reads_to_the_end(yara, operation, items, item_id, query="in:inbox has:attachment")


def test_a_message_that_does_not_exist_is_refused_by_name(yara: GoogleAccount) -> None:
    outcome = yara.outcome("gmail.get_message", {"message_id": "0123456789abcdef"})
    assert outcome.error is not None
    assert (outcome.error["code"], outcome.error["vendor_status"]) == ("remote_rejected", 404)


def test_the_profile_names_the_account(yara: GoogleAccount) -> None:
    assert yara.run("gmail.get_profile")["email"] == YARA


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(yara: GoogleAccount, answer: dict[str, object], code: str) -> None:
    tells_apart(yara, "gmail.get_profile", "gmail.users.getProfile", answer, code)


def test_a_dead_grant_asks_to_connect_again(yara: GoogleAccount) -> None:
    asks_to_connect_again(yara, "gmail.get_profile", "gmail.users.getProfile")


def test_a_missing_scope_is_known_before_google_is_asked(yara: GoogleAccount) -> None:
    knows_a_missing_scope(yara, "gmail.get_profile")


def test_a_forwarded_message_carries_word_text_and_files(yara: GoogleAccount) -> None:
    found = yara.run("gmail.search_messages", query="has:attachment", include_body=True, max_results=1)["messages"][0]
    sent = yara.run("gmail.forward_message", message_id=found["message_id"], to=[THEO], body="For you.")
    read = yara.run("gmail.get_message", message_id=sent["message_id"])
    assert read["subject"] == f"Fwd: {found['subject']}"
    assert read["body_text"].startswith("For you.\n\n---------- Forwarded message ---------\nFrom: ")
    assert found["body_text"].strip() in read["body_text"].replace("\r\n", "\n")
    assert [each["filename"] for each in read["attachments"]] == [each["filename"] for each in found["attachments"]]


def test_a_message_goes_along_whole(yara: GoogleAccount) -> None:
    found = yara.run("gmail.search_messages", query="has:attachment", max_results=1)["messages"][0]
    sent = yara.run("gmail.forward_message", message_id=found["message_id"], to=[THEO], as_attachment=True)
    (whole,) = yara.run("gmail.get_message", message_id=sent["message_id"])["attachments"]
    assert (whole["mime_type"], whole["filename"]) == ("message/rfc822", f"{found['subject']}.eml")


def test_many_messages_are_sorted_at_once_and_unknown_ones_passed_over(yara: GoogleAccount) -> None:
    found = yara.run("gmail.search_messages", query="in:inbox", max_results=3)["messages"]
    ids = [each["message_id"] for each in found]
    done = yara.run("gmail.modify_messages", message_ids=[*ids, ids[0], "0123456789abcdef"], star=True, archive=True)
    assert (done["count"], done["added_labels"], done["removed_labels"]) == (4, ["STARRED"], ["INBOX"])
    labels = [yara.run("gmail.get_message", message_id=each)["labels"] for each in ids]
    assert all("STARRED" in each and "INBOX" not in each for each in labels)


def test_a_message_comes_back_out_of_the_trash(yara: GoogleAccount) -> None:
    message = yara.run("gmail.search_messages", query="in:inbox", max_results=1)["messages"][0]
    yara.run("gmail.trash_message", message_id=message["message_id"])
    back = yara.run("gmail.untrash_message", message_id=message["message_id"])
    assert "TRASH" not in back["labels"]


def test_a_draft_is_changed_in_one_field_and_sent(yara: GoogleAccount) -> None:
    draft = yara.run("gmail.create_draft", to=[THEO], cc=[YARA], subject="Later", body="Soon")
    changed = yara.run("gmail.update_draft", draft_id=draft["draft_id"], body="Now")
    assert changed["draft_id"] == draft["draft_id"]
    assert (changed["subject"], changed["to"], changed["cc"]) == ("Later", [THEO], [YARA])
    sent = yara.run("gmail.send_draft", draft_id=draft["draft_id"])
    read = yara.run("gmail.get_message", message_id=sent["message_id"])
    assert (read["subject"], read["to"], read["body_text"].strip()) == ("Later", [THEO], "Now")


def test_a_draft_in_a_conversation_stays_in_it_when_it_is_changed(yara: GoogleAccount) -> None:
    thread = yara.run("gmail.search_threads", query="in:inbox", max_results=1)["threads"][0]
    draft = yara.run("gmail.create_draft", thread_id=thread["thread_id"], body="Yes")
    changed = yara.run("gmail.update_draft", draft_id=draft["draft_id"], body="No")
    assert (changed["thread_id"], changed["subject"]) == (thread["thread_id"], draft["subject"])


def test_a_lost_answer_of_a_changed_draft_changes_nothing_else(yara: GoogleAccount) -> None:
    draft = yara.run("gmail.create_draft", to=[THEO], subject="Later", body="Soon")
    yara.misbehave("gmail.users.drafts.update", times=1, drop_after_effect=True)
    changed = yara.run("gmail.update_draft", draft_id=draft["draft_id"], subject="Sooner")
    listed = yara.run("gmail.list_drafts", query="subject:sooner")["drafts"]
    assert [(each["draft_id"], each["message_id"]) for each in listed] == [(draft["draft_id"], changed["message_id"])]


def test_drafts_are_read_to_the_end_and_deleted(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "gmail.list_drafts", "drafts", "draft_id")
    first = yara.run("gmail.list_drafts")["drafts"][0]
    assert yara.run("gmail.delete_draft", draft_id=first["draft_id"])["deleted"] is True
    assert first["draft_id"] not in [each["draft_id"] for each in yara.run("gmail.list_drafts")["drafts"]]


def test_a_deleted_label_leaves_its_mail(yara: GoogleAccount) -> None:
    label = yara.run("gmail.create_label", name=f"Old {uuid4().hex[:6]}")["label_id"]
    message = yara.run("gmail.search_messages", query="in:inbox", max_results=1)["messages"][0]["message_id"]
    yara.run("gmail.modify_message", message_id=message, add_labels=[label])
    yara.run("gmail.delete_label", label_id=label)
    assert label not in yara.run("gmail.get_message", message_id=message)["labels"]
    assert label not in [each["label_id"] for each in yara.run("gmail.list_labels")["labels"]]


def test_gmails_own_labels_cannot_be_deleted(yara: GoogleAccount) -> None:
    outcome = yara.outcome("gmail.delete_label", {"label_id": "INBOX"})
    assert outcome.error is not None
    assert (outcome.error["code"], outcome.error["vendor_status"]) == ("remote_rejected", 400)


def test_the_account_sends_as_itself(yara: GoogleAccount) -> None:
    (own,) = yara.run("gmail.list_send_as")["senders"]
    assert (own["email"], own["is_primary"], own["is_default"]) == (YARA, True, True)


def test_the_automatic_reply_is_set_changed_and_switched_off(yara: GoogleAccount) -> None:
    assert yara.run("gmail.get_vacation_reply")["enabled"] is False
    start, end = "2031-03-07T17:00:00Z", "2031-03-10T08:00:00Z"
    text = {"subject": "Away", "body": "<p>Soon</p>", "body_type": "html"}
    yara.run("gmail.set_vacation_reply", enabled=True, start=start, **text)
    changed = yara.run("gmail.set_vacation_reply", enabled=True, end=end, domain_only=True)
    assert changed == yara.run("gmail.get_vacation_reply")
    assert (changed["subject"], changed["body"], changed["body_type"]) == ("Away", "<p>Soon</p>", "html")
    assert (changed["start"], changed["end"], changed["domain_only"]) == (start, end, True)
    off = yara.run("gmail.set_vacation_reply", enabled=False)
    assert (off["enabled"], off["subject"]) == (False, "Away")


def test_setting_the_automatic_reply_needs_its_own_permission(yara: GoogleAccount) -> None:
    yara.forget_scopes()
    outcome = yara.outcome("gmail.set_vacation_reply", {"enabled": False})
    assert outcome.error is not None
    assert outcome.error["code"] == "scope_missing"
    assert "See and change your mail settings" in str(outcome.error["detail"])
