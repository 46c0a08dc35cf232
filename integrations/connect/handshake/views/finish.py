"""The end of a handshake as the person sees it: the link's list, or the small page of the editor's window."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from integrations.connect.handshake import consents
from integrations.connect.handshake.browser import address_of, country_of
from integrations.connect.handshake.views import pages
from integrations.models import ConnectAttempt
from integrations.providers import registry
from integrations.providers.consent import Consent


def completed(request: HttpRequest, attempt: ConnectAttempt, consent: Consent) -> HttpResponse:
    """Take in what the consent brought and answer."""
    outcome = consents.complete(attempt, consent, address=address_of(request), country=country_of(request))
    return _answer(request, attempt, outcome)


def failed(request: HttpRequest, attempt: ConnectAttempt, code: str) -> HttpResponse:
    """End the attempt for this reason and answer."""
    return _answer(request, attempt, consents.fail(attempt, code))


def _answer(request: HttpRequest, attempt: ConnectAttempt, outcome: consents.Outcome) -> HttpResponse:
    if attempt.link is not None:
        return pages.redirect(reverse("connect_link_page", args=[attempt.link.pk]))
    context = {
        "provider": registry.provider(attempt.provider),
        "customer": attempt.customer,
        "connection": outcome.connection,
        "error": outcome.error,
        "succeeded": outcome.succeeded,
        "origin": settings.PUBLIC_URL,
    }
    return pages.page(request, "result", context)
