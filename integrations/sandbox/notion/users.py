"""The people and bots of a workspace."""

from __future__ import annotations

from integrations.sandbox.models import Account
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource, not_found
from integrations.sandbox.notion.ids import dashed, id_of

COLLEAGUES = (("Mara Lindt", "mara"), ("Jon Reyes", "jon"))


def user_id(account: Account) -> str:
    """Of the person whose account it is."""
    return id_of(f"user {account.email}")


def bot_id(account: Account, client_id: str) -> str:
    """Of an app in somebody's workspace."""
    return id_of(f"bot {client_id} {account.email}")


def workspace_id(account: Account) -> str:
    return id_of(f"workspace {account.email}")


def workspace_name(account: Account) -> str:
    return f"{account.given_name}'s workspace"


def person(account: Account) -> Resource:
    """As the token answer and lists have it."""
    return _person(user_id(account), account.name, account.email)


def me(call: Call) -> Resource:
    owner = {"type": "user", "user": person(call.account)}
    bot = {"owner": owner, "workspace_name": workspace_name(call.account), "workspace_id": workspace_id(call.account)}
    return _bot(call, bot)


def list_users(call: Call) -> Resource:
    return page_of(call, everybody(call), kind="user")


def retrieve(call: Call) -> Resource:
    wanted = dashed(call.path["user_id"], "path.user_id")
    found = next((each for each in everybody(call) if each["id"] == wanted), None)
    if found is None:
        raise not_found("user", wanted)
    return found


def everybody(call: Call) -> list[Resource]:
    domain = call.account.email.partition("@")[2]
    colleagues = [
        _person(id_of(f"user {name}@{domain} {call.account.email}"), full, f"{name}@{domain}")
        for full, name in COLLEAGUES
    ]
    return [person(call.account), *colleagues, _bot(call, {})]


def _person(identifier: str, name: str, email: str) -> Resource:
    return {
        "object": "user",
        "id": identifier,
        "type": "person",
        "person": {"email": email},
        "name": name,
        "avatar_url": None,
    }


def _bot(call: Call, bot: Resource) -> Resource:
    return {"object": "user", "id": call.bot_id, "type": "bot", "bot": bot, "name": "Machina", "avatar_url": None}
