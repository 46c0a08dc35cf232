"""How Slack says no: mostly with status 200 and ``ok: false``.

Source: the errors of each method's page, such as https://docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

from integrations.catalog.answer import Answer
from integrations.catalog.refusals import Refusals
from integrations.errors import OutcomeUnknown, RateLimited, ReconnectRequired, RemoteUnavailable, ScopeMissing

LIMITED = ("ratelimited", "rate_limited", "message_limit_exceeded", "too_many_requests")
ENDED = ("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "no_authorizations")
NOT_GRANTED = ("missing_scope", "not_allowed_token_type", "no_permission")
DOWN = ("service_unavailable", "request_timeout", "team_added_to_org", "org_login_required")
HALF_DONE = ("fatal_error", "internal_error")
"""Slack says of these that a part may have happened all the same."""

_INVITE = "Invite the app to the channel first: /invite in Slack, or add it under the channel's integrations."


def _needed(answer: Answer) -> str:
    """The scopes that Slack says were needed, in its own words."""
    needed = answer.at("needed")
    return f"{answer.at('error')}, it needs {needed}" if isinstance(needed, str) and needed else ""


def _wrong(answer: Answer) -> str:
    """What is wrong with the arguments, in Slack's own words."""
    said = answer.at("response_metadata.messages.0")
    return f"{answer.at('error')}, {said.removeprefix('[ERROR] ')}" if isinstance(said, str) else ""


REFUSALS = Refusals(
    is_refusal=lambda answer: answer.at("ok") is False,
    word="error",
    message=(_needed, _wrong),
    kinds={
        **dict.fromkeys(LIMITED, RateLimited),
        **dict.fromkeys(ENDED, ReconnectRequired),
        **dict.fromkeys(NOT_GRANTED, ScopeMissing),
        **dict.fromkeys(DOWN, RemoteUnavailable),
        **dict.fromkeys(HALF_DONE, OutcomeUnknown),
    },
    advice={
        "not_in_channel": _INVITE,
        "channel_not_found": f"It may be private, or of another workspace. {_INVITE}",
        "is_archived": "Unarchive the channel in Slack, or take another one.",
        "restricted_action": "An administrator of the workspace has to allow it there.",
        "name_taken": "Take another name, or use the channel of that name.",
        "cant_update_message": "An app can change only what it has posted itself.",
        "cant_delete_message": "An app can delete only what it has posted itself.",
        "edit_window_closed": "The workspace lets nobody change messages that are as old as this one.",
        "user_not_in_channel": "Invite the person to the channel first.",
        "not_allowed_token_type": "Connect the account again and allow what is asked for you personally.",
        "users_not_found": "Nobody in the workspace has this address.",
        "file_uploads_disabled": "An administrator of the workspace has to allow uploads there.",
        "storage_limit_reached": "The workspace has no room for files any more.",
        "time_in_past": "Choose a time in the future.",
        "time_too_far": "Slack keeps messages for at most 120 days.",
        "restricted_too_many": "Slack takes at most 30 messages for one channel and five minutes: spread them.",
    },
    # Slack counts each method by itself, for each app and workspace.
    about=dict.fromkeys(LIMITED, "method"),
    counted="method",
)
