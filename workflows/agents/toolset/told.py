"""Errors in words for a language model: what went wrong, and whether to correct it, to wait, to stop or to ask."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.errors import (
    ApprovalRefused,
    BudgetExceeded,
    InputError,
    MachinaError,
    NotConnected,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    RemoteUnavailable,
    ScopeMissing,
)

NEXT: Sequence[tuple[type[MachinaError] | tuple[type[MachinaError], ...], str]] = (
    (InputError, "Correct the arguments and call again."),
    ((NotConnected, ReconnectRequired, ScopeMissing), "Stop here and ask the person to connect the account."),
    (RateLimited, "Wait before you call again."),
    (RemoteUnavailable, "It has not been done. It may be tried again later."),
    (OutcomeUnknown, "Do not repeat it: it may have been done. Tell the person to look."),
    (ApprovalRefused, "Do not ask for it again; tell the person."),
    (BudgetExceeded, "Stop here and tell the person."),
)
FINAL = "Calling again will not help."


def told_to_model(error: MachinaError) -> str:
    """The error with its wrong fields and the next step; an address to connect by where there is one."""
    lines = [f"{error.code}: {error.detail}"]
    lines += [f"- {each.field}: {each.message}" for each in error.errors if each.message != error.detail]
    if error.retry_after is not None and error.wait is not None:
        lines.append(f"Retry after {error.wait} seconds.")
    lines.append(next((words for kinds, words in NEXT if isinstance(error, kinds)), FINAL))
    if error.connect_url:
        lines.append(f"Give the person this address: {error.connect_url}")
    return "\n".join(lines)
