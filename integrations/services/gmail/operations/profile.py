"""The mailbox in numbers, which is also how a connection is tested."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.gmail.models.mailbox import MailProfile, MailProfileGet
from integrations.services.gmail.service import READ, service


@service.operation(
    effect="read",
    scopes=[READ],
    price="profile_read",
    quota=1,
    sample={
        "email": "ada@globex.example",
        "messages_total": 18250,
        "threads_total": 9120,
        "history_id": "4812093",
    },
    documentation_url="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users/getProfile",
    icon="profile",
)
def get_profile(ctx: Ctx, data: MailProfileGet) -> MailProfile:
    """Show the mailbox's address and how much mail it holds.

    Free of charge; this is how a connection is tested.
    """
    profile = ctx.google("gmail", "v1").users().getProfile(userId="me").execute()
    return MailProfile(
        email=profile.get("emailAddress") or ctx.account.email,
        messages_total=profile.get("messagesTotal"),
        threads_total=profile.get("threadsTotal"),
        history_id=profile.get("historyId"),
    )
