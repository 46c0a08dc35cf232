"""allauth's OAuth 2.0 handshake, told by the attempt where to go, what to ask for and which app to use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from integrations.connect.handshake.current import attempt_of
from integrations.egress.requests_facade import requests_session
from integrations.models import ConnectAttempt
from integrations.providers import registry
from integrations.providers.addresses import addresses_of
from integrations.providers.consent import Consent, granted_scopes, read_tokens
from integrations.providers.declare import Addresses, Provider


class NothingClaimed(Exception):
    """The handshake was entered without an attempt; the adapter refuses that before it can happen."""


class ConnectOAuth2Adapter(OAuth2Adapter):
    """The addresses of the attempt's environment, and a login that carries what the consent brought."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._provider: Any = None  # an allauth provider

    @property
    def attempt(self) -> ConnectAttempt:
        attempt = attempt_of(self.request)
        if attempt is None:
            raise NothingClaimed
        return attempt

    @property
    def facts(self) -> Provider:
        return registry.provider(self.provider_id)

    @property
    def addresses(self) -> Addresses:
        return addresses_of(self.facts, self.attempt.oauth_app.environment)

    @property
    def authorize_url(self) -> str:
        return self.addresses.authorize_url

    @property
    def access_token_url(self) -> str:
        return self.addresses.token_url

    def get_provider(self) -> Any:  # an allauth provider
        """Resolved once a request: each time opens the client secret."""
        if self._provider is None:
            self._provider = super().get_provider()
        return self._provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Under PUBLIC_URL, whatever host the request names."""
        return f"{settings.PUBLIC_URL}{reverse(f'{self.provider_id}_callback')}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """A login that is never saved. Raises OAuth2Error where the account cannot be verified."""
        answer: Mapping[str, object] = kwargs["response"]
        claims = self.read_claims(app, answer)
        try:
            consent = Consent(
                identity=self.facts.read_identity(claims),
                scopes=granted_scopes(self.facts, answer, self.attempt.scopes),
                tokens=read_tokens(answer),
            )
            login = self.get_provider().sociallogin_from_response(request, dict(claims))
        except ValueError as error:
            raise OAuth2Error("The provider's answer names no account.") from error
        login.consent = consent
        return login

    def read_claims(self, app: SocialApp, answer: Mapping[str, object]) -> Mapping[str, object]:
        """Who consented: from the identity token, checked for issuer, audience and time, else from userinfo.

        Its signature need not be checked: it came straight from the token address (OpenID Connect Core, 3.1.3.7).
        """
        id_token = answer.get("id_token")
        if not isinstance(id_token, str) or not id_token:
            return self._userinfo(str(answer["access_token"]))
        claims: Mapping[str, object] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url="",
            issuer=self.addresses.issuers,
            audience=app.client_id,
            lookup_kid=None,
            verify_signature=False,
        )
        return claims

    def _userinfo(self, access_token: str) -> Mapping[str, object]:
        if not self.addresses.userinfo_url:
            raise OAuth2Error("The provider's answer names no account.")
        with requests_session() as session:
            answer = session.get(self.addresses.userinfo_url, headers={"Authorization": f"Bearer {access_token}"})
            claims = answer.json() if answer.ok else None
        if not isinstance(claims, dict):
            raise OAuth2Error("The provider did not say whose account it is.")
        return claims


class ConnectProvider(OAuth2Provider):
    """What is asked for is decided by the attempt alone; PKCE is always on."""

    pkce_enabled_default = True

    def get_pkce_params(self) -> dict[str, object]:
        params: dict[str, object] = generate_code_challenge()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """``?scope=`` is ignored."""
        attempt = attempt_of(request)
        return list(attempt.scopes) if attempt else []

    def get_auth_params_from_request(self, request: HttpRequest, action: object) -> dict[str, str]:
        """``?auth_params=`` is ignored."""
        return dict(registry.provider(self.id).authorize_params)
