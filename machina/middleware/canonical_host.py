"""Sends pages that were asked for under another name, or in the clear, to PUBLIC_URL, where cookies live."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect

from integrations.errors import PermissionDenied
from machina.error_pages import PROGRAMS, problem_response
from machina.local import is_forwarded, is_local_name
from machina.middleware.border import Border

# Programs and health checks may use any allowed name; a sandbox stands for another company's origin.
ANY_HOST = (
    "/api/",
    "/mcp",
    "/.well-known/",
    "/oauth/token",
    "/oauth/register",
    "/oauth/revoke",
    "/hooks/",
    "/sandbox/",
    "/static/",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/metrics",
)

PROBES = ("/healthz", "/readyz")
"""Asked for by load balancers, from elsewhere and without a proxy's headers. They tell nothing that is secret."""


class CanonicalHostMiddleware(Border):
    """Redirects GET and HEAD; a form posted to another name is left to the CSRF check.

    Under an https address nothing is answered over http: pages lead to https, and what carries a key or a form is
    refused, since it has been sent in the clear. A program on this machine, which no proxy let in, is.
    """

    def before(self, request: HttpRequest) -> HttpResponse | None:
        in_the_clear = settings.IS_HTTPS and not request.is_secure() and request.path not in PROBES
        if in_the_clear and not _is_from_here(request):
            return _over_https(request)
        if request.method not in ("GET", "HEAD") or request.path.startswith(ANY_HOST):
            return None
        try:
            host = request.get_host()
        except DisallowedHost:  # CommonMiddleware answers it
            return None
        if host == urlsplit(settings.PUBLIC_URL).netloc:
            return None
        return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())


def _is_from_here(request: HttpRequest) -> bool:
    return is_local_name(request.META.get("REMOTE_ADDR", "")) and not is_forwarded(request)


def _over_https(request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD") and "Authorization" not in request.headers:
        return HttpResponsePermanentRedirect(settings.PUBLIC_URL + request.get_full_path())
    detail = f"This came in the clear, where others read it. Use {settings.PUBLIC_URL}, and renew the secrets in it."
    if request.path.startswith(PROGRAMS):
        return problem_response(PermissionDenied(detail))
    return HttpResponse(detail, status=403, content_type="text/plain")
