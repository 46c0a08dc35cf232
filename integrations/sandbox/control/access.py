"""Who may steer the sandbox: this machine and staff, and no page of another origin through their browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Behind a proxy on this machine everybody comes from loopback.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


def for_operators(view: View[P]) -> View[P]:
    """A view that answers 403 to everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (_is_local(request) or _is_staff(request)) or _is_cross_origin(request):
            raise PermissionDenied("The sandbox is steered from its own machine, or by staff.")
        return view(request, *args, **kwargs)

    return guarded


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_staff(request: HttpRequest) -> bool:
    user: AbstractBaseUser | None = getattr(request, "user", None)
    return bool(getattr(user, "is_active", False) and getattr(user, "is_staff", False))


def _is_cross_origin(request: HttpRequest) -> bool:
    """A page elsewhere can make a browser on this machine send requests; the browser then says where it was."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
