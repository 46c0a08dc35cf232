"""Leaving for the provider: the attempt gets its state and the browser is sent on."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest, HttpResponse

from integrations.connect.handshake import attempts
from integrations.connect.handshake.current import set_attempt
from integrations.connect.handshake.views import pages
from integrations.models import ConnectAttempt
from integrations.providers import registry


def to_provider(request: HttpRequest, attempt: ConnectAttempt) -> HttpResponse:
    """Raises RemoteUnavailable where the attempt's environment is switched off."""
    facts = registry.provider(attempt.provider)
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
