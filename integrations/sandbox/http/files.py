"""Files to fetch: a small table, and as many bytes as are asked for."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from integrations.sandbox.control.log import record_request
from integrations.sandbox.http.orders import ORDERS

MOST_BYTES = 512 * 1024 * 1024
_CHUNK = 64 * 1024


@require_safe
def orders_csv(request: HttpRequest) -> HttpResponse:
    """The orders as a table."""
    text = StringIO()
    table = csv.DictWriter(text, fieldnames=list(ORDERS[0]))
    table.writeheader()
    table.writerows(ORDERS)
    record_request("http", "http.files", 200, detail="orders.csv")
    headers = {"Content-Disposition": 'attachment; filename="orders.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def zeros(request: HttpRequest) -> HttpResponseBase:
    """``?bytes=`` of them, 512 MB at most, sent as they are read."""
    given = request.GET.get("bytes", "")
    size = min(int(given) if given.isascii() and given.isdecimal() else _CHUNK, MOST_BYTES)
    record_request("http", "http.files", 200, detail=f"{size} bytes")
    return StreamingHttpResponse(
        _zeros(size),
        content_type="application/octet-stream",
        headers={"Content-Length": str(size), "Content-Disposition": 'attachment; filename="zeros.bin"'},
    )


def _zeros(size: int) -> Iterator[bytes]:
    while size > 0:
        yield bytes(min(size, _CHUNK))
        size -= _CHUNK
