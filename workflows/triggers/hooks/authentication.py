"""Whether a caller knows a webhook's secret: told over the raw bytes, in constant time, before anything is read."""

from __future__ import annotations

import binascii
import hashlib
import hmac
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping

from workflows.triggers.hooks.settings import Authentication

TOLERANCE_SECONDS = 300
"""How far a signed time may lie from ours, before and after."""
MOST_SIGNATURES = 8
_PREFIX = "whsec_"


def is_proved(kind: Authentication, headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
    """Whether the headers prove that their sender knows the secret. Without a secret nobody does."""
    if kind == "none":
        return True
    if not secret:
        return False
    if kind == "secret":
        return any(_same(given, secret) for given in _told(headers))
    if "webhook-signature" in headers:
        return _is_signed_by_standard(headers, raw, secret)
    return _is_signed(headers.get("machina-signature", ""), raw, secret)


def _told(headers: Mapping[str, str]) -> Iterator[str]:
    yield headers.get("machina-secret", "")
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        yield token.strip()


def _is_signed(signature: str, raw: bytes, secret: str) -> bool:
    """``sha256=<hex>``. It carries no time, so a repeated delivery is known by its identifier alone."""
    kind, _, given = signature.partition("=")
    return kind == "sha256" and _same(given.lower(), hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest())


def _is_signed_by_standard(headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
    """As https://www.standardwebhooks.com has it: identifier, time and body, by any of the signatures given."""
    delivery, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not delivery or not _is_recent(stamp):
        return False
    content = f"{delivery}.{stamp}.".encode("utf-8", "surrogateescape") + raw
    expected = [f"v1,{b64encode(hmac.digest(key, content, 'sha256')).decode()}" for key in _keys(secret)]
    given = headers["webhook-signature"].split(" ", MOST_SIGNATURES)[:MOST_SIGNATURES]
    return any(_same(each, wanted) for each in given for wanted in expected)


def _keys(secret: str) -> Iterator[bytes]:
    """The secret as text, and as libraries of that standard read it, which decode what comes after the prefix."""
    yield secret.encode()
    if secret.startswith(_PREFIX):
        try:
            yield b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            return


def _is_recent(stamp: str) -> bool:
    is_time = stamp.isascii() and stamp.isdigit() and len(stamp) < 12
    return is_time and abs(time.time() - int(stamp)) <= TOLERANCE_SECONDS


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
