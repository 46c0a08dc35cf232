"""Response headers that depend on which page is shown: window opener, referrer, caching, and the admin's CSP."""

from __future__ import annotations

import re

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from machina.middleware.border import Border

# Start and callback pages live in a window that the editor opened and has to hear from.
OAUTH_PAGES = re.compile(r"^/(connect/|sandbox/|api/[a-z0-9_]+/callback$)")

# django-unfold runs on Alpine, which compiles the expressions in its attributes, and sets style attributes.
ADMIN_CSP = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class PagePolicyMiddleware(Border):
    """Fills in headers that the view has not set itself."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        path = request.path
        if response.status_code >= 400:  # the address may be a mistyped one, with a token in it
            response.headers.setdefault("Referrer-Policy", "no-referrer")
        if OAUTH_PAGES.match(path):
            response.headers.setdefault("Cross-Origin-Opener-Policy", "unsafe-none")
            response.headers.setdefault("Referrer-Policy", "no-referrer")
            response.headers.setdefault("Cache-Control", "no-store")
        elif path.startswith("/admin/"):
            vars(response)["_csp_replace"] = ADMIN_CSP  # read by django-csp
        else:
            response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
