"""Leaving for the provider, or for the page where its credential is filled in: the attempt is bound to the browser."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from integrations.connect.handshake import attempts
from integrations.connect.handshake.current import set_attempt
from integrations.connect.handshake.views import pages
from integrations.models import ConnectAttempt
from integrations.providers import registry
from integrations.providers.filled_in import FilledIn


def to_provider(request: HttpRequest, attempt: ConnectAttempt) -> HttpResponse:
    """Raises RemoteUnavailable where the attempt's environment is switched off."""
    facts = registry.provider(attempt.provider)
    if isinstance(facts.credential, FilledIn):
        attempts.arm(request, attempt)
        return pages.redirect(reverse("connect_fill_in", args=[attempt.pk]))
    params = dict(facts.oauth2.authorize_params)
    hint = facts.oauth2.account_hint
    if attempt.reconnect is not None and attempt.reconnect.email and hint:
        params[hint] = attempt.reconnect.email
    set_attempt(request, attempt)
    state = attempts.arm(request, attempt)
    allauth_provider = get_adapter(request).get_provider(request, attempt.provider)
    leaving = allauth_provider.redirect(
        request,
        # Should a login ever get past our hooks, this one does nothing with it.
        process=AuthProcess.REDIRECT,
        state_id=state,
        scope=list(attempt.scopes),
        auth_params=params,
    )
    return pages.redirect(leaving.headers["Location"])
