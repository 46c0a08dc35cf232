"""Channels, and conversations of a few people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import SlackConversation, SlackMember
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.paging import one_page
from integrations.sandbox.slack.resources import Resource, conversation_resource

Kind = SlackConversation.Kind
READ_SCOPES = {
    Kind.PUBLIC: "channels:read",
    Kind.PRIVATE: "groups:read",
    Kind.DIRECT: "im:read",
    Kind.GROUP: "mpim:read",
}
_NAME = re.compile(r"[a-z0-9_\-\u00c0-\uffff]+")
LONGEST_NAME = 80
MOST_PEOPLE = 8


def list_all(call: SlackCall) -> Resource:
    """Conversations of the kinds that are asked for; private ones only where one is in them."""
    wanted = [kind.strip() for kind in call.text("types", Kind.PUBLIC).split(",") if kind.strip()]
    if not set(wanted) <= set(Kind.values):
        call.refuse("invalid_types")
    for kind in wanted:
        call.require_scope(READ_SCOPES[Kind(kind)])
    found = call.team.conversations.filter(kind__in=wanted)
    if call.flag("exclude_archived"):
        found = found.filter(is_archived=False)
    mine = set(call.member.conversations.values_list("pk", flat=True))
    visible = [each for each in found if each.kind == Kind.PUBLIC or each.pk in mine]
    page, cursor = one_page(call, visible, default=100, most=1000)
    return {
        "channels": [conversation_resource(each, call.member) for each in page],
        "response_metadata": {"next_cursor": cursor},
    }


def info(call: SlackCall) -> Resource:
    """One of them."""
    conversation = call.conversation()
    call.require_scope(READ_SCOPES[Kind(conversation.kind)])
    return {"channel": conversation_resource(conversation, call.member)}


def members(call: SlackCall) -> Resource:
    """Ids of who is in it."""
    conversation = call.conversation()
    call.require_scope(READ_SCOPES[Kind(conversation.kind)])
    ids = list(conversation.members.order_by("id").values_list("user_id", flat=True))
    page, cursor = one_page(call, ids, default=100, most=1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def create(call: SlackCall) -> Resource:
    """A channel, with who makes it in it."""
    is_private = call.flag("is_private")
    call.require_scope("groups:write" if is_private else "channels:manage" if call.is_bot else "channels:write")
    name = call.text("name")
    if len(name) > LONGEST_NAME:
        call.refuse("invalid_name_maxlength")
    if not _NAME.fullmatch(name):
        call.refuse("invalid_name_specials")
    if call.team.conversations.filter(name=name).exists():
        call.refuse("name_taken")
    made = _make(call, Kind.PRIVATE if is_private else Kind.PUBLIC, name, [call.member])
    return {"channel": conversation_resource(made, call.member)}


def invite(call: SlackCall) -> Resource:
    """People into a channel, by ids with commas."""
    conversation = call.conversation()
    if not call.is_in(conversation):
        call.refuse("not_in_channel")
    if conversation.is_archived:
        call.refuse("is_archived")
    people = _people(call, "user_not_found")
    errors: list[Resource] = []
    for person in people:
        if person.pk == call.member.pk:
            errors.append({"user": person.user_id, "ok": False, "error": "cant_invite_self"})
        elif conversation.members.filter(pk=person.pk).exists():
            errors.append({"user": person.user_id, "ok": False, "error": "already_in_channel"})
    if errors and not call.flag("force"):
        call.refuse(str(errors[0]["error"]), errors=errors)
    refused = {each["user"] for each in errors}
    conversation.members.add(*(person for person in people if person.user_id not in refused))
    return {"channel": conversation_resource(conversation, call.member)}


def join(call: SlackCall) -> Resource:
    """Into a public channel, by oneself."""
    conversation = call.conversation()
    if conversation.kind != Kind.PUBLIC:
        call.refuse("method_not_supported_for_channel_type")
    if conversation.is_archived:
        call.refuse("is_archived")
    conversation.members.add(call.member)
    return {"channel": conversation_resource(conversation, call.member)}


def archive(call: SlackCall) -> Resource:
    """Closes a channel for everybody."""
    conversation = call.conversation()
    if conversation.kind in (Kind.DIRECT, Kind.GROUP):
        call.refuse("method_not_supported_for_channel_type")
    if conversation.is_general:
        call.refuse("cant_archive_general")
    if conversation.is_archived:
        call.refuse("already_archived")
    if not call.is_in(conversation):
        call.refuse("not_in_channel")
    SlackConversation.objects.filter(pk=conversation.pk).update(is_archived=True)
    return {}


def open_with(call: SlackCall) -> Resource:
    """The conversation with one or several people: the one there is, or a new one."""
    if not call.text("users") and not call.text("channel"):
        call.refuse("users_list_not_supplied")
    if call.text("channel"):
        conversation = call.conversation()
    else:
        people = _people(call, "user_not_found")
        if len(people) > MOST_PEOPLE:
            call.refuse("too_many_users")
        call.require_scope("im:write" if len(people) == 1 else "mpim:write")
        conversation = direct_with(call, people)
    full = conversation_resource(conversation, call.member)
    return {"channel": full if call.flag("return_im") else {"id": conversation.channel_id}}


def direct_with(call: SlackCall, people: Sequence[SlackMember]) -> SlackConversation:
    """The conversation of this member with these people."""
    everybody = {call.member.pk: call.member} | {person.pk: person for person in people}
    kind = Kind.DIRECT if len(everybody) <= 2 else Kind.GROUP
    key = "-".join(sorted(person.user_id for person in everybody.values()))
    name = f"{'dm' if kind == Kind.DIRECT else 'mpdm'}-{hashed(key)[:20]}"
    found = call.team.conversations.filter(name=name, kind=kind).first()
    return found or _make(call, kind, name, list(everybody.values()))


def _make(call: SlackCall, kind: Kind, name: str, members: Sequence[SlackMember]) -> SlackConversation:
    letter = "D" if kind == Kind.DIRECT else "C"
    made = SlackConversation.objects.create(
        team=call.team,
        channel_id=f"{letter}{hashed(f'{call.team.team_id} {kind} {name}')[:10].upper()}",
        name=name,
        kind=kind,
        created_at=int(call.now.timestamp()),
        creator=call.member,
    )
    made.members.add(*members)
    return made


def _people(call: SlackCall, word: str) -> list[SlackMember]:
    ids = list(dict.fromkeys(each.strip() for each in call.text("users").split(",") if each.strip()))
    known = {person.user_id: person for person in call.team.members.filter(user_id__in=ids)}
    if missing := [each for each in ids if each not in known]:
        call.refuse(word, errors=[{"user": each, "ok": False, "error": word} for each in missing])
    return [known[each] for each in ids]
