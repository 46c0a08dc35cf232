"""What every vendor's token endpoints share: rules, the log, and answers that nobody keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpResponse, JsonResponse

from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import active_rules, take_rule, under_rule
from integrations.sandbox.models import Rule

ERRORS = {429: "rate_limit_exceeded", 503: "temporarily_unavailable"}


@dataclass(frozen=True)
class Answer:
    """What to tell, and whose account it was about."""

    body: dict[str, object]
    account: str


@dataclass
class OAuthFailure(Exception):
    """A refusal, as RFC 6749 puts it; a vendor with a shape of its own overrides ``body``."""

    status: int
    error: str
    description: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def status_of(cls, error: str) -> int:
        """The status that goes with a word."""
        return 401 if error == "invalid_client" else 400

    def body(self) -> dict[str, object]:
        """The answer's JSON."""
        return {"error": self.error, "error_description": self.description}

    def response(self) -> JsonResponse:
        """The answer."""
        return JsonResponse(self.body(), status=self.status, headers=self.headers)


def respond(
    provider: str,
    method: str,
    perform: Callable[[], Answer],
    *,
    detail: str = "",
    failure: type[OAuthFailure] = OAuthFailure,
) -> HttpResponse:
    """Run an endpoint under the rules that meet it, and write the log. ``failure`` is the vendor's shape of errors."""
    account, status = "", 200
    try:
        with under_rule(take_rule(active_rules(provider), method, detail), lambda rule: _provoked(rule, failure)):
            answer = perform()
            account = answer.account
        return JsonResponse(answer.body, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})
    except AnswerLost:
        return unreadable_answer()
    except OAuthFailure as refusal:
        status = refusal.status
        return refusal.response()
    finally:
        record_request(provider, method, status, detail=detail, account=account)


def _provoked(rule: Rule, failure: type[OAuthFailure]) -> OAuthFailure | None:
    if not rule.status and not rule.error:
        return None
    status = rule.status or failure.status_of(rule.error)
    error = rule.error or rule.reason or ERRORS.get(status, "internal_failure" if status >= 500 else "invalid_request")
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    return failure(status, error, "The sandbox was told to answer this.", headers)
