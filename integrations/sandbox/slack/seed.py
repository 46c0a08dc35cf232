"""Two invented workspaces. What examples name has the same id in both."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from integrations.sandbox import clock
from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import (
    Account,
    SlackConversation,
    SlackFile,
    SlackFilePart,
    SlackMember,
    SlackPost,
    SlackTeam,
)
from integrations.sandbox.slack.store import MICROSECONDS, written
from integrations.sandbox.vendor import THEO, YARA, Person, ensure_accounts

GENERAL, PROJECT, OLD, SECRET = "C0GENERAL01", "C0PROJECT01", "C0OLDNEWS01", "C0PRIVATE01"
OWNER, COLLEAGUE, GUEST = "U0OWNER0001", "U0MARAHOLT1", "U0JONASVIK1"
REPORT = "F0REPORT001"
BEGINNING = 1_790_000_000
"""Seconds of the epoch (September 2026): times of seeded messages never change."""
THREAD_HEAD = f"{BEGINNING + 3600}.000100"
OWN, OWN_OBSOLETE = f"{BEGINNING + 10_000}.000100", f"{BEGINNING + 10_060}.000100"
"""Messages of an app itself, there from its first installation on."""
REPORT_TEXT = b"quarter,revenue\nQ1,120000\nQ2,134500\n"

PEOPLE = (
    replace(YARA, hosted_domain="globex.slack.com"),
    replace(THEO, hosted_domain="marsh-studio.slack.com"),
)
"""A team's address stands where Google and Notion have the company's domain."""
TALK = (
    (GENERAL, 0, OWNER, "Good morning :wave:", 0),
    (GENERAL, 60, COLLEAGUE, f"Morning <@{OWNER}>! The *pilot* starts today.", 0),
    (GENERAL, 3600, COLLEAGUE, "Who reviews the pilot report?", 0),
    (GENERAL, 3660, GUEST, "I can, after lunch.", 3600),
    (GENERAL, 3720, COLLEAGUE, "Thank you!", 3600),
    (PROJECT, 120, OWNER, "Budget & timeline: <https://wiki.globex.example/pilot|the plan>", 0),
    (PROJECT, 180, GUEST, "Looks _good_ to me", 0),
    (OLD, 10, COLLEAGUE, "Old news", 0),
    (SECRET, 300, OWNER, "Salaries are due on Friday.", 0),
)


def ensure_demo_accounts() -> None:
    """Make the workspaces if nobody has any."""
    ensure_accounts("slack", add_account, *PEOPLE)


def forget() -> None:
    """Workspaces do not end with the accounts of people."""
    SlackTeam.objects.all().delete()


def add_account(person: Person, *, with_content: bool) -> Account:
    """A person in the workspace of the person's domain, made if it is not there."""
    email = person.email.lower()
    domain = (person.hosted_domain or f"{email.partition('@')[0].replace('.', '-')}.slack.com").split(".")[0]
    with transaction.atomic():
        team, is_new_team = SlackTeam.objects.get_or_create(
            domain=domain,
            defaults={
                "team_id": f"T0{hashed(domain)[:9].upper()}",
                "name": domain.replace("-", " ").title(),
                "last_ts": (BEGINNING + 86_400) * MICROSECONDS,
            },
        )
        user_id = OWNER if is_new_team else f"U0{hashed(email)[:9].upper()}"
        account, is_new = Account.objects.get_or_create(
            provider="slack",
            email=email,
            defaults={
                "subject": f"{team.team_id}/{user_id}",
                "given_name": person.given_name,
                "family_name": person.family_name,
                "hosted_domain": f"{domain}.slack.com",
                "time_zone": person.time_zone,
            },
        )
        if is_new:
            member = _member(team, user_id, account.name, email=email, account=account, zone=person.time_zone)
            if is_new_team:
                _found(team, member)
            _join_public(team, member)
            if is_new_team and with_content:
                _fill(team, member, clock.now())
    return account


def _member(
    team: SlackTeam,
    user_id: str,
    name: str,
    *,
    email: str,
    account: Account | None = None,
    zone: str = "Europe/Berlin",
    deleted: bool = False,
) -> SlackMember:
    handle = name.lower().replace(" ", ".")
    return SlackMember.objects.create(
        team=team,
        account=account,
        user_id=user_id,
        handle=handle,
        real_name=name,
        email=email,
        time_zone=zone,
        is_deleted=deleted,
    )


def _found(team: SlackTeam, owner: SlackMember) -> None:
    """A new workspace has one channel, which cannot be closed."""
    _channel(team, GENERAL, "general", owner, topic="Everybody", is_general=True)


def _join_public(team: SlackTeam, member: SlackMember) -> None:
    for channel in team.conversations.filter(kind=SlackConversation.Kind.PUBLIC, is_archived=False):
        channel.members.add(member)


def _fill(team: SlackTeam, owner: SlackMember, now: datetime) -> None:
    company = owner.email.partition("@")[2]
    colleague = _member(team, COLLEAGUE, "Mara Holt", email=f"mara.holt@{company}")
    guest = _member(team, GUEST, "Jonas Vik", email="jonas.vik@partner.example")
    _member(team, "U0LEFTLONG1", "Lena Old", email=f"lena.old@{company}", deleted=True)
    general = team.conversations.get(channel_id=GENERAL)
    general.members.add(colleague, guest)
    _channel(team, PROJECT, "project-pilot", owner, colleague, guest, purpose="The pilot")
    _channel(team, OLD, "old-news", colleague, owner)
    _channel(team, SECRET, "finance", owner, colleague, kind=SlackConversation.Kind.PRIVATE)
    authors = {OWNER: owner, COLLEAGUE: colleague, GUEST: guest}
    for channel_id, seconds, author, text, thread in TALK:
        _say(team.conversations.get(channel_id=channel_id), authors[author], seconds, text, thread)
    SlackPost.objects.filter(conversation=general, ts=THREAD_HEAD).update(
        thread_ts=THREAD_HEAD, reactions={"eyes": [GUEST]}
    )
    _report(team, owner, general, now - timedelta(days=1))


def _channel(
    team: SlackTeam,
    channel_id: str,
    name: str,
    *members: SlackMember,
    kind: str = SlackConversation.Kind.PUBLIC,
    topic: str = "",
    purpose: str = "",
    is_general: bool = False,
) -> SlackConversation:
    made = SlackConversation.objects.create(
        team=team,
        channel_id=channel_id,
        name=name,
        kind=kind,
        topic=topic,
        purpose=purpose,
        is_general=is_general,
        created_at=BEGINNING - 86_400,
        creator=members[0],
    )
    made.members.add(*members)
    return made


def _say(conversation: SlackConversation, author: SlackMember, seconds: int, text: str, thread: int) -> None:
    SlackPost.objects.create(
        conversation=conversation,
        author=author,
        ts=written((BEGINNING + seconds) * MICROSECONDS + 100),
        thread_ts=f"{BEGINNING + thread}.000100" if thread else "",
        text=text,
    )


def _report(team: SlackTeam, owner: SlackMember, channel: SlackConversation, at: datetime) -> None:
    """Ids of files are global at Slack; here each workspace has its own of this name."""
    file = SlackFile.objects.create(
        team=team,
        file_id=REPORT,
        owner=owner,
        name="report.csv",
        title="Pilot report",
        mime_type="text/csv",
        size=len(REPORT_TEXT),
        received=len(REPORT_TEXT),
        ticket=hashed(f"{team.team_id} {REPORT}"),
        created_at=int(at.timestamp()),
        is_complete=True,
    )
    SlackFilePart.objects.create(file=file, number=0, content=REPORT_TEXT)
    post = SlackPost.objects.create(
        conversation=channel,
        author=owner,
        ts=written((BEGINNING + 7200) * MICROSECONDS + 100),
        text="The report of the pilot",
    )
    post.files.add(file)
