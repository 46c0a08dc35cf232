"""The heads of the chains outside the database: files below DATA_DIR that only grow, one for each ledger and month.

Whoever has the database's password can make the whole chain anew. What he cannot reach are these files, the log, and
wherever the operator has copied them.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from integrations.billing.chain.content import Ledger
from integrations.models import ChainEntry

logger = logging.getLogger(__name__)
LONGEST_LINE = 1000


@dataclass(frozen=True)
class Head:
    """A head as it was when its entry was sealed."""

    ledger: str
    number: int
    month: str
    """``2026-11``."""
    first: int
    last: int
    rows: int
    head: str
    sealed_at: str


class UnreadableHeads(ValueError):
    """A file of heads has a line that is none; the message names both."""


def folder() -> Path:
    """Where the heads are kept."""
    return Path(settings.DATA_DIR) / "ledger-heads"


def described(entry: ChainEntry) -> Mapping[str, object]:
    """The fields of ``Head``."""
    return {
        "ledger": entry.ledger,
        "number": entry.number,
        "month": f"{entry.month:%Y-%m}",
        "first": entry.first,
        "last": entry.last,
        "rows": entry.rows,
        "head": entry.head,
        "sealed_at": entry.sealed_at.isoformat(),
    }


def keep(ledger: Ledger) -> None:
    """Append the heads that the files lack; also those that another process, or one that was killed, has sealed.

    Nothing is appended behind a head that the database does not have: it was tampered with, or a backup was restored.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        last_ones = [head for path in _files(ledger) if (head := _last(path))]
        newest = max(last_ones, key=lambda head: head.number, default=None)
        entries = ChainEntry.objects.filter(ledger=ledger.name).order_by("number")
        if newest and not entries.filter(number=newest.number, head=newest.head).exists():
            advice = "run manage.py verify_ledger"
            logger.critical("ledger.head_not_reached", extra={**vars(newest), "next_step": advice})
            return
        missing = entries.filter(number__gt=newest.number if newest else 0)
        for entry in missing.iterator(chunk_size=2000):
            _append(folder() / f"{ledger.name}-{entry.month:%Y-%m}.jsonl", line(entry))


def line(entry: ChainEntry) -> str:
    """A head as one line of JSON."""
    return json.dumps(described(entry)) + "\n"


def read(place: Path) -> tuple[Mapping[str, Sequence[Head]], Sequence[str]]:
    """The heads of each ledger in a file, or in the files of a folder, by number; and what of it cannot be read."""
    found: dict[str, list[Head]] = {}
    complaints = []
    for path in [place] if place.is_file() else sorted(place.glob("*.jsonl")):
        for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(True), start=1):
            if not text.endswith("\n"):
                continue  # its writer was killed, and writes it again
            try:
                head = _parsed(text, f"Line {number} of {path}")
            except UnreadableHeads as error:
                complaints.append(str(error))
            else:
                found.setdefault(head.ledger, []).append(head)
    return {name: sorted(each, key=lambda head: head.number) for name, each in found.items()}, complaints


def _files(ledger: Ledger) -> list[Path]:
    return sorted(folder().glob(f"{ledger.name}-*.jsonl"))


def _parsed(text: str, place: str) -> Head:
    try:
        head = Head(**json.loads(text))
        return Head(**vars(head) | {"number": int(head.number), "first": int(head.first), "last": int(head.last)})
    except (ValueError, TypeError) as error:
        message = f"{place} is no head of a chain: {text[:80]!r}. Compare with a copy of the file."
        raise UnreadableHeads(message) from error


def _last(path: Path) -> Head | None:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 2 * LONGEST_LINE))
        lines = [each for each in file.read().splitlines(keepends=True) if each.endswith(b"\n")]
    return _parsed(lines[-1].decode("utf-8", "replace"), f"The last line of {path}") if lines else None


def _append(path: Path, text: str) -> None:
    """Add a line and see it on the disk; half a line, whose writer was killed, goes."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        start = max(0, end - LONGEST_LINE)
        file.seek(start)
        tail = file.read()
        file.seek(start + tail.rfind(b"\n") + 1)
        file.truncate()
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
