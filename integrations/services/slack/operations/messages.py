"""Posting, changing and taking back messages."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.catalog.context import Ctx
from integrations.catalog.readable import parts
from integrations.errors import MachinaError
from integrations.services.slack import samples
from integrations.services.slack.models.messages import (
    SlackEphemeralPost,
    SlackMessageChanged,
    SlackMessageDelete,
    SlackMessageDeleted,
    SlackMessagePost,
    SlackMessagePosted,
    SlackMessageSchedule,
    SlackMessageScheduled,
    SlackMessageUpdate,
    SlackReply,
)
from integrations.services.slack.moments import second_of
from integrations.services.slack.posting import find_posted, mark, post
from integrations.services.slack.service import POST, POST_ANYWHERE, service
from integrations.services.slack.texts import one_message, several_messages, shown
from integrations.services.slack.web import act, read

REFERENCE = "https://docs.slack.dev/reference/methods"


def _texts(data: SlackMessagePost | SlackReply) -> list[str]:
    text = shown(data.text, data.text_format, notify_everyone=data.notify_everyone)
    return several_messages(text) if data.long_text == "split" else [one_message(text)]


def _posted_before(ctx: Ctx, data: SlackMessagePost) -> SlackMessagePosted | None:
    return find_posted(ctx, data.channel_id, len(_texts(data)), data.thread_ts)


def _replied_before(ctx: Ctx, data: SlackReply) -> SlackMessagePosted | None:
    return find_posted(ctx, data.channel_id, len(_texts(data)), data.thread_ts)


def _scheduled_before(ctx: Ctx, data: SlackMessageSchedule) -> SlackMessageScheduled | None:
    """Slack gives no metadata of what waits: the same text, for the same second, made since the call began."""
    text = shown(data.text, data.text_format, notify_everyone=data.notify_everyone)
    second, since = second_of(data.send_at, ctx.now), int(ctx.now.timestamp()) - 120
    answer = read(
        ctx, "chat.scheduledMessages.list", channel=data.channel_id, oldest=str(second), latest=str(second + 1)
    )
    same = [
        each
        for each in parts(answer, "scheduled_messages")
        if each.get("text") == text and each.get("post_at") == second and int(each.get("date_created", 0)) >= since
    ]
    if len(same) != 1:
        return None
    return SlackMessageScheduled(
        scheduled_message_id=str(same[0].get("id", "")),
        channel_id=str(same[0].get("channel_id", data.channel_id)),
        send_at=datetime.fromtimestamp(second, UTC),
    )


@service.operation(
    effect="write",
    scopes=[POST, POST_ANYWHERE],
    price="message_send",
    sample=samples.POSTED,
    example={"channel_id": samples.GENERAL, "text": "The **pilot** begins at ten."},
    documentation_url=f"{REFERENCE}/chat.postMessage",
    reconcile=_posted_before,
    icon="message-plus",
)
def post_message(ctx: Ctx, data: SlackMessagePost) -> SlackMessagePosted:
    """Post a message in a channel, in a thread, or to a person.

    Markdown becomes Slack's own markup; tables become code. A text of more than 40,000 characters, which Slack would
    cut, is refused, or with long_text posted as several messages. Slack takes about one message a second in a channel.
    """
    return post(
        ctx,
        data.channel_id,
        _texts(data),
        thread_ts=data.thread_ts,
        blocks=data.blocks or None,
        unfurl_links=data.unfurl_links,
        unfurl_media=data.unfurl_links,
    )


@service.operation(
    effect="write",
    scopes=[POST, POST_ANYWHERE],
    price="message_send",
    sample=samples.POSTED,
    example={"channel_id": samples.GENERAL, "thread_ts": samples.THREAD, "text": "I have read it: well done."},
    documentation_url=f"{REFERENCE}/chat.postMessage",
    reconcile=_replied_before,
    icon="message-reply",
)
def reply_in_thread(ctx: Ctx, data: SlackReply) -> SlackMessagePosted:
    """Answer in the thread of a message.

    The thread is named by its first message; an answer's own id would begin another one. Lengths and markup are as in
    post_message.
    """
    return post(
        ctx,
        data.channel_id,
        _texts(data),
        thread_ts=data.thread_ts,
        reply_broadcast=data.also_to_channel or None,
    )


@service.operation(
    effect="idempotent_write",
    scopes=[POST],
    price="message_update",
    sample=samples.CHANGED,
    documentation_url=f"{REFERENCE}/chat.update",
    example={"channel_id": samples.GENERAL, "message_id": samples.OWN, "text": "The pilot begins at **eleven**."},
    icon="message-pencil",
)
def update_message(ctx: Ctx, data: SlackMessageUpdate) -> SlackMessageChanged:
    """Change the text of a message that the app has posted.

    Messages of people cannot be changed. A workspace may close the time in which messages are changed.
    """
    text = one_message(shown(data.text, data.text_format, notify_everyone=data.notify_everyone))
    answer = act(ctx, "chat.update", channel=data.channel_id, ts=data.message_id, text=text)
    return SlackMessageChanged(channel_id=data.channel_id, message_id=str(answer.get("ts", data.message_id)))


@service.operation(
    effect="destructive",
    scopes=[POST],
    price="message_delete",
    sample={**samples.CHANGED, "deleted": True},
    example={"channel_id": samples.GENERAL, "message_id": samples.OWN_OBSOLETE},
    documentation_url=f"{REFERENCE}/chat.delete",
    icon="message-trash",
)
def delete_message(ctx: Ctx, data: SlackMessageDelete) -> SlackMessageDeleted:
    """Delete a message that the app has posted, for everybody.

    Messages of people cannot be deleted. What stood in its thread stays.
    """
    try:
        act(ctx, "chat.delete", channel=data.channel_id, ts=data.message_id)
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_word != "message_not_found":
            raise
    return SlackMessageDeleted(channel_id=data.channel_id, message_id=data.message_id)


@service.operation(
    effect="write",
    scopes=[POST],
    price="message_send",
    sample=samples.SCHEDULED,
    documentation_url=f"{REFERENCE}/chat.scheduleMessage",
    example={
        "channel_id": samples.GENERAL,
        "text": "Please send the numbers today.",
        "send_at": "+2h",
    },
    reconcile=_scheduled_before,
    icon="message-clock",
)
def schedule_message(ctx: Ctx, data: SlackMessageSchedule) -> SlackMessageScheduled:
    """Have Slack post a message at a time.

    Within the next 120 days, and at most 30 messages for one channel and five minutes.
    """
    second = second_of(data.send_at, ctx.now)
    answer = act(
        ctx,
        "chat.scheduleMessage",
        channel=data.channel_id,
        text=one_message(shown(data.text, data.text_format, notify_everyone=data.notify_everyone)),
        post_at=second,
        thread_ts=data.thread_ts,
        metadata=mark(ctx),
    )
    return SlackMessageScheduled(
        scheduled_message_id=str(answer.get("scheduled_message_id", "")),
        channel_id=str(answer.get("channel", data.channel_id)),
        send_at=datetime.fromtimestamp(int(answer.get("post_at", second)), UTC),
    )


@service.operation(
    effect="write",
    scopes=[POST],
    price="message_send",
    sample=samples.CHANGED,
    example={"channel_id": samples.GENERAL, "user_id": samples.COLLEAGUE, "text": "Only you see this."},
    documentation_url=f"{REFERENCE}/chat.postEphemeral",
    icon="ephemeral",
)
def post_ephemeral(ctx: Ctx, data: SlackEphemeralPost) -> SlackMessageChanged:
    """Show a message to one person in a channel.

    The person has to be in the channel. It stands in no history, and is gone when Slack is loaded anew.
    """
    answer = act(
        ctx,
        "chat.postEphemeral",
        channel=data.channel_id,
        user=data.user_id,
        text=one_message(shown(data.text, data.text_format, notify_everyone=data.notify_everyone)),
        thread_ts=data.thread_ts,
    )
    return SlackMessageChanged(channel_id=data.channel_id, message_id=str(answer.get("message_ts", "")))
