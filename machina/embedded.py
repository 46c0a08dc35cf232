"""Secrets that embedded mode makes for itself: files in the data folder that only their owner can read."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """Django's SECRET_KEY, made on the first start."""
    return kept(data_dir / "secret-key", lambda: secrets.token_urlsafe(50))


def encryption_keys(data_dir: Path) -> str:
    """The vault's keys as ENCRYPTION_KEYS spells them, made on the first start."""
    return kept(data_dir / "encryption-keys", new_encryption_key)


def new_encryption_key() -> str:
    """One fresh key, ``<key id>:<32 bytes in base64>``."""
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text of ``path``; the first caller writes it, whole and with mode 0600, and wins over concurrent ones."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
