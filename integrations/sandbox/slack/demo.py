"""Slack's part of the sandbox, as the control endpoint and the page for people see it."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.sandbox.models import Account, SlackPost
from integrations.sandbox.oauth.page import Decision
from integrations.sandbox.slack.installing import uninstall
from integrations.sandbox.slack.oauth.authorize import decide, narrowed
from integrations.sandbox.slack.oauth.request import read_request
from integrations.sandbox.slack.seed import add_account, ensure_demo_accounts, forget
from integrations.sandbox.vendor import Vendor

SHOWN = 20


def _decide(email: str, query: Mapping[str, str], *, scopes: frozenset[str] | None, is_allowed: bool, root: str) -> str:
    asked = narrowed(read_request(query), scopes)
    return decide(asked, Decision(email, is_allowed, frozenset()))


def _shown(account: Account) -> dict[str, object]:
    """The newest messages of the person's conversations."""
    member = account.slack_member
    posts = SlackPost.objects.filter(conversation__in=member.conversations.all(), only_for=None)
    return {
        "member": member,
        "posts": posts.select_related("author", "conversation").order_by("-ts")[:SHOWN],
        "channels": member.conversations.order_by("name"),
    }


SLACK = Vendor(
    key="slack",
    name="Slack",
    methods=("slack",),
    ensure_demo_accounts=ensure_demo_accounts,
    add_account=add_account,
    decide=_decide,
    account_template="sandbox/slack_account.html",
    account_context=_shown,
    forget=forget,
    end_access=uninstall,
)
