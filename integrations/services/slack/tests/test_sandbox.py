"""Slack through the one door against the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.catalog.registry import catalog
from integrations.models import Connection, Grant, UsageLine
from integrations.sandbox.models import SlackPost
from integrations.services.slack.samples import COLLEAGUE, GENERAL, GUEST, OWN, PROJECT, REPORT, THREAD
from integrations.services.slack.tests.account import THEO, YARA, SlackAccount

ORDER = ("read", "idempotent_write", "write", "destructive")
OPERATIONS = sorted(
    catalog().services["slack"].operations.values(), key=lambda each: (ORDER.index(each.effect), each.key)
)


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> SlackAccount:
    return SlackAccount(sandbox)


@pytest.mark.parametrize("email", [YARA, THEO])
def test_every_example_works_as_it_stands(sandbox: str, redis_server: object, email: str) -> None:
    account = SlackAccount(sandbox, email)

    outcomes = {each.name: account.outcome(each.name, each.example) for each in OPERATIONS}

    assert {name: outcome.error for name, outcome in outcomes.items() if outcome.error is not None} == {}
    assert {name: outcome.warnings for name, outcome in outcomes.items() if outcome.warnings} == {}


def test_an_example_finds_something(yara: SlackAccount) -> None:
    reading = [each for each in OPERATIONS if each.effect == "read"]
    assert {each.name for each in reading if yara.run(each.name, **each.example).get("count", 1) == 0} == set()


def test_a_message_is_posted_in_slacks_markup_and_read_back_as_markdown(yara: SlackAccount) -> None:
    words = f"**Pilot** & _plan_: [read](https://wiki.example/?a=1&b=2), <@{COLLEAGUE}>\n\n- one\n- two"
    posted = yara.run("post_message", channel_id=GENERAL, text=words)
    read = yara.run("get_channel_history", channel_id=GENERAL, max_results=1)["messages"][0]

    assert read["message_id"] == posted["message_id"]
    assert read["text"] == words
    assert read["mrkdwn"].startswith("*Pilot* &amp; _plan_: <https://wiki.example/?a=1&amp;b=2|read>")
    assert read["mentioned_user_ids"] == [COLLEAGUE]
    sent = datetime.fromisoformat(read["sent_at"])
    assert abs(datetime.now(UTC) - sent) < timedelta(minutes=1)


def test_plain_words_and_slacks_own_markup_are_sent_as_they_are(yara: SlackAccount) -> None:
    yara.run("post_message", channel_id=GENERAL, text="**a** <b> & c", text_format="plain")
    yara.run("post_message", channel_id=GENERAL, text="*a* <https://b.example|c>", text_format="mrkdwn")
    newest = yara.run("get_channel_history", channel_id=GENERAL, max_results=2)["messages"]

    assert [each["mrkdwn"] for each in newest] == ["*a* <https://b.example|c>", "**a** &lt;b&gt; &amp; c"]


def test_a_message_goes_into_a_thread_and_may_be_made_of_blocks(yara: SlackAccount) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*Pilot*"}}
    posted = yara.run("post_message", channel_id=GENERAL, text="Pilot", thread_ts=THREAD, blocks=[block])
    replies = yara.run("get_thread", channel_id=GENERAL, thread_ts=THREAD)["messages"]

    assert (replies[-1]["message_id"], replies[-1]["thread_ts"]) == (posted["message_id"], THREAD)
    assert [post.blocks for post in SlackPost.objects.exclude(blocks=[])] == [[block]]


def test_blocks_are_not_split(yara: SlackAccount) -> None:
    error = yara.error("post_message", channel_id=GENERAL, text="x", blocks=[{"type": "divider"}], long_text="split")

    assert [each["field"] for each in error["errors"]] == ["blocks"]


def test_nobody_is_called_all_together_unless_that_is_asked_for(yara: SlackAccount) -> None:
    for text_format in ("markdown", "mrkdwn"):
        yara.run("post_message", channel_id=GENERAL, text="Hello <!channel>", text_format=text_format)
    yara.run("post_message", channel_id=GENERAL, text="Hello <!channel>", notify_everyone=True)
    newest = yara.run("get_channel_history", channel_id=GENERAL, max_results=3)["messages"]

    assert [each["mrkdwn"] for each in newest] == ["Hello <!channel>", "Hello @channel", "Hello @channel"]


def test_text_beyond_40_000_characters_is_refused_before_slack_would_cut_it(yara: SlackAccount) -> None:
    error = yara.error("post_message", channel_id=GENERAL, text="x" * 40_001)

    assert error["code"] == "input_error"
    assert "40,001 characters" in error["detail"]
    assert yara.count("chat.postMessage") == 0


def test_text_beyond_40_000_characters_is_split_on_request(yara: SlackAccount) -> None:
    words = " ".join(f"word{number}" for number in range(8000))
    posted = yara.run("post_message", channel_id=PROJECT, text=words, long_text="split")
    newest = yara.run("get_channel_history", channel_id=PROJECT, max_results=2)["messages"]

    assert len(posted["message_ids"]) == 2
    assert [each["message_id"] for each in newest] == posted["message_ids"][::-1]
    assert " ".join(each["text"] for each in reversed(newest)) == words


def test_a_split_text_that_breaks_off_says_how_far_it_came(yara: SlackAccount) -> None:
    yara.misbehave("chat.postMessage", delay_ms=1, times=1)
    yara.misbehave("chat.postMessage", error="restricted_action", times=1)

    error = yara.error("post_message", channel_id=PROJECT, text="x " * 25_000, long_text="split")

    assert error["code"] == "outcome_unknown"
    assert error["detail"].startswith("1 of 2 messages were posted, then: Slack refused: restricted_action")
    assert yara.count("chat.postMessage") == 2


def test_threads_are_answered_and_read(yara: SlackAccount) -> None:
    yara.run("reply_in_thread", channel_id=GENERAL, thread_ts=THREAD, text="Quietly")
    yara.run("reply_in_thread", channel_id=GENERAL, thread_ts=THREAD, text="Loudly", also_to_channel=True)
    thread = yara.run("get_thread", channel_id=GENERAL, thread_ts=THREAD)["messages"]
    on_top = [each["text"] for each in yara.run("get_channel_history", channel_id=GENERAL)["messages"]]

    assert [each["thread_ts"] for each in thread] == [THREAD] * 5
    assert thread[0]["reply_count"] == 4
    assert ("Loudly" in on_top, "Quietly" in on_top) == (True, False)


def test_an_own_message_is_changed_and_deleted(yara: SlackAccount) -> None:
    made = yara.run("post_message", channel_id=GENERAL, text="Draft")
    yara.run("update_message", channel_id=GENERAL, message_id=made["message_id"], text="**Final**")
    read = yara.run("get_channel_history", channel_id=GENERAL, max_results=1)["messages"][0]
    assert (read["text"], read["edited_at"] is not None) == ("**Final**", True)
    yara.run("delete_message", channel_id=GENERAL, message_id=made["message_id"])
    error = yara.error("delete_message", channel_id=GENERAL, message_id=made["message_id"])
    assert (error["code"], "message_not_found" in error["detail"]) == ("remote_rejected", True)


def test_the_message_of_a_person_cannot_be_changed(yara: SlackAccount) -> None:
    error = yara.error("update_message", channel_id=GENERAL, message_id=THREAD, text="Mine")
    assert error["detail"] == ("Slack refused: cant_update_message. An app can change only what it has posted itself.")


def test_a_person_is_written_to_by_id(yara: SlackAccount) -> None:
    posted = yara.run("post_message", channel_id=COLLEAGUE, text="Psst")
    opened = yara.run("open_conversation", user_ids=[COLLEAGUE])
    assert posted["channel_id"] == opened["channel_id"]
    assert yara.run("get_channel_history", channel_id=opened["channel_id"])["messages"][0]["text"] == "Psst"


def test_a_message_is_scheduled_for_a_time_or_a_while(yara: SlackAccount) -> None:
    at = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    scheduled = yara.run("schedule_message", channel_id=GENERAL, text="Later", send_at=at.isoformat())
    assert datetime.fromisoformat(scheduled["send_at"]) == at
    soon = yara.run("schedule_message", channel_id=GENERAL, text="Soon", send_at="+30m")
    assert timedelta(minutes=29) < datetime.fromisoformat(soon["send_at"]) - datetime.now(UTC) < timedelta(minutes=31)
    error = yara.error("schedule_message", channel_id=GENERAL, text="Never", send_at="2001-01-01T00:00:00Z")
    assert "time_in_past" in error["detail"]


def test_history_is_read_to_its_end_in_pages_of_fifteen(yara: SlackAccount) -> None:
    for number in range(20):
        yara.run("post_message", channel_id=PROJECT, text=f"number {number}")
    first = yara.run("get_channel_history", channel_id=PROJECT, max_results=200)
    assert (first["count"], bool(first["next_page_token"])) == (15, True)
    rest = yara.run("get_channel_history", channel_id=PROJECT, max_results=200, page_token=first["next_page_token"])
    whole = yara.run("get_channel_history", channel_id=PROJECT, all_pages=True)
    assert [each["text"] for each in first["messages"] + rest["messages"]] == [
        each["text"] for each in whole["messages"]
    ]
    assert (rest["next_page_token"], whole["next_page_token"]) == (None, None)


def test_history_that_slack_gives_once_a_minute_comes_as_far_as_it_came(yara: SlackAccount) -> None:
    for number in range(20):
        yara.run("post_message", channel_id=PROJECT, text=f"number {number}")
    first = yara.run("get_channel_history", channel_id=PROJECT)
    yara.misbehave("conversations.history", delay_ms=1, times=1)
    yara.misbehave("conversations.history", status=429, retry_after=60)

    some = yara.run("get_channel_history", channel_id=PROJECT, all_pages=True)

    assert (some["count"], some["next_page_token"] is not None) == (15, True)
    assert some["messages"] == first["messages"]


def test_history_between_times(yara: SlackAccount) -> None:
    posted = yara.run("post_message", channel_id=PROJECT, text="now")
    at = datetime.fromtimestamp(int(posted["message_id"].split(".")[0]), UTC)
    found = yara.run("get_channel_history", channel_id=PROJECT, start=(at - timedelta(seconds=5)).isoformat())
    assert [each["text"] for each in found["messages"]] == ["now"]
    earlier = yara.run("get_channel_history", channel_id=PROJECT, end=(at - timedelta(seconds=5)).isoformat())
    assert "now" not in [each["text"] for each in earlier["messages"]]


@pytest.mark.parametrize(
    ("operation", "items", "item_id", "params"),
    [
        ("list_channels", "channels", "channel_id", {"include_archived": True}),
        ("list_users", "users", "user_id", {"include_deactivated": True, "include_bots": True}),
        ("search_messages", "messages", "message_id", {"query": "the", "order_by": "newest"}),
    ],
)
def test_lists_are_read_to_the_end(
    yara: SlackAccount, operation: str, items: str, item_id: str, params: dict[str, object]
) -> None:
    whole = yara.run(operation, **params)
    page = yara.run(operation, max_results=1, **params)
    read = page[items]
    while page["next_page_token"]:
        page = yara.run(operation, max_results=1, page_token=page["next_page_token"], **params)
        read = [*read, *page[items]]

    assert len(read) > 1
    assert [each[item_id] for each in read] == [each[item_id] for each in whole[items]]
    assert whole["next_page_token"] is None


def test_a_channel_is_made_filled_and_closed(yara: SlackAccount) -> None:
    made = yara.run("create_channel", name="launch")
    invited = yara.run("invite_to_channel", channel_id=made["channel_id"], user_ids=[COLLEAGUE])
    assert (invited["invited_user_ids"], invited["already_there_user_ids"]) == ([COLLEAGUE], [])
    again = yara.run("invite_to_channel", channel_id=made["channel_id"], user_ids=[COLLEAGUE, GUEST])
    assert (again["invited_user_ids"], again["already_there_user_ids"]) == ([GUEST], [COLLEAGUE])
    assert "name_taken" in yara.error("create_channel", name="launch")["detail"]
    yara.run("archive_channel", channel_id=made["channel_id"])
    yara.run("archive_channel", channel_id=made["channel_id"])
    assert "launch" not in [each["name"] for each in yara.run("list_channels")["channels"]]
    listed = yara.run("list_channels", include_archived=True)["channels"]
    assert {each["name"]: each["is_archived"] for each in listed}["launch"] is True


def test_people_are_found_by_address_and_id(yara: SlackAccount) -> None:
    found = yara.run("find_user_by_email", email="mara.holt@globex.example")
    assert (found["user_id"], found["name"]) == (COLLEAGUE, "Mara Holt")
    assert yara.run("get_user", user_id=COLLEAGUE)["email"] == "mara.holt@globex.example"
    names = [each["handle"] for each in yara.run("list_users")["users"]]
    assert ("lena.old" in names, "slack" in names) == (False, False)
    assert "Nobody in the workspace" in yara.error("find_user_by_email", email="x@globex.example")["detail"]


def test_the_status_is_the_persons_and_only_what_is_given_changes(yara: SlackAccount) -> None:
    yara.run("set_status", status_text="On leave", status_emoji=":palm_tree:")
    assert yara.run("set_status", status_text="At lunch")["status_emoji"] == ":palm_tree:"
    ends = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)
    assert datetime.fromisoformat(yara.run("set_status", clear_at=ends.isoformat())["clear_at"]) == ends
    cleared = yara.run("set_status", status_text="", clear_at=None)
    assert (cleared["status_text"], cleared["status_emoji"], cleared["clear_at"]) == ("", "", None)
    assert yara.error("set_status")["code"] == "input_error"


def test_emoji_and_pins_are_put_once(yara: SlackAccount) -> None:
    for name in ("thumbsup", ":thumbsup:"):
        yara.run("add_reaction", channel_id=GENERAL, message_id=THREAD, name=name)
    for _ in range(2):
        yara.run("pin_message", channel_id=GENERAL, message_id=THREAD)
    head = yara.run("get_thread", channel_id=GENERAL, thread_ts=THREAD)["messages"][0]
    assert {each["name"]: each["count"] for each in head["reactions"]} == {"eyes": 1, "thumbsup": 1}
    assert head["is_pinned"] is True


def test_a_lost_answer_posts_no_second_message(yara: SlackAccount) -> None:
    """slack_sdk's own client sends a message again whose answer got lost."""
    yara.misbehave("chat.postMessage", times=1, drop_after_effect=True)
    posted = yara.run("post_message", channel_id=GENERAL, text="Once")
    replied = yara.run("reply_in_thread", channel_id=GENERAL, thread_ts=OWN, text="Twice")

    newest = yara.run("get_channel_history", channel_id=GENERAL, max_results=1)["messages"][0]
    assert (newest["text"], newest["message_id"]) == ("Once", posted["message_id"])
    assert replied["message_ids"] == [replied["message_id"]]
    assert yara.count("chat.postMessage") == 2


@pytest.mark.parametrize(
    ("operation", "method", "params"),
    [
        ("reply_in_thread", "chat.postMessage", {"channel_id": GENERAL, "thread_ts": THREAD, "text": "Once"}),
        ("post_message", "chat.postMessage", {"channel_id": COLLEAGUE, "text": "Once"}),
        ("schedule_message", "chat.scheduleMessage", {"channel_id": GENERAL, "text": "Once", "send_at": "+1h"}),
        ("create_channel", "conversations.create", {"name": "once"}),
        (
            "upload_file",
            "files.completeUploadExternal",
            {"channel_id": GENERAL, "content": "once", "filename": "once.txt"},
        ),
    ],
)
def test_writes_whose_answer_got_lost_are_found_again(
    yara: SlackAccount, operation: str, method: str, params: dict[str, object]
) -> None:
    yara.misbehave(method, times=1, drop_after_effect=True)
    yara.run(operation, **params)
    assert yara.count(method) == 1


def test_what_cannot_be_found_again_is_unknown_and_not_sent_twice(yara: SlackAccount) -> None:
    yara.misbehave("chat.postEphemeral", times=1, drop_after_effect=True)
    error = yara.error("post_ephemeral", channel_id=GENERAL, user_id=COLLEAGUE, text="Once")
    assert error["code"] == "outcome_unknown"
    assert yara.count("chat.postEphemeral") == 1


@pytest.mark.parametrize("word", ["fatal_error", "internal_error"])
def test_half_done_is_not_taken_for_a_refusal(yara: SlackAccount, word: str) -> None:
    yara.misbehave("chat.postEphemeral", error=word, times=1)
    error = yara.error("post_ephemeral", channel_id=GENERAL, user_id=COLLEAGUE, text="Once")
    assert error["code"] == "outcome_unknown"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "ratelimited", "status": 429, "retry_after": 600}, "rate_limited"),
        ({"error": "missing_scope"}, "scope_missing"),
        ({"error": "channel_not_found"}, "remote_rejected"),
        ({"error": "service_unavailable", "status": 503}, "remote_unavailable"),
        ({"error": "a_word_that_is_new"}, "remote_rejected"),
    ],
)
def test_a_refusal_with_status_200_is_told_apart_and_free(
    yara: SlackAccount, answer: dict[str, object], code: str
) -> None:
    yara.misbehave("conversations.history", **answer)
    error = yara.error("get_channel_history", channel_id=GENERAL)
    assert error["code"] == code
    assert {Decimal(line.price) for line in UsageLine.objects.all()} <= {Decimal(0)}


def test_a_dead_grant_asks_to_connect_again(yara: SlackAccount) -> None:
    yara.misbehave("users.list", error="token_revoked")
    error = yara.error("list_users")
    assert error["code"] == "reconnect_required"
    assert error["connect_url"]
    assert (yara.connection().status, yara.connection().status_reason) == ("needs_reconnect", "access_refused")


def test_a_missing_scope_is_known_before_slack_is_asked(yara: SlackAccount) -> None:
    Connection.objects.update(scopes=["users:read"])
    error = yara.error("post_message", channel_id=GENERAL, text="Hi")
    assert error["code"] == "scope_missing"
    assert error["connect_url"]
    assert yara.count("chat.postMessage") == 0


@pytest.mark.parametrize("rotates", [False, True])
def test_two_tokens_each_for_what_it_may(sandbox: str, redis_server: object, rotates: bool) -> None:
    account = SlackAccount(sandbox, rotates=rotates)
    connection = account.connection()

    assert account.run("search_messages", query="salaries")["messages"][0]["channel_name"] == "finance"
    assert account.run("get_workspace")["handle"] == "slack"
    assert connection.personal_grant_id not in (None, connection.grant_id)
    assert Grant.objects.count() == 2


def test_bot_and_person_expire_and_are_renewed_each_by_itself(sandbox: str, redis_server: object) -> None:
    account = SlackAccount(sandbox, rotates=True)
    connection = account.connection()
    account.misbehave("search.messages", error="token_expired", times=1)

    account.run("search_messages", query="pilot")

    versions = dict(Grant.objects.values_list("pk", "version"))
    assert versions == {connection.grant_id: 1, connection.personal_grant_id: 2}
    account.misbehave("users.list", error="token_expired", times=1)
    account.run("list_users")
    versions = dict(Grant.objects.values_list("pk", "version"))
    assert versions == {connection.grant_id: 2, connection.personal_grant_id: 2}
    assert account.count("oauth.v2.access.refresh_token") == 0
    assert account.count("oauth.v2.access") == 3


def test_a_used_up_refresh_token_of_the_person_leaves_the_bot_alone(sandbox: str, redis_server: object) -> None:
    account = SlackAccount(sandbox, rotates=True)
    account.misbehave("search.messages", error="token_expired")
    account.misbehave("oauth.v2.access.refresh_token", error="invalid_refresh_token", times=1)

    assert account.error("search_messages", query="pilot")["code"] == "reconnect_required"
    assert account.connection().status == "scope_missing"
    assert account.error("search_messages", query="pilot")["code"] == "scope_missing"
    assert account.run("post_message", channel_id=GENERAL, text="Still here")


def test_an_installation_without_the_person_says_what_is_missing(sandbox: str, redis_server: object) -> None:
    account = SlackAccount(sandbox, without=("user:search:read", "user:users.profile:write"))
    assert account.connection().status == "scope_missing"
    assert account.error("set_status", status_text="x")["code"] == "scope_missing"
    assert account.run("list_channels")["count"] == 3


def test_a_file_is_downloaded(yara: SlackAccount) -> None:
    got = yara.run("get_file", slack_file_id=REPORT)
    assert (got["filename"], got["mime_type"], got["size"], got["title"]) == (
        "report.csv",
        "text/csv",
        36,
        "Pilot report",
    )
