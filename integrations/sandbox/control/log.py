"""Remembers single requests. The API's gateway writes its own, many at a time."""

from __future__ import annotations

from integrations.sandbox import clock
from integrations.sandbox.models import RequestRecord


def record_request(provider: str, method: str, status: int, *, detail: str = "", account: str = "") -> None:
    """One row: what was asked, how it ended, and whose account it was about."""
    RequestRecord.objects.create(
        provider=provider, method=method, status=status, detail=detail[:200], account=account, at=clock.now()
    )
