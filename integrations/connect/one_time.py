"""Random values that are handed out once and kept as hashes."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is stored of a random secret. Not for anything a person could guess: there is no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
