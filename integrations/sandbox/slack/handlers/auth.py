"""Whose token it is, and ending it."""

from __future__ import annotations

from integrations.sandbox.models import Token
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.resources import Resource


def test(call: SlackCall) -> Resource:
    """The workspace and the member, without any scope."""
    member = call.member
    told: Resource = {
        "url": f"https://{call.team.domain}.slack.com/",
        "team": call.team.name,
        "user": member.handle,
        "team_id": call.team.team_id,
        "user_id": member.user_id,
        "is_enterprise_install": False,
    }
    return told | ({"bot_id": member.bot_id} if member.bot_id else {})


def revoke(call: SlackCall) -> Resource:
    """Ends what this token's consent gave: the pairs that have come of its renewals as well."""
    if call.flag("test"):
        return {"revoked": False}
    Token.objects.filter(consent=call.token.consent).delete()
    call.token.consent.delete()
    return {"revoked": True}
