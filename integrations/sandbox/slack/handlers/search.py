"""Words in messages, for persons alone: apps have no search of their own."""

from __future__ import annotations

import re

from django.db.models import Q

from integrations.sandbox.models import SlackPost
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.resources import Resource, post_resource

_MODIFIER = re.compile(r"\b(from|in|before|after|on|has):(\S+)")
MOST = 100


def messages(call: SlackCall) -> Resource:
    """By numbered pages. Knows `in:#channel`, `from:@name` and words; every word has to be there."""
    query = call.text("query").strip()
    if not query:
        call.refuse("no_query")
    count, page = min(max(call.number("count", 20), 1), MOST), max(call.number("page", 1), 1)
    found = _found(call, query)
    total, pages = len(found), max(1, -(-len(found) // count))
    shown = found[(page - 1) * count : page * count]
    return {
        "query": query,
        "messages": {
            "total": total,
            "pagination": {"total_count": total, "page": page, "per_page": count, "page_count": pages},
            "paging": {"count": count, "total": total, "page": page, "pages": pages},
            "matches": [_match(call, post) for post in shown],
        },
    }


def _found(call: SlackCall, query: str) -> list[SlackPost]:
    mine = call.member.conversations.values("pk")
    visible = Q(conversation__kind="public_channel") | Q(conversation__in=mine)
    now = int(call.now.timestamp())
    posts = SlackPost.objects.filter(visible, conversation__team=call.team, only_for=None)
    posts = posts.filter(Q(post_at=None) | Q(post_at__lte=now)).select_related("author", "conversation")
    for name, value in _MODIFIER.findall(query):
        if name == "in":
            posts = posts.filter(conversation__name=value.strip("<>").removeprefix("#").split("|")[-1])
        elif name == "from":
            who = value.strip("<>").removeprefix("@")
            posts = posts.filter(Q(author__handle=who) | Q(author__user_id=who))
    for word in _MODIFIER.sub("", query).replace('"', " ").split():
        posts = posts.filter(text__icontains=word)
    newest_first = call.text("sort_dir", "desc") != "asc"
    return list(posts.order_by("-ts" if newest_first else "ts"))


def _match(call: SlackCall, post: SlackPost) -> Resource:
    conversation = post.conversation
    place = f"https://{call.team.domain}.slack.com/archives/{conversation.channel_id}/p{post.ts.replace('.', '')}"
    message = post_resource(post, root=call.root)
    kept = {name: message[name] for name in ("type", "ts", "user", "text", "team")}
    return kept | {
        "iid": f"{post.pk:08d}",
        "username": post.author.handle,
        "channel": {
            "id": conversation.channel_id,
            "name": conversation.name,
            "is_channel": conversation.kind == "public_channel",
            "is_private": conversation.kind != "public_channel",
        },
        "permalink": place,
    }
