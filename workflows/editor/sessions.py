"""Who sits at a socket: reads a staff session without ever saving, flushing or renewing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet, Subquery
from django.http import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from integrations.acting import actor_of_user
from integrations.actors import Actor, staff_actor
from integrations.prepared.queries import prepared


class SessionOver(Exception):
    """The session does not, or no longer, let its browser use the editor. ``close_code`` tells the editor why."""

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(reason)
        self.close_code = close_code
        self.reason = reason


IN_DATABASE = "django.contrib.sessions.backends.db"
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
    data: Mapping[str, str] = _store(session_key).load()
    user = _user(data)
    if user is None:
        raise SessionOver(NOT_SIGNED_IN, "Sign in first.")
    if not user.is_staff:
        raise SessionOver(NOT_STAFF, "Only staff may use the editor.")
    return StaffSession(key=session_key, user_id=user.pk, actor=actor_of_user(user))


def looked_at_again(before: StaffSession) -> StaffSession:
    """The same session with today's rights, by one statement where sessions lie in the database. Raises SessionOver."""
    if settings.SESSION_ENGINE != IN_DATABASE:
        return staff_session(before.key)
    rows = _with_groups(user_id=before.user_id, key=before.key, now=timezone.now())
    known = [vars(row) for row in rows]
    if not rows or known[0]["stored"] is None or not _is_theirs(_store(before.key).decode(known[0]["stored"]), rows[0]):
        return staff_session(before.key)  # says what is wrong
    groups = frozenset(row["group"] for row in known if row["group"] is not None)
    actor = staff_actor(
        user_id=rows[0].pk, label=rows[0].get_username(), groups=groups, is_superuser=rows[0].is_superuser
    )
    return StaffSession(key=before.key, user_id=before.user_id, actor=actor)


@prepared
def _with_groups(*, user_id: int, key: str, now: datetime) -> QuerySet[User]:
    """The operator once for each of his groups, with what the session holds."""
    stored = Session.objects.filter(session_key=key, expire_date__gt=now).values("session_data")
    users = User.objects.filter(pk=user_id, is_active=True, is_staff=True)
    return users.annotate(stored=Subquery(stored), group=F("groups__name")).order_by()


def _store(session_key: str) -> Any:  # each engine has a class of its own
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)


def _user(data: Mapping[str, str]) -> User | None:
    """As ``django.contrib.auth.get_user``, which cannot be used here because it may renew or flush the session."""
    user_id = data.get(SESSION_KEY)
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first() if user_id else None
    return user if user is not None and _is_theirs(data, user) else None


def _is_theirs(data: Mapping[str, str], user: User) -> bool:
    """Whether the session is of this user, signed in as we do it and with today's password."""
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS or data.get(SESSION_KEY) != str(user.pk):
        return False
    accepted = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), each) for each in accepted)
