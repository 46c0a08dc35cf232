"""Slack's objects as the models of this service: as far as they can be read, each by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from integrations.catalog.readable import as_far_as_readable, part, parts, present
from integrations.services.slack.models.channels import ConversationKind, SlackChannel
from integrations.services.slack.models.files import SlackFile
from integrations.services.slack.models.messages import SlackMessage, SlackReaction, SlackSharedFile
from integrations.services.slack.models.people import SlackUser
from integrations.services.slack.moments import moment_of
from integrations.services.slack.mrkdwn import mentioned, to_markdown
from integrations.services.slack.web import Resource


def parse_message(message: Resource, *, channel_id: str) -> SlackMessage:
    """A message of a history, a thread or an event."""
    text = message.get("text", "")
    written = text if isinstance(text, str) else ""
    edited = part(message, "edited").get("ts")
    values: dict[str, Any] = {
        "message_id": message.get("ts", ""),
        "channel_id": channel_id,
        "thread_ts": message.get("thread_ts"),
        "user_id": message.get("user", ""),
        "username": message.get("username", ""),
        "bot_id": message.get("bot_id", ""),
        "text": to_markdown(written),
        "mrkdwn": text,
        "sent_at": moment_of(message.get("ts")),
        "edited_at": moment_of(edited),
        "subtype": message.get("subtype", ""),
        "reply_count": message.get("reply_count", 0),
        "mentioned_user_ids": mentioned(written, "@"),
        "mentioned_channel_ids": mentioned(written, "#"),
        "reactions": [_reaction(each) for each in parts(message, "reactions")],
        "files": [_shared(each) for each in parts(message, "files")],
        "is_pinned": channel_id in _texts(message.get("pinned_to")),
        "permalink": message.get("permalink", ""),
    }
    return as_far_as_readable(SlackMessage, present(values))


def parse_match(match: Resource) -> SlackMessage:
    """A message that a search has found."""
    channel = part(match, "channel")
    message = parse_message(match, channel_id=_text(channel, "id"))
    return message.model_copy(update={"channel_name": _text(channel, "name")})


def parse_channel(channel: Resource) -> SlackChannel:
    """A channel or a conversation."""
    values: dict[str, Any] = {
        "channel_id": channel.get("id", ""),
        "name": channel.get("name", ""),
        "kind": _kind(channel),
        "topic": part(channel, "topic").get("value", ""),
        "purpose": part(channel, "purpose").get("value", ""),
        "is_archived": channel.get("is_archived", False),
        "is_member": channel.get("is_member", False),
        "is_shared": channel.get("is_ext_shared", False),
        "member_count": channel.get("num_members"),
        "creator_id": channel.get("creator", ""),
        "user_id": channel.get("user", ""),
        "created": _second(channel.get("created")),
    }
    return as_far_as_readable(SlackChannel, present(values))


def parse_user(user: Resource) -> SlackUser:
    """Somebody of the workspace."""
    profile = part(user, "profile")
    values: dict[str, Any] = {
        "user_id": user.get("id", ""),
        "handle": user.get("name", ""),
        "name": profile.get("real_name") or user.get("real_name", ""),
        "display_name": profile.get("display_name", ""),
        "email": profile.get("email", ""),
        "title": profile.get("title", ""),
        "time_zone": user.get("tz", ""),
        "is_bot": user.get("is_bot", False),
        "is_deactivated": user.get("deleted", False),
        "is_admin": user.get("is_admin", False),
        "status_text": profile.get("status_text", ""),
        "status_emoji": profile.get("status_emoji", ""),
    }
    return as_far_as_readable(SlackUser, present(values))


def parse_file(file: Resource) -> SlackFile:
    """A file."""
    shared = [each for name in ("channels", "groups", "ims") for each in _texts(file.get(name))]
    return SlackFile(
        **present(
            {
                "slack_file_id": _text(file, "id"),
                "filename": _text(file, "name"),
                "title": _text(file, "title"),
                "mime_type": _text(file, "mimetype"),
                "size": _whole(file.get("size")),
                "permalink": _text(file, "permalink"),
                "channel_ids": shared,
                "user_id": _text(file, "user"),
                "created": _second(file.get("created")),
            }
        )
    )


def _reaction(reaction: Resource) -> SlackReaction:
    users = _texts(reaction.get("users"))
    count = _whole(reaction.get("count"))
    return SlackReaction(name=_text(reaction, "name"), count=len(users) if count is None else count, user_ids=users)


def _shared(file: Resource) -> SlackSharedFile:
    """A file that was deleted, or that the app may not see, has nothing but an id."""
    return SlackSharedFile(
        slack_file_id=_text(file, "id"),
        filename=_text(file, "name"),
        title=_text(file, "title"),
        mime_type=_text(file, "mimetype"),
        size=_whole(file.get("size")),
    )


def _kind(channel: Resource) -> ConversationKind:
    if channel.get("is_im") is True:
        return "direct"
    if channel.get("is_mpim") is True:
        return "group"
    return "private" if channel.get("is_private") is True else "public"


def _second(value: object) -> datetime | None:
    number = _whole(value)
    return datetime.fromtimestamp(number, UTC) if number is not None and 0 <= number < 10**11 else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(part_of: Resource, name: str) -> str:
    value = part_of.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
