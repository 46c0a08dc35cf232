"""The attempt that a request of the handshake is about; allauth's hooks are given nothing but the request."""

from __future__ import annotations

from django.http import HttpRequest

from integrations.models import ConnectAttempt

_NAME = "connect_attempt"


def set_attempt(request: HttpRequest, attempt: ConnectAttempt) -> None:
    """Called by the start page, and by the callback view once it has claimed the attempt."""
    vars(request)[_NAME] = attempt


def attempt_of(request: HttpRequest) -> ConnectAttempt | None:
    """None means that nobody claimed anything for this request: a login has to be refused."""
    attempt = vars(request).get(_NAME)
    return attempt if isinstance(attempt, ConnectAttempt) else None
