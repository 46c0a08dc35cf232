"""The members of the workspace."""

from __future__ import annotations

import json
from typing import Any

from integrations.sandbox.models import SlackMember
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.paging import one_page
from integrations.sandbox.slack.resources import Resource, member_resource

LONGEST_STATUS = 100
EMAIL = "users:read.email"


def list_all(call: SlackCall) -> Resource:
    """Everybody, who has left included."""
    page, cursor = one_page(call, list(call.team.members.all()), default=1000, most=1000)
    members = [member_resource(each, with_email=EMAIL in call.scopes) for each in page]
    return {
        "members": members,
        "cache_ts": int(call.now.timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def info(call: SlackCall) -> Resource:
    """One of them."""
    member = call.team.members.filter(user_id=call.text("user")).first()
    if member is None:
        call.refuse("user_not_found")
    return {"user": member_resource(member, with_email=EMAIL in call.scopes)}


def lookup_by_email(call: SlackCall) -> Resource:
    """Somebody who has not left."""
    member = call.team.members.filter(email__iexact=call.text("email"), is_deleted=False).first()
    if member is None:
        call.refuse("users_not_found")
    return {"user": member_resource(member, with_email=True)}


def set_profile(call: SlackCall) -> Resource:
    """One's own status, by a whole profile or by name and value."""
    member, profile = call.member, _profile(call)
    if len(str(profile.get("status_text", ""))) > LONGEST_STATUS:
        call.refuse("too_long")
    emoji = str(profile.get("status_emoji", ""))
    if emoji and not (emoji.startswith(":") and emoji.endswith(":") and 2 < len(emoji) <= LONGEST_STATUS):
        call.refuse("profile_set_failed")
    if ("status_text" in profile) != ("status_emoji" in profile) and not any(profile.values()):
        call.refuse("must_clear_both_status_text_and_status_emoji")
    known = {name: profile[name] for name in ("status_text", "status_emoji", "status_expiration") if name in profile}
    SlackMember.objects.filter(pk=member.pk).update(**known)
    member.refresh_from_db()
    if member.status_text and not member.status_emoji:
        SlackMember.objects.filter(pk=member.pk).update(status_emoji=":speech_balloon:")
        member.refresh_from_db()
    told = member_resource(member, with_email=EMAIL in call.scopes)
    return {"username": member.handle, "profile": told["profile"]}


def _profile(call: SlackCall) -> dict[str, Any]:
    if call.text("user") and call.text("user") != call.member.user_id:
        call.refuse("not_admin")
    if call.text("name"):
        return {call.text("name"): call.text("value")}
    profile = call.arguments.get("profile")
    if isinstance(profile, str):
        profile = _read(profile)
    if not isinstance(profile, dict):
        call.refuse("invalid_profile")
    return profile


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
