"""Who may steer the sandbox: this machine and staff, and no page of another origin through their browser.

This machine is where the site's address, Host and peer are all loopback: behind a proxy everybody's peer is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip")
FORWARDED_BEGINNINGS = ("x-forwarded", "x-original", "cf-")


def for_operators(view: View[P]) -> View[P]:
    """A view that answers 403 to everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (_is_local(request) or _is_staff(request)) or _is_cross_origin(request):
            raise PermissionDenied("The sandbox is steered from its own machine, or by staff.")
        return view(request, *args, **kwargs)

    return guarded


def _is_local(request: HttpRequest) -> bool:
    if any(name.lower() in FORWARDED or name.lower().startswith(FORWARDED_BEGINNINGS) for name in request.headers):
        return False
    host = urlsplit(f"//{request.get_host()}").hostname
    hosts = (urlsplit(settings.PUBLIC_URL).hostname, host, request.META.get("REMOTE_ADDR"))
    return all(_is_loopback(each or "") for each in hosts)


def _is_loopback(host: str) -> bool:
    if host in settings.LOCAL_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_staff(request: HttpRequest) -> bool:
    user: AbstractBaseUser | None = getattr(request, "user", None)
    return bool(getattr(user, "is_active", False) and getattr(user, "is_staff", False))


def _is_cross_origin(request: HttpRequest) -> bool:
    """A page elsewhere can make a browser on this machine send requests; the browser then says where it was."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
