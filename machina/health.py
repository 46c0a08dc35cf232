"""Whether the process lives (`/healthz`), whether work gets done (`/readyz`), and figures for Prometheus (`/metrics`)."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from machina import heartbeat


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers; it asks nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if database, Redis and at least one worker are there, else 503; the body says which is missing."""
    checks = {"database": _database, "redis": _redis, "worker": _worker}
    results = {name: _passes(check) for name, check in checks.items()}
    ready = all(results.values())
    body = {"status": "ok" if ready else "unavailable", "checks": {n: "ok" if r else "failing" for n, r in results.items()}}
    return JsonResponse(body, status=200 if ready else 503)


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, redis.RedisError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _redis() -> bool:
    return bool(heartbeat.connection().ping())


def _worker() -> bool:
    return heartbeat.is_alive("worker")
