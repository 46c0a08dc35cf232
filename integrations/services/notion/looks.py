"""Icons and covers as Notion takes them."""

from __future__ import annotations

from integrations.errors import InputError
from integrations.services.notion.api import Resource


def sent_icon(icon: str) -> Resource | None:
    """An emoji or an address; None takes the icon away."""
    if not icon:
        return None
    return _external(icon, "icon") if "://" in icon else {"type": "emoji", "emoji": icon}


def sent_cover(url: str) -> Resource | None:
    """None takes the cover away."""
    return _external(url, "cover_url") if url else None


def _external(url: str, field: str) -> Resource:
    if not url.startswith("https://"):
        raise InputError(f"{url[:80]!r} is no https address.", field=field)
    return {"type": "external", "external": {"url": url}}
