"""Whether the process lives (`/healthz`) and whether work gets done (`/readyz`)."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrations import gate
from integrations.shared_store import store
from machina import heartbeat


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers; it asks nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if database, Redis and at least one worker are there, else 503; the body says which is missing.

    An installation in safe mode is ready to be looked at, and says so.
    """
    checks = {"database": _database, "redis": _redis, "worker": _worker}
    results = {name: "ok" if _passes(check) else "failing" for name, check in checks.items()}
    if "failing" not in results.values():
        mode = {"mode": "safe"} if gate.is_shut() else {}
        return JsonResponse({"status": "ok", "checks": results, **mode})
    response = JsonResponse({"status": "unavailable", "checks": results}, status=503)
    vars(response)["_has_been_logged"] = True  # Django would log an error for every question of a load balancer
    return response


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, redis.RedisError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _redis() -> bool:
    return bool(store().ping())


def _worker() -> bool:
    return heartbeat.is_alive("worker")
