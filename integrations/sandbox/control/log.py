"""The log of requests: written here, and kept short."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.sandbox import clock
from integrations.sandbox.models import RequestRecord

KEPT = 20_000
SWEPT_EVERY = 1000


def record_request(provider: str, method: str, status: int, *, detail: str = "", account: str = "") -> None:
    """One row: what was asked, how it ended, and whose account it was about."""
    row = RequestRecord(
        provider=provider, method=method, status=status, detail=detail[:200], account=account, at=clock.now()
    )
    write_records([row])


def write_records(records: Sequence[RequestRecord]) -> None:
    """Write rows, and now and then forget those of long ago."""
    written = RequestRecord.objects.bulk_create(records)
    if not written:
        return
    last = written[-1].pk
    if last // SWEPT_EVERY > (last - len(written)) // SWEPT_EVERY:
        RequestRecord.objects.filter(pk__lte=last - KEPT).delete()
