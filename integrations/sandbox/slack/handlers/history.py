"""What was said in a conversation, and in a thread."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from integrations.sandbox.models import SlackConversation, SlackPost
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.paging import one_page
from integrations.sandbox.slack.resources import Resource, post_resource
from integrations.sandbox.slack.store import is_ts, padded, seen

Kind = SlackConversation.Kind
SCOPES = {
    Kind.PUBLIC: "channels:history",
    Kind.PRIVATE: "groups:history",
    Kind.DIRECT: "im:history",
    Kind.GROUP: "mpim:history",
}
PAGE = 15
"""All that an app outside of Slack's marketplace gets at once, whatever it asks for."""


def history(call: SlackCall) -> Resource:
    """From the newest on, without the answers in threads that were not sent to the channel as well."""
    conversation = _readable(call)
    on_top = Q(thread_ts="") | Q(thread_ts=F("ts")) | Q(is_broadcast=True)
    found = _between(call, seen(conversation, call.now).filter(on_top)).order_by("-ts")
    page, cursor = one_page(call, list(found), default=PAGE, most=PAGE)
    return _told(call, page, cursor) | {"pin_count": seen(conversation, call.now).filter(is_pinned=True).count()}


def replies(call: SlackCall) -> Resource:
    """A thread from its first message on."""
    conversation = _readable(call)
    ts = call.text("ts")
    head = seen(conversation, call.now).filter(ts=ts).first()
    if head is None:
        call.refuse("thread_not_found")
    found = seen(conversation, call.now).filter(Q(ts=ts) | Q(thread_ts=head.thread_ts or ts)).order_by("ts")
    page, cursor = one_page(call, list(_between(call, found)), default=PAGE, most=PAGE)
    return _told(call, page, cursor)


def _readable(call: SlackCall) -> SlackConversation:
    conversation = call.conversation()
    call.require_scope(SCOPES[Kind(conversation.kind)])
    if not call.is_in(conversation):
        call.refuse("not_in_channel" if call.method.may_say("not_in_channel") else "channel_not_found")
    return conversation


def _between(call: SlackCall, posts: QuerySet[SlackPost]) -> QuerySet[SlackPost]:
    oldest, latest, is_inclusive = call.text("oldest", "0"), call.text("latest"), call.flag("inclusive")
    if not is_ts(oldest):
        call.refuse("invalid_ts_oldest")
    if latest and latest != "now" and not is_ts(latest):
        call.refuse("invalid_ts_latest")
    if oldest.strip("0."):
        posts = posts.filter(**{"ts__gte" if is_inclusive else "ts__gt": padded(oldest)})
    if latest and latest != "now":
        posts = posts.filter(**{"ts__lte" if is_inclusive else "ts__lt": padded(latest)})
    return posts


def _told(call: SlackCall, page: list[SlackPost], cursor: str) -> Resource:
    with_metadata = call.flag("include_all_metadata")
    messages = [post_resource(post, root=call.root, with_metadata=with_metadata) for post in page]
    told: Resource = {"messages": messages, "has_more": bool(cursor)}
    return told | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
