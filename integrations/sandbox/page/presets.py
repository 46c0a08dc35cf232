"""Misbehaviour by the push of a button."""

from __future__ import annotations

from dataclasses import dataclass, field

from integrations.sandbox.models import Rule


@dataclass(frozen=True)
class Preset:
    """A rule with words for people."""

    key: str
    title: str
    detail: str
    rule: dict[str, str | int | bool] = field(default_factory=dict)

    def apply(self) -> None:
        """Make the rule hold."""
        Rule.objects.create(**self.rule)


PRESETS = (
    Preset(
        "busy",
        "Too many requests",
        "Gmail answers the next 3 requests with 429 and Retry-After 2.",
        {"method": "gmail", "times": 3, "status": 429, "retry_after": 2, "reason": "userRateLimitExceeded"},
    ),
    Preset(
        "down",
        "Out of order",
        "Gmail answers 503 until you calm it.",
        {"method": "gmail", "status": 503, "reason": "backendError"},
    ),
    Preset(
        "slow",
        "Slow answers",
        "Every answer takes 2 seconds longer until you calm it.",
        {"method": "*", "delay_ms": 2000},
    ),
    Preset(
        "lost",
        "Lost answer",
        "The next message is sent, but its answer gets lost on the way.",
        {"method": "gmail.users.messages.send", "times": 1, "drop_after_effect": True},
    ),
    Preset(
        "dead",
        "Dead grant",
        "The next refresh of a token is refused for good: invalid_grant.",
        {"method": "oauth.token.refresh_token", "times": 1, "error": "invalid_grant"},
    ),
    Preset(
        "outage",
        "Sign-in trouble",
        "The token endpoint answers 503 until you calm it.",
        {"method": "oauth.token", "status": 503},
    ),
)
BY_KEY = {preset.key: preset for preset in PRESETS}
