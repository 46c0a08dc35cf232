"""Users of the workspace."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.notion import api, samples
from integrations.services.notion.models.people import USERS_CAP, NotionUserList, NotionUsers
from integrations.services.notion.parsing import parse_user
from integrations.services.notion.service import READ_USERS, service


@service.operation(
    effect="read",
    scopes=[READ_USERS],
    price="user_list",
    sample={"users": [samples.USER], "count": 1, "next_page_token": None},
    icon="users",
    documentation_url="https://developers.notion.com/reference/get-users",
)
def list_users(ctx: Ctx, data: NotionUserList) -> NotionUsers:
    """List the members and bots of the workspace.

    Guests are not among them. E-mail addresses are told where the app may see them.
    """
    found, token = api.listed(
        ctx,
        "/v1/users",
        max_results=data.max_results,
        page_token=data.page_token,
        cap=USERS_CAP,
        follow=data.all_pages,
    )
    users = [parse_user(each) for each in found]
    return NotionUsers(users=users, count=len(users), next_page_token=token)
