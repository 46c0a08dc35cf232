"""The OAuth callback: the attempt is claimed by one UPDATE before allauth exchanges the code."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse

from integrations.connect import health
from integrations.connect.handshake import attempts, consents
from integrations.connect.handshake.allauth_provider import allauth_provider
from integrations.connect.handshake.current import set_attempt
from integrations.connect.handshake.failures import ConnectFailure
from integrations.connect.handshake.oauth2 import ConnectOAuth2Adapter
from integrations.connect.handshake.views import finish, pages
from integrations.connect.tokens.oauth_apps import app_of
from integrations.connect.tokens.token_endpoint import AccountBlocked, AppRefused, GrantRefused, Outage, UnknownRefusal
from integrations.connect.tokens.vault import VaultError
from integrations.errors import MachinaError, NotFound
from integrations.models import ConnectAttempt
from integrations.providers import registry
from integrations.providers.oauth2 import OAuth2

logger = logging.getLogger(__name__)


def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """``GET /api/<provider>/callback``. The registry is asked anew, so whatever provider it has is served."""
    try:
        facts = registry.provider(provider)
    except NotFound as error:
        raise Http404(error.detail) from None
    if not isinstance(facts.credential, OAuth2):
        raise Http404(f"{facts.name} sends nobody back here.")
    view = CallbackView.adapter_view(allauth_provider(facts).oauth2_adapter_class)
    answer: HttpResponse = view(request)
    return answer


class CallbackView(OAuth2CallbackView):
    """Nothing claimed means refused, and nothing of the request is used."""

    adapter: ConnectOAuth2Adapter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attempt = attempts.claim(request, self.adapter.provider_id) if request.method == "GET" else None
        if attempt is None:
            return pages.refused(request)
        set_attempt(request, attempt)
        return self._finish(request, attempt)

    def _finish(self, request: HttpRequest, attempt: ConnectAttempt) -> HttpResponse:
        try:
            consents.require_still_allowed(attempt)
            self._require_issuer(request)
            answer: HttpResponse = super().dispatch(request)
            return answer
        except ConnectFailure as failure:
            code = failure.code
        except AppRefused as refusal:
            health.app_rejected(app_of(attempt), str(refusal))
            code = "app_rejected"
        except AccountBlocked:
            code = "blocked"
        except (GrantRefused, UnknownRefusal):
            code = "provider_error"
        except (Outage, MachinaError) as error:
            logger.warning("connect.callback_failed", extra={"provider": attempt.provider, "reason": str(error)})
            code = "unavailable"
        except VaultError:
            logger.exception("connect.vault", extra={"oauth_app": str(attempt.oauth_app_id)})
            code = "broken"
        return finish.failed(request, attempt, code)

    def _require_issuer(self, request: HttpRequest) -> None:
        """RFC 9207: an answer that names another issuer comes from a mix-up of providers."""
        issuer = request.GET.get("iss")
        if issuer is not None and issuer not in self.adapter.addresses.issuers:
            raise ConnectFailure("identity")
