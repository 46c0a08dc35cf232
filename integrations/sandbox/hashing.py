"""How secrets are stored: as a hash that finds the row and says nothing about the secret."""

from __future__ import annotations

from hashlib import sha256


def hashed(secret: str) -> str:
    """The SHA-256 of a random secret. Such secrets are long, so they need no salt and no slow hash."""
    return sha256(secret.encode()).hexdigest()
