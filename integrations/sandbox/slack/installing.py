"""An app in a workspace: its bot, which everybody of the workspace shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import Account, Consent, SlackConversation, SlackMember, SlackPost, SlackTeam
from integrations.sandbox.slack.seed import GENERAL, OWN, OWN_OBSOLETE


def consent_of_bot(team: SlackTeam, client_id: str, scopes: Sequence[str], *, now: datetime) -> Consent:
    """What the workspace has allowed the app's bot: each installation adds to it."""
    bot = _bot(team, client_id)
    consent, _ = Consent.objects.get_or_create(account=bot.account, client_id=client_id, defaults={"created_at": now})
    consent.scopes = list(dict.fromkeys([*consent.scopes, *scopes]))
    consent.save(update_fields=["scopes"])
    return consent


def uninstall(consent: Consent) -> None:
    """What a person's "remove app" does: the token of the person and the bot's are gone."""
    team = consent.account.slack_member.team
    bots = Account.objects.filter(slack_member__team=team, is_bot=True)
    Consent.objects.filter(account__in=bots, client_id=consent.client_id).delete()
    consent.delete()


def _bot(team: SlackTeam, client_id: str) -> SlackMember:
    """Made at the first installation, and invited to every public channel, as the seeded people would."""
    number = hashed(f"{team.team_id} {client_id}")[:8].upper()
    user_id = f"U0{number}"
    account, _ = Account.objects.get_or_create(
        provider="slack",
        subject=f"{team.team_id}/{user_id}",
        defaults={"email": f"{user_id.lower()}@bots.slack.example", "given_name": client_id[:100], "is_bot": True},
    )
    member, is_new = SlackMember.objects.get_or_create(
        team=team,
        user_id=user_id,
        defaults={
            "account": account,
            "handle": client_id.removeprefix("sandbox-")[:80],
            "real_name": client_id.removeprefix("sandbox-")[:100],
            "bot_id": f"B0{number}",
        },
    )
    if is_new:
        for channel in team.conversations.filter(kind=SlackConversation.Kind.PUBLIC):
            channel.members.add(member)
        _greet(team, member)
    return member


def _greet(team: SlackTeam, bot: SlackMember) -> None:
    """Two messages of the app's own, which it may change: the first app's have names that never change."""
    general = team.conversations.filter(channel_id=GENERAL).first()
    for ts, text in ((OWN, "The pilot begins at ten."), (OWN_OBSOLETE, "To be forgotten.")):
        if general is not None and not general.posts.filter(ts=ts).exists():
            SlackPost.objects.create(conversation=general, author=bot, ts=ts, text=text)
