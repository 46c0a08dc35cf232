"""What every service of Google has to show alike, each with one operation of its own and the method behind it."""

from __future__ import annotations

from integrations.models import UsageLine
from integrations.tests.google_account import GoogleAccount


def tells_apart(account: GoogleAccount, operation: str, method: str, answer: dict[str, object], code: str) -> None:
    """One of the vendor's refusals reaches the caller under its code; see ``VENDOR_ERRORS``."""
    account.misbehave(method, **answer)
    outcome = account.outcome(operation, {})
    assert outcome.error is not None
    assert outcome.error["code"] == code


def reads_to_the_end(account: GoogleAccount, operation: str, items: str, item_id: str, **params: object) -> None:
    """Page by page there is what one large page has, in its order: nothing twice and nothing left out."""
    whole = account.run(operation, max_results=50, **params)
    page = account.run(operation, max_results=1, **params)
    read = page[items]
    while page["next_page_token"]:
        page = account.run(operation, max_results=1, page_token=page["next_page_token"], **params)
        read = [*read, *page[items]]
    assert whole["next_page_token"] is None
    assert len(read) > 1
    assert [each[item_id] for each in read] == [each[item_id] for each in whole[items]]


def asks_to_connect_again(account: GoogleAccount, operation: str, method: str) -> None:
    """A grant that Google has ended is told with the way to mend it, and stored."""
    account.misbehave(method, status=401)
    account.misbehave("oauth.token", status=400, error="invalid_grant")
    outcome = account.outcome(operation, {})
    assert outcome.error is not None
    assert outcome.error["code"] == "reconnect_required"
    assert outcome.error["connect_url"]
    assert account.connection().status == "needs_reconnect"
    assert account.connection().status_reason == "invalid_grant"


def knows_a_missing_scope(account: GoogleAccount, operation: str) -> None:
    """Google is not asked what it would refuse, and nothing is charged."""
    account.forget_scopes()
    outcome = account.outcome(operation, {})
    assert outcome.error is not None
    assert outcome.error["code"] == "scope_missing"
    assert outcome.error["connect_url"]
    assert not UsageLine.objects.exists()
