"""New messages and choices at the sandbox, over real HTTP."""

from __future__ import annotations

import httpx
import pytest

from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing.served import served_context
from integrations.services.slack import options
from integrations.services.slack.models.messages import SlackMessagePost, SlackReply
from integrations.services.slack.operations.messages import post_message, reply_in_thread
from integrations.services.slack.samples import COLLEAGUE, GENERAL, GUEST, PROJECT, REPORT, THREAD
from integrations.services.slack.service import service
from integrations.services.slack.tests.account import PATIENCE
from integrations.services.slack.tests.context import SlackContext
from integrations.services.slack.triggers import SlackMessageCheckpoint, SlackMessageFilter, new_message

ALL = SlackMessageFilter(channel_id=PROJECT, include_bots=True)


@pytest.fixture
def ctx(sandbox: str) -> SlackContext:
    return SlackContext()


def say(ctx: SlackContext, text: str, channel: str = PROJECT) -> str:
    return post_message(ctx, SlackMessagePost(channel_id=channel, text=text)).message_id


def limit(sandbox: str, **rule: object) -> None:
    body = {"method": "slack.conversations.history", "status": 429, "retry_after": 60, **rule}
    httpx.post(f"{sandbox}/sandbox/_control/rules", json=body, timeout=PATIENCE).raise_for_status()


def test_each_message_is_handed_over_once_in_the_order_of_time(ctx: SlackContext) -> None:
    first = new_message(ctx, ALL, None)
    ids = [say(ctx, "one"), say(ctx, "two")]

    second = new_message(ctx, ALL, first.checkpoint)
    third = new_message(ctx, ALL, second.checkpoint)

    assert (first.events, third.events) == ([], [])
    assert [(event.data.message_id, event.data.text) for event in second.events] == [(ids[0], "one"), (ids[1], "two")]
    assert second.events[0].delivery_id == f"{PROJECT}:{ids[0]}"


def test_more_than_a_page_is_read_to_its_end(ctx: SlackContext) -> None:
    first = new_message(ctx, ALL, None)
    ids = [say(ctx, str(number)) for number in range(33)]

    assert [event.data.message_id for event in new_message(ctx, ALL, first.checkpoint).events] == ids


def test_what_slack_does_not_give_now_comes_later_and_nothing_is_left_out(ctx: SlackContext, sandbox: str) -> None:
    """Apps outside of Slack's marketplace get 15 messages, once a minute."""
    first = new_message(ctx, ALL, None)
    ids = [say(ctx, str(number)) for number in range(20)]
    limit(sandbox, status=None, retry_after=None, delay_ms=1, times=1)
    limit(sandbox, times=1)

    second = new_message(ctx, ALL, first.checkpoint)
    later = say(ctx, "meanwhile")
    third = new_message(ctx, ALL, second.checkpoint)
    fourth = new_message(ctx, ALL, third.checkpoint)

    assert (len(second.events), second.checkpoint.after) == (15, first.checkpoint.after)
    handed = {event.data.message_id for poll in (second, third, fourth) for event in poll.events}
    assert handed == {*ids, later}


def test_a_forgotten_cursor_begins_anew_after_the_last_whole_place(ctx: SlackContext) -> None:
    first = new_message(ctx, ALL, None)
    ids = [say(ctx, str(number)) for number in range(3)]
    lost = SlackMessageCheckpoint(after=first.checkpoint.after, cursor="forgotten", newest=ids[0])

    found = new_message(ctx, ALL, lost)

    assert [event.data.message_id for event in found.events] == ids
    assert found.checkpoint == SlackMessageCheckpoint(after=ids[-1])


def test_what_was_there_before_starts_nothing_wherever_it_comes_from() -> None:
    """emulate 0.10.0 gives old messages as well."""
    told = [{"ts": f"179000000{number}.000100", "text": str(number), "user": "U1"} for number in (3, 2, 1)]
    with served_context(service) as ctx:
        ctx.vendor.will_answer("POST", "/api/conversations.history", {"ok": True, "messages": told})
        found = new_message(ctx, ALL, SlackMessageCheckpoint(after="1790000002.000100"))

    assert [each.data.text for each in found.events] == ["3"]
    assert found.checkpoint.after == "1790000003.000100"


def test_apps_and_answers_in_threads_start_nothing_by_themselves(ctx: SlackContext) -> None:
    people = SlackMessageFilter(channel_id=GENERAL)
    everything = SlackMessageFilter(channel_id=GENERAL, include_bots=True)
    first = new_message(ctx, people, None)
    said = say(ctx, "by the app", GENERAL)
    reply_in_thread(ctx, SlackReply(channel_id=GENERAL, thread_ts=THREAD, text="in a thread"))

    assert new_message(ctx, people, first.checkpoint).events == []
    assert [each.data.message_id for each in new_message(ctx, everything, first.checkpoint).events] == [said]


def test_messages_that_name_a_person(ctx: SlackContext) -> None:
    named = SlackMessageFilter(channel_id=PROJECT, include_bots=True, mentions_user_id=COLLEAGUE)
    first = new_message(ctx, named, None)
    say(ctx, f"for <@{GUEST}>")
    wanted = say(ctx, f"for <@{COLLEAGUE}>")

    assert [each.data.message_id for each in new_message(ctx, named, first.checkpoint).events] == [wanted]


def test_an_empty_channel_begins_with_this_moment(ctx: SlackContext) -> None:
    from integrations.services.slack.models.channels import SlackChannelCreate
    from integrations.services.slack.operations.channels import create_channel

    made = create_channel(ctx, SlackChannelCreate(name="empty"))
    watched = SlackMessageFilter(channel_id=made.channel_id, include_bots=True)
    first = new_message(ctx, watched, None)
    said = say(ctx, "hello", made.channel_id)

    assert [each.data.message_id for each in new_message(ctx, watched, first.checkpoint).events] == [said]


def test_channels_are_offered_by_name(ctx: SlackContext) -> None:
    page = options.channels(ctx, OptionsQuery())
    assert [(each.value, each.label) for each in page.options][:2] == [
        (GENERAL, "#general"),
        ("C0OLDNEWS01", "#old-news"),
    ]
    assert [each.value for each in options.channels(ctx, OptionsQuery(query="#PILOT")).options] == [PROJECT]


def test_people_are_offered_by_name_and_address(ctx: SlackContext) -> None:
    labels = [each.label for each in options.users(ctx, OptionsQuery()).options]
    assert labels == ["Jonas Vik (@jonas.vik)", "Mara Holt (@mara.holt)", "Yara Keller (@yara.keller)"]
    assert [each.value for each in options.users(ctx, OptionsQuery(query="partner.example")).options] == [GUEST]


def test_messages_are_offered_of_the_channel_that_the_form_names(ctx: SlackContext) -> None:
    page = options.messages(ctx, OptionsQuery(form={"channel_id": GENERAL}, query="who reviews"))
    assert [each.value for each in page.options] == [THREAD]
    assert page.options[0].label.endswith(" · Who reviews the pilot report?")
    for channel in (None, "", COLLEAGUE, 7):
        assert options.messages(ctx, OptionsQuery(form={"channel_id": channel})).options == []


def test_files_are_offered_by_title(ctx: SlackContext) -> None:
    page = options.files(ctx, OptionsQuery(query="pilot"))
    assert [(each.value, each.label) for each in page.options] == [(REPORT, "Pilot report · report.csv")]
