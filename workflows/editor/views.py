"""The editor's page: for staff alone, with everything the script needs to begin."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrations.places import places
from workflows.editor.bundle import bundle


@require_safe
@never_cache
def editor(request: HttpRequest, workflow_id: UUID | None = None) -> HttpResponse:
    """The same page for every workflow; the script reads from the address which one it is."""
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not user.is_staff:
        raise PermissionDenied("Only staff may use the editor.")
    built = bundle()
    if built is None:
        return render(request, "editor/not_built.html", status=503)
    bootstrap = {
        "user": {"name": user.get_full_name() or user.get_username(), "email": user.email},
        "csrf": get_token(request),
        "version": settings.VERSION,
        "demo": settings.MACHINA_DEMO,
        "admin_url": reverse("admin:index"),
        "places": [{"key": place.key, "title": place.title, "url": place.url} for place in places()],
        "logout_url": reverse("account_logout"),
    }
    return render(request, "editor/index.html", {"bundle": built, "bootstrap": bootstrap})
