"""The operator's colour and logo, as files of their own so that no page needs inline styles or markup."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from integrations.connect.accent import accent, text_on
from integrations.connect.operator_settings import operator_settings

CACHED = "public, max-age=60"


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """``--accent`` and a readable colour on it."""
    color = accent(operator_settings())
    css = f":root{{--accent:{color};--on-accent:{text_on(color)}}}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": CACHED})


@require_safe
def embed_script(request: HttpRequest) -> HttpResponse:
    """What a page of the operator's loads to open links in a window; pages of any origin may."""
    found = finders.find("connect/embed.js")
    assert isinstance(found, str)
    headers = {"Cache-Control": CACHED, "Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo as an image; opened by itself it can run nothing."""
    svg = operator_settings().logo_svg
    if not svg:
        raise Http404("No logo was uploaded.")
    headers = {
        "Cache-Control": CACHED,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)
