"""Where a link may lead back to: addresses on the operator's list, by exact origin and path prefix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

# Browsers read a backslash as a slash and drop tabs and line breaks; decoded dots climb out of a path.
_SUSPICIOUS = re.compile(r"[\x00-\x20\x7f\\]|%2e|%2f|%5c", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def is_allowed(address: str, allowed: Sequence[str]) -> bool:
    """Whether the address lies under one of the allowed ones."""
    wanted = _split(address)
    return wanted is not None and any(_is_under(wanted, _split(each)) for each in allowed)


def allowed_origin(origin: str, allowed: Sequence[str]) -> str | None:
    """The origin as browsers write it, if one of the allowed addresses has it; None for anything else."""
    parts = _split(origin)
    if parts is None or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    known = any(_origin(parts) == _origin(each) for each in map(_split, allowed) if each is not None)
    scheme, host, port = _origin(parts)
    shown = f"[{host}]" if ":" in host else host
    return (f"{scheme}://{shown}" if port == _PORTS[scheme] else f"{scheme}://{shown}:{port}") if known else None


def is_well_formed(address: str) -> bool:
    """Whether an address can stand on the list: http or https, a host, no user name, nothing that climbs."""
    return _split(address) is not None


def _split(address: str) -> SplitResult | None:
    if _SUSPICIOUS.search(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0 or "@" in parts.netloc:
        return None
    if ".." in parts.path.split("/") or "." in parts.path.split("/"):
        return None
    return parts


def _is_under(wanted: SplitResult, allowed: SplitResult | None) -> bool:
    if allowed is None or _origin(wanted) != _origin(allowed):
        return False
    prefix = allowed.path.rstrip("/")
    return wanted.path == allowed.path or wanted.path == prefix or wanted.path.startswith(f"{prefix}/")


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS[parts.scheme]
