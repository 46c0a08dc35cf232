"""The log of requests: written here, and kept short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from integrations.sandbox import clock
from integrations.sandbox.models import RequestRecord
from integrations.sandbox.storable import storable_text

KEPT = 20_000
SWEPT_EVERY = 1000


def record_request(provider: str, method: str, status: int, *, detail: str = "", account: str = "") -> None:
    """Write one row: what was asked, how it ended, and whose account it was about."""
    write_records([request_record(provider, method, status, detail=detail, account=account, at=clock.now())])


def request_record(
    provider: str, method: str, status: int, *, detail: str, account: str, at: datetime
) -> RequestRecord:
    """A row to be written; what does not fit of the detail is cut off."""
    kept = storable_text(detail)[:200]
    return RequestRecord(provider=provider, method=method, status=status, detail=kept, account=account, at=at)


def write_records(records: Sequence[RequestRecord]) -> None:
    """Write rows, and now and then forget those of long ago."""
    written = RequestRecord.objects.bulk_create(records)
    if not written:
        return
    last = written[-1].pk
    if last // SWEPT_EVERY > (last - len(written)) // SWEPT_EVERY:
        RequestRecord.objects.filter(pk__lte=last - KEPT).delete()
