"""The methods of the sandbox's Web API, held against Slack's published table."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integrations.sandbox.models import RequestRecord
from integrations.sandbox.slack.handlers import HANDLERS
from integrations.sandbox.slack.seed import COLLEAGUE, GENERAL, GUEST, OLD, OWNER, PROJECT, SECRET, THREAD_HEAD
from integrations.sandbox.slack.table import methods
from integrations.sandbox.tests.slack import THEO, Web, install

pytestmark = pytest.mark.django_db
Control = Callable[..., Any]


@pytest.fixture
def given(db: None) -> Any:
    return install()


@pytest.fixture
def bot(given: Any) -> Web:
    return Web(given["access_token"])


@pytest.fixture
def yara(given: Any) -> Web:
    return Web(given["authed_user"]["access_token"])


def test_every_method_of_the_table_is_there() -> None:
    assert set(methods()) == {*HANDLERS, "oauth.v2.access"}


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_arguments_are_held_against_the_table(bot: Web, yara: Web, name: str) -> None:
    web = bot if "bot" in methods()[name].scopes or not methods()[name].scopes else yara
    answer = web.call(name, no_such_argument="1")
    assert (answer["ok"], answer["error"]) == (False, "invalid_arguments")
    required = [key for key, argument in methods()[name].arguments.items() if argument.required]
    if required:
        messages = web.call(name)["response_metadata"]["messages"]
        assert [message.partition("field: ")[2] for message in messages] == required


@pytest.mark.parametrize(
    ("headers", "word"), [({}, "not_authed"), ({"Authorization": "Bearer xoxb-unknown"}, "invalid_auth")]
)
def test_nobody_is_let_in_without_a_good_token(headers: dict[str, str], word: str) -> None:
    assert Client().get("/sandbox/slack/api/users.list", headers=headers).json() == {"ok": False, "error": word}


def test_an_unknown_method_and_an_unknown_kind_of_body(bot: Web) -> None:
    headers = {"Authorization": f"Bearer {bot.token}"}
    answer = Client().post("/sandbox/slack/api/chat.shout", headers=headers).json()
    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}
    answer = Client().post("/sandbox/slack/api/chat.delete", "x", content_type="text/xml", headers=headers).json()
    assert answer["error"] == "invalid_post_type"
    answer = Client().post("/sandbox/slack/api/chat.delete", "x", content_type="application/json", headers=headers)
    assert answer.json()["error"] == "invalid_json"


def test_scopes_and_kinds_of_token(yara: Web, bot: Web) -> None:
    few = Web(install(THEO, scope="users:read", user_scope="")["access_token"])
    answer = few.call("chat.postMessage", channel=GENERAL, text="Hi")
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "users:read")
    assert bot.fails("search.messages", query="pilot") == "not_allowed_token_type"
    assert yara.fails("users.list") == "missing_scope"
    assert "email" not in few.works("users.info", user=OWNER)["user"]["profile"]
    assert few.fails("conversations.list") == "missing_scope"


def test_messages_are_posted_changed_and_taken_back(bot: Web, yara: Web, given: Any) -> None:
    posted = bot.works(
        "chat.postMessage",
        channel=GENERAL,
        text="Hello",
        metadata={"event_type": "machina_call", "event_payload": {"call": "1"}},
    )
    assert (posted["message"]["text"], posted["message"]["user"]) == ("Hello", given["bot_user_id"])
    newest = bot.works("conversations.history", channel=GENERAL, include_all_metadata=True)["messages"][0]
    assert (newest["ts"], newest["metadata"]["event_payload"]) == (posted["ts"], {"call": "1"})
    assert bot.works("chat.update", channel=GENERAL, ts=posted["ts"], text="Bye")["text"] == "Bye"
    newest = bot.works("conversations.history", channel=GENERAL)["messages"][0]
    assert (newest["text"], newest["edited"]["user"], "metadata" in newest) == ("Bye", given["bot_user_id"], False)
    bot.works("chat.delete", channel=GENERAL, ts=posted["ts"])
    assert bot.fails("chat.delete", channel=GENERAL, ts=posted["ts"]) == "message_not_found"
    assert bot.fails("chat.update", channel=GENERAL, ts=THREAD_HEAD, text="Mine") == "cant_update_message"
    assert bot.fails("chat.delete", channel=GENERAL, ts=THREAD_HEAD) == "cant_delete_message"


def test_posting_is_refused_by_slacks_own_words(bot: Web) -> None:
    assert bot.fails("chat.postMessage", channel="C0NOWHERE", text="Hi") == "channel_not_found"
    assert bot.fails("chat.postMessage", channel=SECRET, text="Hi") == "channel_not_found"
    assert bot.fails("chat.postMessage", channel=GENERAL) == "no_text"
    assert bot.fails("chat.postMessage", channel=GENERAL, text="a", thread_ts="1.000001") == "cannot_reply_to_message"
    bot.works("conversations.archive", channel=PROJECT)
    assert bot.fails("chat.postMessage", channel=PROJECT, text="Hi") == "is_archived"
    assert bot.fails("conversations.archive", channel=PROJECT) == "already_archived"
    assert bot.fails("conversations.archive", channel=GENERAL) == "cant_archive_general"


def test_what_is_too_long_is_cut_in_silence(bot: Web) -> None:
    posted = bot.works("chat.postMessage", channel=GENERAL, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    long = bot.fails("chat.update", channel=GENERAL, ts=posted["ts"], text="x" * 40_001)
    assert long == "msg_too_long"


def test_a_person_is_written_to_by_id(bot: Web) -> None:
    posted = bot.works("chat.postMessage", channel=COLLEAGUE, text="Psst")
    opened = bot.works("conversations.open", users=COLLEAGUE, return_im=True)["channel"]
    assert (posted["channel"], opened["id"], opened["is_im"]) == (opened["id"], opened["id"], True)
    assert bot.works("conversations.open", users=f"{COLLEAGUE},{GUEST}")["channel"].keys() == {"id"}
    assert bot.fails("conversations.open") == "users_list_not_supplied"
    assert bot.fails("conversations.open", users="U0NOBODY") == "user_not_found"


def test_a_scheduled_message_is_seen_when_its_time_has_come(bot: Web, control: Control) -> None:
    soon = int(time.time()) + 600
    scheduled = bot.works("chat.scheduleMessage", channel=GENERAL, text="Later", post_at=soon)
    assert scheduled["scheduled_message_id"].startswith("Q")
    assert bot.works("conversations.history", channel=GENERAL)["messages"][0]["text"] != "Later"
    control("POST", "clock", {"advance_seconds": 601})
    assert bot.works("conversations.history", channel=GENERAL)["messages"][0]["text"] == "Later"
    assert bot.fails("chat.scheduleMessage", channel=GENERAL, text="x", post_at=1) == "time_in_past"
    far = soon + 121 * 86_400
    assert bot.fails("chat.scheduleMessage", channel=GENERAL, text="x", post_at=far) == "time_too_far"


def test_an_ephemeral_message_is_in_no_history(bot: Web) -> None:
    bot.works("chat.postEphemeral", channel=GENERAL, user=COLLEAGUE, text="Only you")
    assert bot.works("conversations.history", channel=GENERAL)["messages"][0]["text"] != "Only you"
    assert bot.fails("chat.postEphemeral", channel=OLD, user=GUEST, text="x") == "user_not_in_channel"


def test_history_comes_in_pages_of_fifteen_whatever_is_asked(bot: Web) -> None:
    for number in range(20):
        bot.works("chat.postMessage", channel=PROJECT, text=str(number))
    first = bot.works("conversations.history", channel=PROJECT, limit=200)
    assert (len(first["messages"]), first["has_more"]) == (15, True)
    cursor = first["response_metadata"]["next_cursor"]
    rest = bot.works("conversations.history", channel=PROJECT, limit=200, cursor=cursor)
    assert (len(rest["messages"]), rest["has_more"]) == (7, False)
    assert bot.fails("conversations.history", channel=PROJECT, cursor="?") == "invalid_cursor"
    since = first["messages"][4]["ts"]
    newer = bot.works("conversations.history", channel=PROJECT, oldest=since)["messages"]
    assert [each["text"] for each in newer] == ["19", "18", "17", "16"]
    assert bot.fails("conversations.history", channel=PROJECT, oldest="yesterday") == "invalid_ts_oldest"


def test_threads_are_read_from_their_first_message(bot: Web) -> None:
    bot.works("chat.postMessage", channel=GENERAL, text="Done", thread_ts=THREAD_HEAD)
    bot.works("chat.postMessage", channel=GENERAL, text="All", thread_ts=THREAD_HEAD, reply_broadcast=True)
    thread = bot.works("conversations.replies", channel=GENERAL, ts=THREAD_HEAD)["messages"]
    assert (len(thread), thread[0]["reply_count"], thread[-1]["text"]) == (5, 4, "All")
    on_top = [each["text"] for each in bot.works("conversations.history", channel=GENERAL)["messages"]]
    assert "All" in on_top
    assert "Done" not in on_top
    assert bot.fails("conversations.replies", channel=GENERAL, ts="1.000001") == "thread_not_found"


def test_channels_are_listed_made_and_filled(bot: Web, yara: Web) -> None:
    listed = bot.works("conversations.list", types="public_channel,private_channel")["channels"]
    assert {each["name"] for each in listed} == {"general", "project-pilot", "old-news"}
    made = bot.works("conversations.create", name="launch")["channel"]
    assert (made["is_member"], made["num_members"]) == (True, 1)
    assert bot.fails("conversations.create", name="launch") == "name_taken"
    assert bot.fails("conversations.create", name="No Spaces") == "invalid_name_specials"
    assert bot.fails("conversations.create", name="x" * 81) == "invalid_name_maxlength"
    assert (
        bot.works("conversations.invite", channel=made["id"], users=f"{COLLEAGUE},{GUEST}")["channel"]["num_members"]
        == 3
    )
    assert bot.fails("conversations.invite", channel=made["id"], users=COLLEAGUE) == "already_in_channel"
    assert bot.works("conversations.info", channel=made["id"])["channel"]["name"] == "launch"
    assert bot.works("conversations.join", channel=PROJECT)["channel"]["is_member"] is True
    page = bot.works("conversations.list", limit=1)
    assert len(page["channels"]) == 1
    assert page["response_metadata"]["next_cursor"]
    assert bot.fails("conversations.list", types="telegram") == "invalid_types"


def test_people_are_found(bot: Web) -> None:
    members = bot.works("users.list")["members"]
    assert {each["name"] for each in members if each["deleted"]} == {"lena.old"}
    found = bot.works("users.lookupByEmail", email="MARA.HOLT@globex.example")["user"]
    assert (found["id"], found["profile"]["email"]) == (COLLEAGUE, "mara.holt@globex.example")
    assert bot.fails("users.lookupByEmail", email="lena.old@globex.example") == "users_not_found"
    assert bot.fails("users.info", user="U0NOBODY") == "user_not_found"


def test_a_person_sets_the_own_status_alone(yara: Web) -> None:
    status = {"status_text": "On leave", "status_emoji": ":palm_tree:", "status_expiration": 0}
    profile = yara.works("users.profile.set", profile=status)["profile"]
    assert (profile["status_text"], profile["status_emoji"]) == ("On leave", ":palm_tree:")
    assert yara.works("users.profile.set", profile={"status_text": "Here"})["profile"]["status_emoji"] == ":palm_tree:"
    assert yara.fails("users.profile.set", profile={"status_text": "x" * 101}) == "too_long"
    assert yara.fails("users.profile.set", profile={"status_text": "x"}, user=GUEST) == "not_admin"
    assert yara.fails("users.profile.set", profile="x") == "invalid_profile"


def test_a_persons_search(yara: Web) -> None:
    found = yara.works("search.messages", query="pilot report")["messages"]
    assert {each["ts"] for each in found["matches"]} >= {THREAD_HEAD}
    assert yara.works("search.messages", query="salaries in:finance")["messages"]["total"] == 1
    assert yara.works("search.messages", query="pilot from:@mara.holt")["messages"]["total"] == 2
    page = yara.works("search.messages", query="the", count=1, page=2)["messages"]
    assert (len(page["matches"]), page["paging"]["page"]) == (1, 2)


def test_reactions_pins_and_links(bot: Web) -> None:
    item = {"channel": GENERAL, "timestamp": THREAD_HEAD}
    bot.works("reactions.add", name="eyes", **item)
    assert bot.fails("reactions.add", name="eyes", **item) == "already_reacted"
    assert bot.fails("reactions.add", name=":eyes:", **item) == "invalid_name"
    assert bot.fails("reactions.add", name="eyes", channel=GENERAL, timestamp="soon") == "bad_timestamp"
    bot.works("pins.add", **item)
    assert bot.fails("pins.add", **item) == "already_pinned"
    head = bot.works("conversations.replies", channel=GENERAL, ts=THREAD_HEAD)["messages"][0]
    assert head["reactions"][0]["count"] == 2
    assert head["pinned_to"] == [GENERAL]
    link = bot.works("chat.getPermalink", channel=GENERAL, message_ts=THREAD_HEAD)["permalink"]
    assert link == f"https://globex.slack.com/archives/{GENERAL}/p{THREAD_HEAD.replace('.', '')}"


def test_rules_meet_methods_by_their_names(bot: Web, control: Control) -> None:
    control("POST", "rules", {"method": "slack.chat.postMessage", "status": 429, "retry_after": 30, "times": 1})
    headers = {"Authorization": f"Bearer {bot.token}"}
    form = {"channel": GENERAL, "text": "Hi"}
    answer = Client().post("/sandbox/slack/api/chat.postMessage", form, headers=headers)
    assert (answer.status_code, answer["Retry-After"], answer.json()["error"]) == (429, "30", "ratelimited")
    assert bot.works("chat.postMessage", **form)
    control("POST", "rules", {"method": "slack.conversations", "error": "fatal_error"})
    assert bot.fails("conversations.list") == "fatal_error"
    assert bot.works("users.list")
    record = RequestRecord.objects.filter(method="slack.chat.postMessage").first()
    assert record is not None
    assert (record.provider, record.status) == ("slack", 200)


def test_a_lost_answer_has_had_its_effect(bot: Web, control: Control) -> None:
    control("POST", "rules", {"method": "slack.chat.postMessage", "drop_after_effect": True, "times": 1})
    headers = {"Authorization": f"Bearer {bot.token}"}
    Client().post("/sandbox/slack/api/chat.postMessage", {"channel": GENERAL, "text": "Lost"}, headers=headers)
    assert bot.works("conversations.history", channel=GENERAL)["messages"][0]["text"] == "Lost"


def test_workspaces_are_apart(bot: Web) -> None:
    theo = Web(install(THEO)["access_token"])
    theo.works("chat.postMessage", channel=GENERAL, text="Only here")
    texts = [each["text"] for each in bot.works("conversations.history", channel=GENERAL)["messages"]]
    assert "Only here" not in texts
