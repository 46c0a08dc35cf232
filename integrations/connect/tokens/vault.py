"""The vault: secrets sealed with AES-256-GCM so that each opens only in the row and column it was made for."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

SCHEME = "v1"
NONCE_BYTES = 12


class VaultError(Exception):
    """A sealed secret does not open. Nothing is lost: with the right key in ENCRYPTION_KEYS it opens again."""


def seal(text: str, *, table: str, row: object, column: str) -> str:
    """Seal with the current key. The result names that key: ``v1.<key id>.<base64 of nonce and ciphertext>``."""
    key_id, key = settings.ENCRYPTION_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, text.encode(), _place(table, row, column))
    return f"{SCHEME}.{key_id}.{urlsafe_b64encode(nonce + box).decode()}"


def open_sealed(sealed: str, *, table: str, row: object, column: str) -> str:
    """Open what ``seal`` made for this very place. Raises VaultError."""
    where = f"{table}.{column} of {row}"
    key_id, box = _read(sealed, where)
    key = dict(settings.ENCRYPTION_KEYS).get(key_id)
    if key is None:
        raise VaultError(
            f"{where} is sealed with the key {key_id!r}, which is not in ENCRYPTION_KEYS. Put that key back after the"
            " current one; nothing is lost."
        )
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _place(table, row, column)).decode()
    except InvalidTag:
        raise VaultError(
            f"{where} does not open: the bytes given for the key {key_id!r} are not those it was sealed with, or the"
            " value was copied from another place. Restore the right key; nothing is lost."
        ) from None


def key_of(sealed: str) -> str:
    """The id of the key a secret is sealed with. Raises VaultError."""
    return _read(sealed, "A value")[0]


def sealed_with(key_id: str) -> str:
    """The beginning of everything sealed with this key."""
    return f"{SCHEME}.{key_id}."


def _read(sealed: str, where: str) -> tuple[str, bytes]:
    scheme, _, rest = sealed.partition(".")
    key_id, _, text = rest.partition(".")
    try:
        box = urlsafe_b64decode(text.encode())
    except ValueError:
        box = b""
    # The decoder takes other letters too, and passes over what is none.
    if scheme != SCHEME or len(box) <= NONCE_BYTES or urlsafe_b64encode(box).decode() != text:
        raise VaultError(f"{where} is not a sealed value. Restore the row from a backup, or connect again.")
    return key_id, box


def _place(table: str, row: object, column: str) -> bytes:
    return json.dumps([SCHEME, table, str(row), column]).encode()
