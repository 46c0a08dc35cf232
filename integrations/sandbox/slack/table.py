"""The published methods: what each takes, which scopes it needs, how it may refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COMMON_ERRORS = frozenset(
    {
        "access_denied",
        "account_inactive",
        "deprecated_endpoint",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "fatal_error",
        "internal_error",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_auth",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "method_deprecated",
        "missing_argument",
        "missing_post_type",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""What every method's page lists beside its own."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument. ``any`` is JSON, or the text of it, as Slack takes for what has parts."""

    type: str
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method of the Web API."""

    name: str
    tier: str
    arguments: dict[str, Argument]
    scopes: dict[str, tuple[str, ...]]
    """By kind of token, ``bot`` or ``user``: any one of them will do. A kind that is missing here is refused, unless
    no kind is named at all.
    """
    errors: frozenset[str]

    def may_say(self, word: str) -> bool:
        """Whether a word is one of the method's published errors."""
        return word in self.errors or word in COMMON_ERRORS


@cache
def methods() -> dict[str, Method]:
    """All of them, by name."""
    listed = json.loads((Path(__file__).parent / "methods.json").read_text(encoding="utf-8"))
    return {
        name: Method(
            name=name,
            tier=facts["tier"],
            arguments={key: Argument(**value) for key, value in facts["arguments"].items()},
            scopes={kind: tuple(scopes) for kind, scopes in facts["scopes"].items()},
            errors=frozenset(facts["errors"]),
        )
        for name, facts in listed.items()
    }
