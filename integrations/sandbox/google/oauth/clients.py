"""Who may ask: clients need no registration here, only a name, its secret, and a harmless redirect address."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_client(client_id: str) -> bool:
    """Any id that begins with `sandbox-`."""
    return client_id.startswith("sandbox-") and len(client_id) <= 200


def secret_matches(client_id: str, client_secret: str) -> bool:
    """The secret of a client is its id followed by `-secret`."""
    return secrets.compare_digest(f"{client_id}-secret".encode(), client_secret.encode())


def redirect_allowed(redirect_uri: str) -> bool:
    """Codes go to this machine or to Machina's own address, so that no stranger can use the page to send people on."""
    try:
        parts = urlsplit(redirect_uri)
        if parts.scheme not in ("http", "https") or parts.fragment or parts.username is not None:
            return False
        return parts.hostname in LOOPBACK or f"{parts.scheme}://{parts.netloc}" == settings.PUBLIC_URL
    except ValueError:
        return False
