"""What a person's decision becomes, at every vendor: the address the browser is sent to, and a line in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.rules import active_rules, pause, take_rule
from integrations.sandbox.oauth.page import SentBack, with_query

Answer = Callable[[], tuple[str, Mapping[str, str]]]
"""Whose account it is, and what the client is told. Raises SentBack."""


def decided(
    provider: str,
    method: str,
    redirect_uri: str,
    answer: Answer,
    *,
    always: Mapping[str, str],
    outage: str = "server_error",
) -> str:
    """The address with a code, or with the error that the client is told; ``always`` is told in either case.

    A rule for the method goes before: it says its own error, or the vendor's word for an ``outage``.
    """
    account = ""
    try:
        _meet_rule(provider, method, outage)
        account, told = answer()
    except SentBack as refusal:
        told = {"error": refusal.error}
    record_request(provider, method, 302, detail=told.get("error", ""), account=account)
    return with_query(redirect_uri, {**told, **always})


def _meet_rule(provider: str, method: str, outage: str) -> None:
    if rule := take_rule(active_rules(provider), method):
        pause(rule)
        if rule.error or rule.status:
            raise SentBack(rule.error or outage)
