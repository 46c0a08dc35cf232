"""What the token, userinfo and revoke endpoints share: rules, the log, and errors in Google's shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse

from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import active_rules, take_rule, under_rule
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Rule

ERRORS = {429: "rate_limit_exceeded", 503: "temporarily_unavailable"}


@dataclass(frozen=True)
class Answer:
    """What to tell, and whose account it was about."""

    body: Resource
    account: str


class OAuthFailure(Exception):
    """A refusal, as the OAuth endpoints put it."""

    def __init__(self, status: int, error: str, description: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description
        self.headers = headers or {}

    def response(self) -> JsonResponse:
        """The answer."""
        body = {"error": self.error, "error_description": self.description}
        return JsonResponse(body, status=self.status, headers=self.headers)


def respond(method: str, perform: Callable[[], Answer], *, detail: str = "") -> HttpResponse:
    """Run an endpoint under the rules that meet it, and write the log."""
    account, status = "", 200
    try:
        with under_rule(take_rule(active_rules("google"), method, detail), _provoked):
            answer = perform()
            account = answer.account
        return JsonResponse(answer.body, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})
    except AnswerLost:
        return unreadable_answer()
    except OAuthFailure as failure:
        status = failure.status
        return failure.response()
    finally:
        record_request("google", method, status, detail=detail, account=account)


def _provoked(rule: Rule) -> OAuthFailure | None:
    if not rule.status and not rule.error:
        return None
    status = rule.status or (401 if rule.error == "invalid_client" else 400)
    error = rule.error or rule.reason or ERRORS.get(status, "internal_failure" if status >= 500 else "invalid_request")
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    return OAuthFailure(status, error, "The sandbox was told to answer this.", headers)
