"""Who sits at a socket: reads a staff session without ever saving, flushing or renewing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import User
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

from integrations.acting import actor_of_user
from integrations.actors import Actor


class SessionOver(Exception):
    """The session does not, or no longer, let its browser use the editor. ``close_code`` tells the editor why."""

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(reason)
        self.close_code = close_code
        self.reason = reason


NOT_SIGNED_IN = 4401
NOT_STAFF = 4403


@dataclass(frozen=True)
class StaffSession:
    """A signed-in operator, and the key of the session that says so."""

    key: str
    user_id: int
    actor: Actor


def session_key_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The session key in a handshake's cookies; empty when there is none."""
    cookies = "; ".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")


def staff_session(session_key: str) -> StaffSession:
    """The operator whom the session names right now, with today's rights.

    Raises SessionOver when there is no valid session, or its user is not active staff.
    """
    data: Mapping[str, str] = import_module(settings.SESSION_ENGINE).SessionStore(session_key).load()
    user = _user(data)
    if user is None:
        raise SessionOver(NOT_SIGNED_IN, "Sign in first.")
    if not user.is_staff:
        raise SessionOver(NOT_STAFF, "Only staff may use the editor.")
    return StaffSession(key=session_key, user_id=user.pk, actor=actor_of_user(user))


def _user(data: Mapping[str, str]) -> User | None:
    """As ``django.contrib.auth.get_user``, which cannot be used here because it may renew or flush the session."""
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = get_user_model().objects.filter(pk=data.get(SESSION_KEY, ""), is_active=True).first()
    if user is None:
        return None
    given = data.get(HASH_SESSION_KEY, "")
    accepted = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return user if any(constant_time_compare(given, each) for each in accepted) else None
