"""Whose account an installation is: the workspace, or one person in it where the app got no bot."""

from __future__ import annotations

from urllib.parse import urlsplit

from integrations.providers.consent import Identity
from integrations.providers.identity import Consented, text
from integrations.providers.slack.tokens import has_bot, person_of, workspace_of

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def identify(consented: Consented) -> Identity:
    """Names come with the token; the workspace's own address, which proves it, is what ``auth.test`` says.

    It is asked by a form, as all that stands in for Slack takes it. Raises ValueError where Slack names no workspace,
    or another one than it gave the token for.
    """
    workspace = workspace_of(consented.answer)
    who = consented.post(consented.addresses["userinfo_url"], FORM)
    if not isinstance(who, dict) or who.get("ok") is not True:
        raise ValueError("Slack did not say whose token it gave")
    workspace_id = text(workspace, "id")
    if workspace_id not in (text(who, "team_id"), text(who, "enterprise_id")):
        raise ValueError("Slack's token is of another workspace than its answer")
    name = text(workspace, "name") or text(who, "team") or workspace_id
    is_bot = has_bot(consented.answer)
    return Identity(
        account_id=workspace_id if is_bot else person_of(consented.answer),
        email="",
        email_verified=False,
        domain=urlsplit(text(who, "url")).hostname or "",
        name=name if is_bot else f"{text(who, 'user') or 'a person'} in {name}",
    )
