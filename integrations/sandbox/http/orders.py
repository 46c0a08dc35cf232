"""A list of orders, page by page in every way that APIs have: link header, link in the body, cursor, page, offset."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from integrations.sandbox.control.log import record_request

CUSTOMERS = ("Globex", "Northwind", "Initech")
ORDERS = tuple(
    {"order_id": 1001 + number, "customer": CUSTOMERS[number % 3], "total": f"{17 + number * 3}.50"}
    for number in range(25)
)
DEFAULT_SIZE, LARGEST_SIZE = 10, 100


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """``{orders, next_cursor, next, has_more}`` from ``?page=``, ``?offset=`` or ``?cursor=`` on, ``?limit=`` a page.

    With ``?plain=true`` the list alone. The same 25 orders always.
    """
    size = min(max(1, _number(request, "limit", DEFAULT_SIZE)), LARGEST_SIZE)
    start = _start(request, size)
    found, following = ORDERS[start : start + size], start + size
    record_request("http", "http.orders", 200, detail=f"{start}")
    has_more = following < len(ORDERS)
    link = f"orders?{urlencode({**request.GET.dict(), 'cursor': f'o-{following}', 'limit': size})}"
    headers = {"Link": f'<{link}>; rel="next"'} if has_more else {}
    if request.GET.get("plain") == "true":
        return JsonResponse(list(found), safe=False, headers=headers)
    said = {
        "orders": list(found),
        "next_cursor": f"o-{following}" if has_more else None,
        "next": link if has_more else None,
        "has_more": has_more,
    }
    return JsonResponse(said, headers=headers)


def _start(request: HttpRequest, size: int) -> int:
    cursor = request.GET.get("cursor", "")
    if cursor.startswith("o-") and cursor[2:].isdecimal():
        return int(cursor[2:])
    if "offset" in request.GET:
        return max(0, _number(request, "offset", 0))
    return (max(1, _number(request, "page", 1)) - 1) * size


def _number(request: HttpRequest, name: str, default: int) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else default
