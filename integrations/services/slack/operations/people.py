"""The people of the workspace."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.readable import objects, part
from integrations.errors import FieldError, InputError
from integrations.services.slack import samples
from integrations.services.slack.models.people import (
    USERS_CAP,
    SlackStatus,
    SlackStatusSet,
    SlackUser,
    SlackUserFind,
    SlackUserGet,
    SlackUserList,
    SlackUsers,
    SlackWorkspace,
    SlackWorkspaceGet,
)
from integrations.services.slack.parsing import parse_user
from integrations.services.slack.reading import Page
from integrations.services.slack.service import ADDRESSES, PEOPLE, STATUS, service
from integrations.services.slack.web import CURSOR, act, read

REFERENCE = "https://docs.slack.dev/reference/methods"


@service.operation(
    effect="read",
    scopes=[PEOPLE],
    price="user_list",
    sample=samples.USERS,
    documentation_url=f"{REFERENCE}/users.list",
    icon="contacts",
)
def list_users(ctx: Ctx, data: SlackUserList) -> SlackUsers:
    """List the people of the workspace.

    Those who have left, and apps, only on request. A page can so have fewer than were asked for, even none.
    """

    def fetch(token: str | None) -> Page:
        items, following = ctx.http.page(
            "POST",
            "/api/users.list",
            looks=True,
            form={"limit": data.max_results},
            paging=CURSOR,
            items="members",
            page_token=token,
        )
        return objects(items), following

    found, token = read_pages(fetch, page_token=data.page_token, cap=USERS_CAP, follow=data.all_pages)
    users = [
        user
        for user in map(parse_user, found)
        if (data.include_deactivated or not user.is_deactivated)
        and (data.include_bots or not (user.is_bot or user.user_id == "USLACKBOT"))
    ]
    return SlackUsers(users=users, count=len(users), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[PEOPLE, ADDRESSES],
    price="user_read",
    sample=samples.USER,
    example={"email": samples.ADDRESS},
    documentation_url=f"{REFERENCE}/users.lookupByEmail",
    icon="user-search",
)
def find_user_by_email(ctx: Ctx, data: SlackUserFind) -> SlackUser:
    """Find the person with an e-mail address.

    Who has left is not found, and neither is an alias of an address.
    """
    return parse_user(part(read(ctx, "users.lookupByEmail", email=data.email), "user"))


@service.operation(
    effect="read",
    scopes=[PEOPLE],
    price="user_read",
    sample=samples.USER,
    example={"user_id": samples.COLLEAGUE},
    documentation_url=f"{REFERENCE}/users.info",
    icon="user",
)
def get_user(ctx: Ctx, data: SlackUserGet) -> SlackUser:
    """Read who somebody is.

    The e-mail address is there where the app may see addresses.
    """
    return parse_user(part(read(ctx, "users.info", user=data.user_id), "user"))


@service.operation(
    effect="idempotent_write",
    scopes=[STATUS],
    price="status_set",
    sample=samples.STATUS,
    example={"status_text": "In a meeting", "status_emoji": ":calendar:"},
    documentation_url=f"{REFERENCE}/users.profile.set",
    icon="status",
)
def set_status(ctx: Ctx, data: SlackStatusSet) -> SlackStatus:
    """Set the status of the person who connected Slack.

    It needs that person's own permission. What is not given stays; empty texts clear words and emoji.
    """
    profile = _profile(data)
    if not profile:
        words = "Say what to change: status_text, status_emoji or clear_at."
        raise InputError(words, errors=[FieldError("status_text", words)])
    told = part(act(ctx, "users.profile.set", profile=profile), "profile")
    ends = told.get("status_expiration")
    return SlackStatus(
        status_text=str(told.get("status_text", "")),
        status_emoji=str(told.get("status_emoji", "")),
        clear_at=datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and ends > 0 else None,
    )


def _profile(data: SlackStatusSet) -> dict[str, object]:
    given = data.model_fields_set
    profile: dict[str, object] = {
        name: getattr(data, name) or "" for name in ("status_text", "status_emoji") if name in given
    }
    if profile and not any(profile.values()):
        profile = {"status_text": "", "status_emoji": ""}  # Slack refuses to clear one of them alone
    if "clear_at" in given:
        profile["status_expiration"] = 0 if data.clear_at is None else int(data.clear_at.timestamp())
    return profile


@service.operation(
    effect="read",
    scopes=[],
    price="workspace_read",
    sample=samples.WORKSPACE,
    documentation_url=f"{REFERENCE}/auth.test",
    icon="building",
)
def get_workspace(ctx: Ctx, data: SlackWorkspaceGet) -> SlackWorkspace:
    """Show which workspace is connected, and as whom.

    Free of charge; this is how a connection is tested.
    """
    answer = read(ctx, "auth.test")
    return SlackWorkspace(
        workspace_id=str(answer.get("team_id", "")),
        name=str(answer.get("team", "")),
        url=str(answer.get("url", "")),
        user_id=str(answer.get("user_id", "")),
        handle=str(answer.get("user", "")),
    )
