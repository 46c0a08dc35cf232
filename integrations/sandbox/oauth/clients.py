"""Who may ask: clients need no registration here, only a name, its secret, and a harmless redirect address."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from urllib.parse import unquote_plus, urlsplit

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


class ClientRefused(Exception):
    """Who asks is no client, or does not know its secret."""


def read_client(fields: Mapping[str, object], authorization: str) -> str:
    """The client's id, by its id and secret among the fields of a body or in a Basic header. Raises ClientRefused."""
    client_id, client_secret = fields.get("client_id", ""), fields.get("client_secret", "")
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, client_secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise ClientRefused("The Authorization header cannot be read.") from None
        client_id, client_secret = unquote_plus(client_id), unquote_plus(client_secret)
    if not isinstance(client_id, str) or not is_client(client_id):
        raise ClientRefused("The OAuth client was not found.")
    if not isinstance(client_secret, str) or not secret_matches(client_id, client_secret):
        raise ClientRefused("The provided client secret is invalid.")
    return client_id
