"""The evaluator process: reads requests from its input, answers on its output, and can open nothing any more.

Started as ``python -I child.py`` with an empty environment. A message is its length in four bytes and JSON. It says
hello with one message once it is ready. What it does not answer in time is ended by whoever asked.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from pathlib import Path
from typing import Any

MEMORY = 768 * 1024 * 1024
MOST_RESIDENT = 160 * 1024 * 1024
MOST_REQUESTS = 50_000
MOST_SECONDS = 1
"""Of processor time for one request, in case that nobody is left to end it."""
LARGEST_ANSWER = 2 * 1024 * 1024
INPUT, OUTPUT = 0, 1


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[4]))
    from workflows.engine.expressions.evaluator.answering import answer, warm_up

    warm_up()
    statistics = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else None
    _shut_in()
    _send({"ready": True})
    count = 0
    while (request := _received()) is not None:
        count += 1
        _limit_time()
        _send({**answer(request), "retire": _is_worn(count, statistics)})


def _is_worn(count: int, statistics: int | None) -> bool:
    """Whether it should be replaced: what the library leaves in memory has come to much, or soon will have."""
    return count >= MOST_REQUESTS or _resident(statistics) > MOST_RESIDENT


def _resident(statistics: int | None) -> int:
    """Bytes in memory. (The peak that the system counts is that of whoever started this process, if it was higher.)"""
    return 0 if statistics is None else int(os.pread(statistics, 128, 0).split()[1]) * resource.getpagesize()


def _shut_in() -> None:
    """Nothing can be opened from here on: no file, no socket; nothing written, no core left."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + MOST_SECONDS, hard))


def _received() -> Any:
    head = _read(4)
    if len(head) < 4:
        return None
    return json.loads(_read(struct.unpack(">I", head)[0]))


def _read(count: int) -> bytes:
    parts: list[bytes] = []
    while count and (part := os.read(INPUT, min(count, 1 << 20))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _send(message: dict[str, Any]) -> None:
    body = json.dumps(message, separators=(",", ":")).encode()
    if len(body) > LARGEST_ANSWER:
        told = "The result is larger than 2 MB. Make it smaller, or use a data node."
        body = json.dumps({"fault": told, "retire": True}).encode()
    whole = memoryview(struct.pack(">I", len(body)) + body)
    while whole:
        whole = whole[os.write(OUTPUT, whole) :]


if __name__ == "__main__":
    main()
