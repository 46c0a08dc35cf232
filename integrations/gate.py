"""Whether this process may begin work: not while its database may be older than what has happened since."""

from __future__ import annotations

from integrations.errors import RemoteUnavailable

_shut_because = ""


def shut(reason: str) -> None:
    """Begin nothing any more: no row is claimed, no call opened, no token renewed. ``reason`` is a sentence."""
    global _shut_because
    _shut_because = reason


def unlock() -> None:
    """Work may begin again."""
    global _shut_because
    _shut_because = ""


def is_shut() -> bool:
    return bool(_shut_because)


def require_open() -> None:
    """Raises RemoteUnavailable, which says why and how it ends."""
    if _shut_because:
        raise RemoteUnavailable(f"Machina is in safe mode and calls nobody. {_shut_because} Run: manage.py resume")
