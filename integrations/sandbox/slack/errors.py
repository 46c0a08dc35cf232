"""Slack's refusals: a word, under status 200 but for limits and outages."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import JsonResponse

from integrations.sandbox.models import Rule
from integrations.sandbox.oauth.endpoint import OAuthFailure


class SlackFailure(Exception):
    """One refusal, with what else the answer says."""

    def __init__(
        self,
        word: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(word)
        self.word = word
        self.status = status
        self.headers = dict(headers or {})
        self.details = dict(details or {})

    def response(self) -> JsonResponse:
        """The answer."""
        body = {"ok": False, "error": self.word, **self.details}
        return JsonResponse(body, status=self.status, headers=self.headers)


class SlackOAuthFailure(OAuthFailure):
    """The same of the token address."""

    @classmethod
    def status_of(cls, error: str) -> int:
        return 429 if error == "ratelimited" else 200

    def body(self) -> dict[str, object]:
        return {"ok": False, "error": self.error}


def wrong_arguments(*messages: str) -> SlackFailure:
    """A request that no method of this name takes."""
    told = {"response_metadata": {"messages": [f"[ERROR] {message}" for message in messages]}}
    return SlackFailure("invalid_arguments", details=told)


def provoked(rule: Rule) -> SlackFailure | None:
    """The refusal that a rule asks for; None where it asks for none."""
    if not rule.status and not rule.error:
        return None
    word = rule.error or rule.reason or {429: "ratelimited", 503: "service_unavailable"}.get(rule.status or 0, "")
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    status = rule.status or (429 if word == "ratelimited" else 200)
    return SlackFailure(word or "internal_error", status=status, headers=headers)
