"""Messages: their times, which are their names, and where they are put."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from integrations.sandbox.models import SlackConversation, SlackMember, SlackPost, SlackTeam

MICROSECONDS = 1_000_000


def next_ts(team: SlackTeam, now: datetime) -> str:
    """A time that no other message of the workspace has. Call inside a transaction."""
    locked = SlackTeam.objects.select_for_update().get(pk=team.pk)
    moment = max(int(now.timestamp() * MICROSECONDS), locked.last_ts + 1)
    SlackTeam.objects.filter(pk=team.pk).update(last_ts=moment)
    return written(moment)


def written(microseconds: int) -> str:
    """As Slack writes a moment: seconds, a dot and six digits."""
    return f"{microseconds // MICROSECONDS}.{microseconds % MICROSECONDS:06d}"


def is_ts(text: str) -> bool:
    """Whether a text is a moment as Slack writes it."""
    seconds, _, rest = text.partition(".")
    return seconds.isdigit() and (rest.isdigit() if rest else "." not in text) and text.isascii() and len(text) <= 20


def padded(text: str) -> str:
    """A moment as it is compared with others: with six digits behind the dot."""
    seconds, _, rest = text.partition(".")
    return f"{int(seconds):010d}.{rest[:6]:0<6}"


def add_post(conversation: SlackConversation, author: SlackMember, now: datetime, **fields: object) -> SlackPost:
    """Put a message there. The first one of a thread becomes its head by its first answer."""
    post = SlackPost(conversation=conversation, author=author, ts=next_ts(conversation.team, now), **fields)
    post.save()
    if post.thread_ts:
        conversation.posts.filter(ts=post.thread_ts).update(thread_ts=post.thread_ts)
    return post


def seen(conversation: SlackConversation, now: datetime) -> QuerySet[SlackPost]:
    """What is there for everybody at this moment: nothing that is scheduled for later or meant for one alone."""
    due = Q(post_at=None) | Q(post_at__lte=int(now.timestamp()))
    return conversation.posts.filter(due, only_for=None).select_related("author").prefetch_related("files")


def find_post(conversation: SlackConversation, ts: str, now: datetime) -> SlackPost | None:
    """The message of this time."""
    return seen(conversation, now).filter(ts=ts).first()
