"""The border to allauth: it runs the handshake, and here everything it would do with a login is cut off.

No Django user, SocialAccount or SocialToken is ever made: both hooks answer at once, and a login without a claimed
attempt is refused.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest

from integrations.connect.handshake.allauth_provider import allauth_provider
from integrations.connect.handshake.current import attempt_of
from integrations.connect.handshake.views import finish, pages
from integrations.connect.one_time import new_secret
from integrations.connect.tokens.oauth_apps import app_of
from integrations.egress.requests_facade import FacadeSession, requests_session
from integrations.providers import registry
from integrations.providers.answers import cut_down
from integrations.providers.consent import Consent

logger = logging.getLogger(__name__)


class ConnectAdapter(DefaultSocialAccountAdapter):
    """Resolves the app from the attempt, without its secret, and ends every login as a connection."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Our allauth provider on the attempt's own app, as an unsaved SocialApp."""
        attempt = attempt_of(request)
        if attempt is None or attempt.provider != provider:
            raise ImmediateHttpResponse(pages.refused(request))
        app = app_of(attempt)
        social_app = SocialApp(
            provider=provider,
            name=str(app)[:40],
            client_id=app.client_id,
        )
        return allauth_provider(registry.provider(provider))(request, app=social_app)

    def list_apps(self, request: HttpRequest, **filters: object) -> list[SocialApp]:
        """None: apps are found through attempts only, and the sign-in page offers no provider."""
        return []

    def list_providers(self, request: HttpRequest) -> list[Any]:
        return []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def generate_state_param(self, state: dict[str, object]) -> str:
        return new_secret()

    def get_requests_session(self) -> FacadeSession:
        """Through egress, should allauth ever ask for something by itself."""
        return requests_session()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """The end of every login: a connection, or a refusal."""
        attempt = attempt_of(request)
        consent = getattr(sociallogin, "consent", None)
        if attempt is None or attempt.claimed_at is None or not isinstance(consent, Consent):
            raise ImmediateHttpResponse(pages.refused(request))
        raise ImmediateHttpResponse(finish.completed(request, attempt, consent))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, object] | None = None,
    ) -> NoReturn:
        """The end of every handshake that failed; what the provider wrote about it is not shown."""
        attempt = attempt_of(request)
        if attempt is None or attempt.claimed_at is None:
            raise ImmediateHttpResponse(pages.refused(request))
        said = request.GET.get("error", "")
        is_blocked = said in registry.provider(attempt.provider).oauth2.blocked_errors
        code = _reason(error, exception, is_blocked=is_blocked)
        if code == "provider_error":
            extra = {"provider": attempt.provider, "word": cut_down(said)}
            logger.error("connect.unknown_word", extra=extra)
        raise ImmediateHttpResponse(finish.failed(request, attempt, code))


def _reason(error: str | None, exception: Exception | None, *, is_blocked: bool) -> str:
    if error == AuthError.CANCELLED:
        return "refused"
    if is_blocked:
        return "blocked"
    return "identity" if exception is not None else "provider_error"
