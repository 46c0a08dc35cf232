"""Notion's part of the sandbox, as the control endpoint and the page for people see it."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.sandbox.models import Account, NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.methods import CAPABILITIES
from integrations.sandbox.notion.oauth.authorize import decide, read_request
from integrations.sandbox.notion.oauth.tokens import PROVIDER
from integrations.sandbox.notion.seed.accounts import add_account, ensure_demo_accounts
from integrations.sandbox.notion.users import workspace_name
from integrations.sandbox.oauth.page import Decision
from integrations.sandbox.vendor import Vendor

SHOWN = 20


def _decide(email: str, query: Mapping[str, str], *, scopes: frozenset[str] | None, is_allowed: bool, root: str) -> str:
    ticked = frozenset(CAPABILITIES) if scopes is None else scopes
    return decide(read_request(query), Decision(email, is_allowed, ticked))


def _shown(account: Account) -> dict[str, object]:
    """Pages and data sources, the last changed first."""
    kinds = (NotionRecord.Kind.PAGE, NotionRecord.Kind.DATA_SOURCE)
    found = NotionRecord.objects.filter(account=account, kind__in=kinds).order_by("-edited_at", "-id")[:SHOWN]
    things = [
        {"title": resources.plain(each.body.get("title", [])), "kind": each.get_kind_display(), "record": each}
        for each in found
    ]
    return {"things": things, "workspace": workspace_name(account)}


NOTION = Vendor(
    key=PROVIDER,
    name="Notion",
    methods=("notion",),
    ensure_demo_accounts=ensure_demo_accounts,
    add_account=add_account,
    decide=_decide,
    account_template="sandbox/notion_account.html",
    account_context=_shown,
)
