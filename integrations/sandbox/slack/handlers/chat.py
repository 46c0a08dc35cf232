"""Posting, changing and taking back messages."""

from __future__ import annotations

from typing import Any

from integrations.sandbox.models import SlackConversation, SlackPost
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.handlers.conversations import direct_with
from integrations.sandbox.slack.paging import one_page
from integrations.sandbox.slack.resources import Resource, post_resource
from integrations.sandbox.slack.store import add_post, find_post, next_ts, seen

LONGEST_TEXT = 40_000
"""Slack cuts what is longer, and says so to nobody."""
MOST_SCHEDULED_DAYS = 120


def post_message(call: SlackCall) -> Resource:
    """A message in a channel, or to a person by the id of the person."""
    conversation = _target(call)
    thread = _thread(call, conversation)
    post = add_post(
        conversation,
        call.member,
        call.now,
        text=_text(call),
        thread_ts=thread,
        is_broadcast=bool(thread) and call.flag("reply_broadcast"),
        subtype="bot_message" if call.is_bot and call.arguments.get("username") else "",
        blocks=call.arguments.get("blocks") or [],
        metadata=_metadata(call),
    )
    message = post_resource(post, root=call.root, with_metadata=True)
    return {"channel": conversation.channel_id, "ts": post.ts, "message": message}


def schedule_message(call: SlackCall) -> Resource:
    """A message for later. Its id is no time: it gets one when it is posted."""
    conversation, seconds = _target(call), call.number("post_at", 0)
    now = int(call.now.timestamp())
    if seconds <= now:
        call.refuse("time_in_past")
    if seconds > now + MOST_SCHEDULED_DAYS * 86_400:
        call.refuse("time_too_far")
    text = _text(call)
    thread = _thread(call, conversation)
    post = SlackPost.objects.create(
        conversation=conversation,
        author=call.member,
        ts=f"{seconds}.{next_ts(call.team, call.now).partition('.')[2]}",
        text=text,
        thread_ts=thread,
        post_at=seconds,
        made_at=now,
        metadata=_metadata(call),
    )
    scheduled_id = f"Q{post.pk:010d}"
    SlackPost.objects.filter(pk=post.pk).update(scheduled_id=scheduled_id)
    return {
        "channel": conversation.channel_id,
        "scheduled_message_id": scheduled_id,
        "post_at": seconds,
        "message": {"text": text, "type": "delayed_message", "bot_id": call.member.bot_id},
    }


def list_scheduled(call: SlackCall) -> Resource:
    """What this member has put off, and is not there yet."""
    now = int(call.now.timestamp())
    waiting = SlackPost.objects.filter(author=call.member, post_at__gt=now).select_related("conversation")
    if call.text("channel"):
        waiting = waiting.filter(conversation__channel_id=call.text("channel"))
    if call.text("oldest"):
        waiting = waiting.filter(post_at__gte=call.number("oldest", 0))
    if call.text("latest"):
        waiting = waiting.filter(post_at__lte=call.number("latest", 0))
    page, cursor = one_page(call, list(waiting.order_by("post_at", "id")), default=100, most=100)
    told = [
        {
            "id": post.scheduled_id,
            "channel_id": post.conversation.channel_id,
            "post_at": post.post_at,
            "date_created": post.made_at,
            "text": post.text,
        }
        for post in page
    ]
    return {"scheduled_messages": told, "response_metadata": {"next_cursor": cursor}}


def post_ephemeral(call: SlackCall) -> Resource:
    """A message that one member of the channel sees, and no history."""
    conversation = _target(call)
    person = call.team.members.filter(user_id=call.text("user")).first()
    if person is None or not conversation.members.filter(pk=person.pk).exists():
        call.refuse("user_not_in_channel")
    thread = _thread(call, conversation)
    post = add_post(conversation, call.member, call.now, text=_text(call), thread_ts=thread, only_for=person)
    return {"message_ts": post.ts}


def update(call: SlackCall) -> Resource:
    """Other words in one's own message."""
    conversation, post = _own(call, "cant_update_message")
    text = _text(call)
    if len(text) > LONGEST_TEXT:
        call.refuse("msg_too_long")
    SlackPost.objects.filter(pk=post.pk).update(text=text, edited_ts=next_ts(call.team, call.now))
    post.refresh_from_db()
    message = post_resource(post, root=call.root)
    return {"channel": conversation.channel_id, "ts": post.ts, "text": text, "message": message}


def delete(call: SlackCall) -> Resource:
    """Takes one's own message back."""
    conversation, post = _own(call, "cant_delete_message")
    post.delete()
    return {"channel": conversation.channel_id, "ts": post.ts}


def get_permalink(call: SlackCall) -> Resource:
    """An address for people."""
    conversation, ts = call.conversation(), call.text("message_ts")
    if not seen(conversation, call.now).filter(ts=ts).exists():
        call.refuse("message_not_found")
    place = f"https://{call.team.domain}.slack.com/archives/{conversation.channel_id}/p{ts.replace('.', '')}"
    return {"channel": conversation.channel_id, "permalink": place}


def _target(call: SlackCall) -> SlackConversation:
    """Where to: a channel's id or its name, or a person's id for a conversation between the two."""
    named = call.text("channel")
    if person := call.team.members.filter(user_id=named, is_deleted=False).first():
        return direct_with(call, [person])
    by_name = call.team.conversations.filter(name=named.removeprefix("#"), kind=SlackConversation.Kind.PUBLIC).first()
    conversation = by_name or call.conversation()
    if conversation.is_archived:
        call.refuse("is_archived")
    is_open = conversation.kind == SlackConversation.Kind.PUBLIC and "chat:write.public" in call.scopes
    if not is_open and not call.is_in(conversation):
        call.refuse("not_in_channel")
    return conversation


def _text(call: SlackCall) -> str:
    text = call.text("markdown_text") or call.text("text")
    if call.text("markdown_text") and (call.text("text") or call.arguments.get("blocks")):
        call.refuse("markdown_text_conflict")
    if not text and not call.arguments.get("blocks") and not call.arguments.get("attachments"):
        call.refuse("no_text")
    return text if call.method.name == "chat.update" else text[:LONGEST_TEXT]


def _metadata(call: SlackCall) -> dict[str, Any]:
    metadata = call.arguments.get("metadata")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        call.refuse("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        call.refuse("invalid_metadata_schema")
    return metadata


def _thread(call: SlackCall, conversation: SlackConversation) -> str:
    """The head of the thread that is answered; Slack takes an answer's own time for a new thread below it."""
    ts = call.text("thread_ts")
    if not ts:
        return ""
    if (head := find_post(conversation, ts, call.now)) is None:
        if call.method.may_say("cannot_reply_to_message"):
            call.refuse("cannot_reply_to_message")
        call.refuse("invalid_arguments")
    return head.thread_ts or head.ts


def _own(call: SlackCall, word: str) -> tuple[SlackConversation, SlackPost]:
    conversation = call.conversation()
    post = find_post(conversation, call.text("ts"), call.now)
    if post is None:
        call.refuse("message_not_found")
    if post.author_id != call.member.pk:
        call.refuse(word)
    return conversation, post
