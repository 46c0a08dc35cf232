"""Sends pages that were asked for under another name to PUBLIC_URL, where cookies and OAuth callbacks live."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseRedirect

from machina.middleware.border import Border

# Programs and health checks may use any allowed name; a sandbox stands for another company's origin.
ANY_HOST = ("/api/", "/hooks/", "/sandbox/", "/static/", "/favicon.ico", "/healthz", "/readyz", "/metrics")


class CanonicalHostMiddleware(Border):
    """Redirects GET and HEAD; a form posted to another name is left to the CSRF check."""

    def before(self, request: HttpRequest) -> HttpResponseRedirect | None:
        if request.method not in ("GET", "HEAD") or request.path.startswith(ANY_HOST):
            return None
        try:
            host = request.get_host()
        except DisallowedHost:  # CommonMiddleware answers it
            return None
        if host == urlsplit(settings.PUBLIC_URL).netloc:
            return None
        return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())
