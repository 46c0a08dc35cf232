"""What is put on messages: emoji and pins."""

from __future__ import annotations

import re

from integrations.sandbox.models import SlackPost
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.resources import Resource
from integrations.sandbox.slack.store import find_post, is_ts

_EMOJI = re.compile(r"[a-z0-9_+'\-]{1,100}(::skin-tone-[2-6])?")
MOST_PINS = 100


def add_reaction(call: SlackCall) -> Resource:
    """An emoji by its name, without colons."""
    name, post = call.text("name"), _post(call)
    if not _EMOJI.fullmatch(name):
        call.refuse("invalid_name")
    users = post.reactions.get(name, [])
    if call.member.user_id in users:
        call.refuse("already_reacted")
    SlackPost.objects.filter(pk=post.pk).update(reactions={**post.reactions, name: [*users, call.member.user_id]})
    return {}


def add_pin(call: SlackCall) -> Resource:
    """A message to the top of its channel."""
    post = _post(call)
    if not call.is_in(post.conversation):
        call.refuse("not_in_channel")
    if post.is_pinned:
        call.refuse("already_pinned")
    if post.conversation.posts.filter(is_pinned=True).count() >= MOST_PINS:
        call.refuse("too_many_pins")
    SlackPost.objects.filter(pk=post.pk).update(is_pinned=True)
    return {}


def _post(call: SlackCall) -> SlackPost:
    conversation, ts = call.conversation(), call.text("timestamp")
    if not ts:
        call.refuse("no_item_specified")
    if not is_ts(ts):
        call.refuse("bad_timestamp")
    post = find_post(conversation, ts, call.now)
    if post is None:
        call.refuse("message_not_found")
    return post
