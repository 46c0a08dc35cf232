"""The copies of the pulse that a restored database does not bring along: a file below DATA_DIR, and Redis."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import redis
from django.conf import settings

from integrations.shared_store import store

logger = logging.getLogger(__name__)

KEY = "machina:pulse"


def newest() -> int | None:
    """The furthest pulse that was kept outside, None where there is no copy."""
    return max((each for each in (_in_file(), _in_redis()) if each is not None), default=None)


def keep(pulse: int) -> None:
    """Write both copies; where one cannot be written the other one has to do."""
    try:
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_text(f"{pulse}\n")
        temporary.replace(path)
    except OSError:
        logger.warning("restoring.mark_not_written", exc_info=True)
    try:
        store().set(KEY, pulse)
    except redis.RedisError:
        logger.warning("restoring.mark_not_in_redis", exc_info=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "pulse"


def _in_file() -> int | None:
    try:
        return _number(_path().read_text())
    except OSError:
        return None


def _in_redis() -> int | None:
    try:
        kept = store().get(KEY)
    except redis.RedisError:
        return None
    return _number(kept.decode() if isinstance(kept, bytes) else str(kept or ""))


def _number(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None
