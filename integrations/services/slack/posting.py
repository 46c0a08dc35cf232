"""Posting, so that a message whose answer got lost can be found again by what we have put on it.

Slack takes no id of ours for a message, but metadata, which histories give back on request; nobody sees it in Slack.
"""

from __future__ import annotations

from datetime import timedelta

from integrations.catalog.context import Ctx
from integrations.catalog.readable import part, parts
from integrations.errors import MachinaError, OutcomeUnknown
from integrations.services.slack.models.messages import SlackMessagePosted
from integrations.services.slack.moments import written
from integrations.services.slack.web import Resource, act, read

EVENT = "machina_call"
SLACK_BEFORE_US = timedelta(minutes=2)
"""How far Slack's clock may be behind ours."""


def post(ctx: Ctx, channel: str, texts: list[str], **options: object) -> SlackMessagePosted:
    """Post the texts, one message each, in order.

    Raises OutcomeUnknown where the first ones are there and a later one is not.
    """
    posted: list[Resource] = []
    for number, text in enumerate(texts):
        try:
            posted.append(_post_one(ctx, channel, text, number, options))
        except MachinaError as error:
            if not posted:
                raise
            words = f"{len(posted)} of {len(texts)} messages were posted, then: {error.detail}"
            raise OutcomeUnknown(words) from error
    ids = [str(each.get("ts", "")) for each in posted]
    return SlackMessagePosted(message_id=ids[0], channel_id=str(posted[0].get("channel", channel)), message_ids=ids)


def find_posted(ctx: Ctx, channel: str, texts: int, thread: str | None = None) -> SlackMessagePosted | None:
    """The messages of this call, if all of them are there; None if that cannot be said."""
    channel = _conversation(ctx, channel)
    question = {"channel": channel, "oldest": written(ctx.now - SLACK_BEFORE_US), "limit": 15}
    method = "conversations.history" if thread is None else "conversations.replies"
    answer = read(ctx, method, **question, ts=thread, include_all_metadata=True)
    found: dict[int, str] = {}
    for message in parts(answer, "messages"):
        metadata = part(message, "metadata")
        payload = part(metadata, "event_payload")
        if metadata.get("event_type") == EVENT and payload.get("call") == ctx.call_key:
            found[int(payload.get("number", 0))] = str(message.get("ts", ""))
    if sorted(found) != list(range(texts)):
        return None
    ids = [found[number] for number in sorted(found)]
    return SlackMessagePosted(message_id=ids[0], channel_id=channel, message_ids=ids)


def mark(ctx: Ctx, number: int = 0) -> dict[str, object]:
    """What a message of this call is known by."""
    return {"event_type": EVENT, "event_payload": {"call": ctx.call_key, "number": number}}


def _post_one(ctx: Ctx, channel: str, text: str, number: int, options: dict[str, object]) -> Resource:
    return act(ctx, "chat.postMessage", channel=channel, text=text, metadata=mark(ctx, number), **options)


def _conversation(ctx: Ctx, channel: str) -> str:
    """A person's id is not where messages are read: the conversation with the person is."""
    if channel[:1] not in ("U", "W"):
        return channel
    return str(part(act(ctx, "conversations.open", users=channel), "channel").get("id", channel))
