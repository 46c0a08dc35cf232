"""Headers of the sandbox's own pages: no script at all, and forms that may end at the client's address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse


def secure_page(response: HttpResponse, *, form_targets: Sequence[str] = ()) -> HttpResponse:
    """Set the policy here rather than in the site's settings: browsers check `form-action` along redirects too."""
    targets = " ".join(["'self'", *form_targets])
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"  # no-referrer would send Origin: null, which the CSRF check refuses
    # The page may live in a window that the client's page has opened and waits for.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response
