"""`/metrics`: a few figures in Prometheus' text format, for this machine and for holders of an operator's key."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Mapping
from pathlib import Path

import redis
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrations.api.keys import actor_of_key
from integrations.errors import Unauthenticated
from integrations.models import Call
from integrations.queue.offers import waiting_messages
from machina import heartbeat
from machina.local import is_local
from machina.up.commands import QUEUES


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Calls by state, messages waiting by queue, living processes, and the memory of this one."""
    if not (is_local(request) or _has_operator_key(request)):
        return HttpResponse("Send an operator's API key as a bearer token.\n", status=401, content_type="text/plain")
    return HttpResponse("".join(_lines()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _has_operator_key(request: HttpRequest) -> bool:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return False
    try:
        return actor_of_key(secret.strip()).sees_all
    except Unauthenticated:
        return False


def _lines() -> Iterator[str]:
    by_state = dict.fromkeys(Call.State.values, 0) | dict(
        Call.objects.order_by().values_list("state").annotate(Count("pk"))
    )
    yield from _family("machina_calls", "Calls by state.", "state", by_state)
    try:
        waiting = {name: waiting_messages(name) for name in QUEUES.split(",")}
        alive = {role: int(heartbeat.is_alive(role)) for role in ("worker", "scheduler")}
    except redis.RedisError:
        waiting, alive = {}, {"worker": 0, "scheduler": 0}
    yield from _family("machina_queue_messages", "Wake-ups waiting for a worker, by queue.", "queue", waiting)
    yield from _family("machina_alive", "Whether a process of this role was heard of lately.", "role", alive)
    yield "# HELP process_resident_memory_bytes Memory of this web process.\n"
    yield f"# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {_resident_bytes()}\n"


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:  # no Linux: the largest it ever was, which macOS counts in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize()


def _family(name: str, text: str, label: str, values: Mapping[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {text}\n# TYPE {name} gauge\n"
    for key, value in values.items():
        yield f'{name}{{{label}="{key}"}} {value}\n'
