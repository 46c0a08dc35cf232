"""Slack's words under status 200, and what they mean to who calls."""

from __future__ import annotations

import json

import pytest

from integrations.catalog.answer import Answer
from integrations.errors import MachinaError, RateLimited
from integrations.providers.slack.refusals import REFUSALS


def read(body: dict[str, object], status: int = 200, **headers: str) -> MachinaError | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return REFUSALS.read(
        Answer(status, {"content-type": "application/json", **named}, json.dumps(body).encode()), "Slack"
    )


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("ratelimited", "rate_limited"),
        ("invalid_auth", "reconnect_required"),
        ("token_revoked", "reconnect_required"),
        ("token_expired", "reconnect_required"),
        ("account_inactive", "reconnect_required"),
        ("missing_scope", "scope_missing"),
        ("not_allowed_token_type", "scope_missing"),
        ("service_unavailable", "remote_unavailable"),
        ("fatal_error", "outcome_unknown"),
        ("internal_error", "outcome_unknown"),
        ("channel_not_found", "remote_rejected"),
        ("a_word_that_is_new", "remote_rejected"),
    ],
)
def test_a_word_under_status_200_is_a_refusal_of_its_kind(word: str, code: str) -> None:
    refused = read({"ok": False, "error": word})
    assert refused is not None
    assert (refused.code, refused.vendor_word) == (code, word)


def test_what_is_ok_is_no_refusal() -> None:
    assert read({"ok": True, "error": "channel_not_found"}) is None


def test_a_missing_scope_is_named() -> None:
    refused = read({"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "users:read"})
    assert refused is not None
    assert refused.detail.startswith("Slack refused: missing_scope, it needs chat:write.")


def test_wrong_arguments_are_told_in_slacks_words() -> None:
    told = {"messages": ["[ERROR] missing required field: channel"]}
    refused = read({"ok": False, "error": "invalid_arguments", "response_metadata": told})
    assert refused is not None
    assert "missing required field: channel" in refused.detail


def test_a_limit_holds_back_one_method_for_as_long_as_slack_says() -> None:
    refused = read({"ok": False, "error": "ratelimited"}, 429, retry_after="30")
    assert isinstance(refused, RateLimited)
    assert (refused.retry_after, refused.about) == (30.0, "method")


def test_advice_says_what_a_person_can_do() -> None:
    refused = read({"ok": False, "error": "not_in_channel"})
    assert refused is not None
    assert refused.detail == (
        "Slack refused: not_in_channel. Invite the app to the channel first: /invite in Slack, or add it under the"
        " channel's integrations."
    )
