"""Notices a database that has gone back in time, and tells each process whether work may begin."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from integrations import gate
from integrations.models import Installation
from integrations.restoring import marks

logger = logging.getLogger(__name__)

QUIET = timedelta(minutes=15)
"""A database without any copy of its pulse is taken for this installation's own if it was alive so lately."""


def beat() -> None:
    """Count the pulse up, unless the database is behind what is kept outside. Run by the scheduler."""
    look()
    if gate.is_shut():
        return
    now = timezone.now()
    Installation.objects.filter(pk=1, safe_since=None).update(pulse=F("pulse") + 1, beaten_at=now)
    marks.keep(Installation.objects.get(pk=1).pulse)


def look() -> None:
    """Go into safe mode if the database is behind; shut or open this process's gate as the database says.

    The copies are read first: what another scheduler counts meanwhile then makes the database newer than them.
    """
    outside = marks.newest()
    installation, _ = Installation.objects.get_or_create(pk=1)
    if installation.safe_since is None and (reason := _behind(installation, outside)):
        enter(reason)
        installation.refresh_from_db()
    follow(installation)


def enter(reason: str) -> None:
    """Begin nothing more anywhere until somebody resumes. Entering twice keeps the first reason."""
    Installation.objects.get_or_create(pk=1)
    entered = Installation.objects.filter(pk=1, safe_since=None)
    if entered.update(safe_since=timezone.now(), safe_because=reason[:500]):
        logger.error("restoring.safe_mode", extra={"reason": reason})


def keep_following() -> None:
    """Bring this process's gate to what the database says; without one it stays as it is. Every process, every 5 s."""
    try:
        follow(Installation.objects.filter(pk=1).first())
    except DatabaseError:
        logger.warning("restoring.cannot_follow", exc_info=True)


def follow(known: Installation | None) -> None:
    """Shut or open this process's gate."""
    gate.doubt(known.resumed_at if known else None)
    if known is not None and known.safe_since is not None:
        gate.shut(known.safe_because)
    else:
        gate.unlock()


def _behind(installation: Installation, outside: int | None) -> str:
    """Why the database seems to have come back from a backup; empty where nothing speaks for it."""
    known = installation.beaten_at
    if known is None:
        return ""
    since = f"{known:%d %b %Y, %H:%M} UTC"
    if outside is not None and outside > installation.pulse:
        return f"The database is that of {since}, and Machina has worked since: it has come back from a backup."
    if outside is None and timezone.now() - known > QUIET:
        return f"The database is that of {since}, and nothing here knows what has happened since then."
    return ""
