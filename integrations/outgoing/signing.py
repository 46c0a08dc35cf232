"""Signatures by Standard Webhooks, version 1: HMAC-SHA256 over id, time and the very bytes of the body.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

MARK = "whsec_"
KEY_BYTES = 32


def new_secret() -> str:
    """A secret as receivers are given it: ``whsec_`` and the key in base64."""
    return MARK + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def headers(keys: Iterable[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message, with a signature by each secret, the newest first.

    ``at`` is the time of this attempt, with its zone. Raises ValueError for a time without, or a secret that is none.
    """
    if at.tzinfo is None:
        raise ValueError("The time of an attempt needs its zone.")
    seconds = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(_signature(key, message_id, seconds, body) for key in keys),
    }


def _signature(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(MARK), validate=True)
    except binascii.Error as error:
        raise ValueError("A secret of webhooks is base64 after whsec_.") from error
