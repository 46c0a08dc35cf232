"""The one door: a call that a worker performs at once, against the same request by Google's bare client.

`measure` starts this module as a process of its own, on the database and the Redis of a stack that does nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from statistics import median
from uuid import uuid4

from machina.bench.desk import OPERATION, milliseconds
from machina.bench.figures import Figure

WARM_UP = 20
CALLS = 150
EXTRA_MS = 5.0


def measure(environment: Mapping[str, str], vendor: str) -> Iterator[Figure]:
    """p50 in milliseconds; bare and through the door alternate. The stack has its owner's account connected."""
    command = [sys.executable, "-m", __spec__.name, vendor]
    printed = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
    for line in printed.stdout.splitlines():
        yield Figure(**json.loads(line))


def _measured(vendor: str) -> Iterator[Figure]:
    bare, through = _bare(vendor), _through_the_door()
    pairs = [(milliseconds(bare), milliseconds(through)) for _ in range(WARM_UP + CALLS)][WARM_UP:]
    raw, called = (median(times) for times in zip(*pairs, strict=True))
    yield Figure("the door, p50 of a call", called, "ms", bar=raw + EXTRA_MS, raw=raw)


def _bare(vendor: str) -> Callable[[], object]:
    import httplib2
    from googleapiclient import discovery_cache
    from googleapiclient.discovery import build_from_document

    document = json.loads(discovery_cache.get_static_doc("gmail", "v1")) | {"rootUrl": f"{vendor}/"}
    client = build_from_document(document, http=httplib2.Http())
    return lambda: client.users().labels().list(userId="me").execute()


def _through_the_door() -> Callable[[], object]:
    from integrations.actors import SYSTEM
    from integrations.execution import door
    from integrations.holders import Holder

    def call() -> None:
        key = f"once:{uuid4()}"
        outcome = door.execute(OPERATION, {}, holder=Holder.owner(), call_key=key, actor=SYSTEM, source="bench")
        if outcome.error is not None:
            raise RuntimeError(f"{OPERATION} failed: {outcome.error}")

    return call


def main(vendor: str) -> int:
    """Measure, and print each figure as a line of JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "machina.settings"
    import django

    django.setup()
    for figure in _measured(vendor):
        print(json.dumps(asdict(figure)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
