"""Whether this process may begin work: not while its database may be older than what has happened since."""

from __future__ import annotations

from datetime import datetime

from integrations.errors import RemoteUnavailable

_shut_because = ""
_doubtful_before: datetime | None = None


def shut(reason: str) -> None:
    """Begin nothing any more: no row is claimed, no call opened, no token renewed. ``reason`` is a sentence."""
    global _shut_because
    _shut_because = reason


def unlock() -> None:
    """Work may begin again."""
    global _shut_because
    _shut_because = ""


def doubt(before: datetime | None) -> None:
    """Work from before this moment lay in a backup, and may have been done after the backup was made."""
    global _doubtful_before
    _doubtful_before = before


def is_doubtful(made_at: datetime) -> bool:
    """Whether work of that time may have been done already, although the database knows nothing of it."""
    return _doubtful_before is not None and made_at < _doubtful_before


def is_shut() -> bool:
    return bool(_shut_because)


def require_open() -> None:
    """Raises RemoteUnavailable, which says why and how it ends."""
    if _shut_because:
        raise RemoteUnavailable(f"Machina is in safe mode and calls nobody. {_shut_because} Run: manage.py resume")
