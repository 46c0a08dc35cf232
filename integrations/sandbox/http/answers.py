"""Answers of every kind: a status, redirects, a slow one, and one that gets lost."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import unreadable_answer

LONGEST_PAUSE_MS = 10_000
MOST_REDIRECTS = 20
_WITHOUT_BODY = frozenset({204, 205, 304})


@csrf_exempt
def status(request: HttpRequest, code: int) -> HttpResponse:
    """Any status from 200 on, with Retry-After where ``?retry_after=`` asks for it."""
    code = code if 200 <= code <= 599 else 400
    headers = {name: value for name, value in {"Retry-After": request.GET.get("retry_after")}.items() if value}
    record_request("http", "http.status", code, detail=request.method or "")
    if code in _WITHOUT_BODY:
        return HttpResponse(status=code, headers=headers)
    said = {"status": code} if code < 400 else {"error": {"message": f"This is the answer {code} that was asked for."}}
    return JsonResponse(said, status=code, headers=headers)


@csrf_exempt
def redirect(request: HttpRequest, times: int) -> HttpResponse:
    """So many redirects, then the echo."""
    left = min(times, MOST_REDIRECTS) - 1
    location = reverse("sandbox:http:redirect", args=[left]) if left > 0 else reverse("sandbox:http:echo")
    record_request("http", "http.redirect", 302, detail=request.method or "")
    return HttpResponse(status=302, headers={"Location": location})


@csrf_exempt
def slow(request: HttpRequest, milliseconds: int) -> HttpResponse:
    """Answers after so long, 10 seconds at most."""
    time.sleep(min(milliseconds, LONGEST_PAUSE_MS) / 1000)
    record_request("http", "http.slow", 200, detail=request.method or "")
    return JsonResponse({"waited_ms": min(milliseconds, LONGEST_PAUSE_MS)})


@csrf_exempt
def lost(request: HttpRequest) -> HttpResponse:
    """It is done, and nobody can read the answer."""
    record_request("http", "http.lost", 200, detail=request.method or "")
    return unreadable_answer()
