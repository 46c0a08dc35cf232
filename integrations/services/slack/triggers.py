"""New messages of a channel, by asking for what came after the last one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.readable import part, parts
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.errors import MachinaError, RateLimited
from integrations.services.slack import samples
from integrations.services.slack.models.fields import ChannelId, OptionalUserId
from integrations.services.slack.models.messages import SlackMessage
from integrations.services.slack.moments import written
from integrations.services.slack.parsing import parse_message
from integrations.services.slack.service import HISTORY, service
from integrations.services.slack.web import Resource, read

PAGE = 200
MOST_PAGES = 20
_NOT_SAID = frozenset({"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "bot_add"})
"""What Slack itself writes into a channel."""


_ABOUT_ANOTHER = frozenset({"message_changed", "message_deleted", "message_replied"})
"""Events about a message that was there before."""


class SlackMessageFilter(Input):
    """Which messages to hand over."""

    channel_id: ChannelId
    include_bots: bool = Field(default=False, json_schema_extra=ui())
    """Hand over what apps write as well; the app's own messages then start it, too."""
    mentions_user_id: OptionalUserId = None
    """Only messages that name this person."""


class SlackMessageCheckpoint(BaseModel):
    """Up to where a channel has been read.

    ``after`` is the last message before which nothing is missing. While Slack wants a pause in the middle of what came
    after it, ``cursor`` says where to go on, and ``newest`` what the next ``after`` will be.
    """

    after: str
    cursor: str = ""
    newest: str = ""


@service.poller(
    event=SlackMessage,
    checkpoint=SlackMessageCheckpoint,
    scopes=HISTORY,
    price="message_poll",
    sample=samples.MESSAGE,
    example={"channel_id": samples.GENERAL},
    label="New message",
    every_seconds=60,
    icon="message",
)
def new_message(
    ctx: Ctx, params: SlackMessageFilter, checkpoint: SlackMessageCheckpoint | None
) -> Poll[SlackMessage, SlackMessageCheckpoint]:
    """Starts with each message that is posted in a channel.

    Counts from the moment it is switched on; the app has to be in the channel. Answers in threads do not start it,
    unless they are shown in the channel as well. Apps outside of Slack's marketplace get 15 messages a minute: what is
    more comes with the next minutes, and nothing is left out.
    """
    if checkpoint is None:
        return Poll(events=[], checkpoint=SlackMessageCheckpoint(after=_newest(ctx, params.channel_id)))
    found, following = _read_on(ctx, params.channel_id, checkpoint)
    messages = sorted((parse_message(each, channel_id=params.channel_id) for each in found), key=_order)
    events: list[PolledEvent[SlackMessage]] = [
        PolledEvent(delivery_id=f"{params.channel_id}:{each.message_id}", data=each)
        for each in messages
        if _is_wanted(each, params)
    ]
    return Poll(events=events, checkpoint=following)


@service.receiver("new_message")
def message_received(params: SlackMessageFilter, event: Mapping[str, object]) -> PolledEvent[SlackMessage] | None:
    """An event of https://docs.slack.dev/reference/events/message that the trigger wants.

    Changed and deleted messages are events of their own kinds, and answers in threads start nothing.
    """
    if event.get("type") != "message" or event.get("channel") != params.channel_id:
        return None
    ts, thread, is_shown = event.get("ts"), event.get("thread_ts"), event.get("subtype") == "thread_broadcast"
    if not isinstance(ts, str) or not ts or event.get("subtype") in _ABOUT_ANOTHER:
        return None
    if thread not in (None, ts) and not is_shown:
        return None
    message = parse_message(dict(event), channel_id=params.channel_id)
    if not _is_wanted(message, params):
        return None
    return PolledEvent(delivery_id=f"{params.channel_id}:{message.message_id}", data=message)


def _newest(ctx: Ctx, channel_id: str) -> str:
    """The newest message now; in an empty channel this moment, of which Slack may be a little behind."""
    answer = read(ctx, "conversations.history", channel=channel_id, limit=1)
    return next((str(each.get("ts")) for each in parts(answer, "messages")), written(ctx.now))


def _read_on(
    ctx: Ctx, channel_id: str, checkpoint: SlackMessageCheckpoint
) -> tuple[list[Resource], SlackMessageCheckpoint]:
    """Messages after the checkpoint, as many pages as Slack gives just now. Raises RateLimited if it gives none."""
    found: list[Resource] = []
    cursor, newest = checkpoint.cursor, checkpoint.newest or checkpoint.after
    for number in range(MOST_PAGES):
        try:
            answer = _page(ctx, channel_id, checkpoint.after, cursor)
        except RateLimited:
            if number == 0:
                raise
            break
        page = [each for each in parts(answer, "messages") if _is_after(each, checkpoint.after)]
        found += page
        newest = max([newest, *(str(each.get("ts", "")) for each in page)], key=_as_number)
        cursor = str(part(answer, "response_metadata").get("next_cursor") or "")
        if not cursor:
            return found, SlackMessageCheckpoint(after=newest)
    return found, SlackMessageCheckpoint(after=checkpoint.after, cursor=cursor, newest=newest)


def _page(ctx: Ctx, channel_id: str, after: str, cursor: str) -> Resource:
    """A cursor that Slack no longer knows is forgotten: what was handed over already is recognised by its id."""
    question: dict[str, Any] = {"channel": channel_id, "oldest": after, "limit": PAGE}
    try:
        return read(ctx, "conversations.history", **question, cursor=cursor or None)
    except MachinaError as error:
        if not cursor or error.vendor_word != "invalid_cursor":
            raise
    return read(ctx, "conversations.history", **question)


def _is_wanted(message: SlackMessage, params: SlackMessageFilter) -> bool:
    if message.subtype in _NOT_SAID or (message.bot_id and not params.include_bots):
        return False
    return not params.mentions_user_id or params.mentions_user_id in message.mentioned_user_ids


def _is_after(message: Resource, after: str) -> bool:
    """Slack gives none before; what stands in for it may not know how to."""
    return _as_number(str(message.get("ts", ""))) > _as_number(after)


def _order(message: SlackMessage) -> tuple[int, int]:
    return _as_number(message.message_id)


def _as_number(ts: str) -> tuple[int, int]:
    """Two numbers: texts of different length would not stand in the order of time."""
    seconds, _, rest = ts.partition(".")
    return (int(seconds), int(rest.ljust(6, "0"))) if seconds.isdigit() and rest.isdigit() else (0, 0)
