"""Pages for signed-in operators: the start page of the editor's window, and connecting the owner's account."""

from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.models import AbstractUser
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from integrations.acting import actor_of_user
from integrations.connect.handshake import attempts
from integrations.connect.handshake.views import pages
from integrations.connect.handshake.views.leave import to_provider
from integrations.connect.scopes import in_words, services_of
from integrations.connect.tokens import oauth_apps
from integrations.errors import MachinaError, NotFound
from integrations.holders import Holder
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import OAuth2


@require_GET
def start(request: HttpRequest, start: str) -> HttpResponse:
    """Good once, for 60 seconds, in the staff session it was made for; leads straight on to the provider."""
    user = request.user
    allowed = isinstance(user, AbstractUser) and user.is_staff and user.is_active
    attempt = attempts.take_start(request, start) if allowed else None
    if attempt is None:
        return pages.message(
            request,
            "This page has ended",
            "It can be opened once, within a minute, by whoever pressed Connect. Close it and press Connect again.",
            status=403,
        )
    try:
        return to_provider(request, attempt)
    except MachinaError as error:
        return pages.message(request, "This account cannot be connected now", error.detail, status=error.status)


@staff_member_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, provider: str) -> HttpResponse:
    """Where an error about the owner's account leads to: one button that connects it."""
    try:
        facts = registry.provider(provider)
    except NotFound as error:
        raise Http404(error.detail) from None
    assert isinstance(request.user, AbstractUser)  # staff_member_required
    try:
        if request.method == "POST":
            actor, key = actor_of_user(request.user), request.session.session_key
            return pages.redirect(attempts.begin_login(actor, provider, None, key, holder=Holder.owner()))
        leads_to = _leads_to(facts)
    except MachinaError as error:
        return pages.message(request, f"{facts.name} cannot be connected now", error.detail, status=error.status)
    context = {"provider": facts, "services": in_words(services_of(provider, None))}
    return pages.page(request, "owner", context, leads_to=leads_to)


def _leads_to(facts: Provider) -> list[str]:
    """Where the button leads besides our own pages. Raises NotConnected without an OAuth app."""
    if not isinstance(facts.credential, OAuth2):
        return []
    return [facts.addresses_in(oauth_apps.app_for(facts.key, None).environment)["authorize_url"]]
