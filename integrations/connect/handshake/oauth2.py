"""allauth's OAuth 2.0 handshake, told by the attempt where to go, what to ask for and which app to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.contrib.auth.models import User
from django.http import HttpRequest

from integrations.connect.handshake.attempts import actor_of_attempt
from integrations.connect.handshake.current import attempt_of
from integrations.connect.tokens import token_endpoint
from integrations.connect.tokens.oauth_apps import app_of
from integrations.connect.tokens.talks import Whose
from integrations.connect.ways_out import callback_url
from integrations.models import ConnectAttempt
from integrations.providers.addresses import Addresses
from integrations.providers.answers import TokenJSON
from integrations.providers.consent import Consent
from integrations.providers.declare import Provider
from integrations.providers.requests import Code


class NothingClaimed(Exception):
    """The handshake was entered without an attempt; the adapter refuses that before it can happen."""


class ConnectClient:
    """What allauth asks of its OAuth 2.0 client, done as the attempt's provider declares it."""

    def __init__(self, facts: Provider, attempt: ConnectAttempt, callback: str) -> None:
        self.state: str | None = None
        self._facts = facts
        self._attempt = attempt
        self._callback = callback

    def get_redirect_url(self, authorize_url: str, scope: list[str], extra_params: Mapping[str, str]) -> str:
        """Where the browser is sent. Nothing that a provider adds replaces what the protocol rests on."""
        params = {
            **extra_params,
            **self._facts.oauth2.write_scopes(scope),
            "client_id": app_of(self._attempt).client_id,
            "redirect_uri": self._callback,
            "response_type": "code",
            "state": self.state or "",
        }
        return f"{authorize_url}{'&' if '?' in authorize_url else '?'}{urlencode(params)}"

    def get_access_token(self, code: str, pkce_code_verifier: str | None = None) -> TokenJSON:
        """Raises what ``token_endpoint.exchange_code`` raises, and OAuth2Error where PKCE has been left out."""
        if not pkce_code_verifier and self._facts.oauth2.pkce:
            raise OAuth2Error("The handshake was begun without PKCE.")
        exchanged = Code(code=code, redirect_uri=self._callback, verifier=pkce_code_verifier or "")
        attempt = self._attempt
        whose = Whose(
            attempt.customer_id,
            attempt.reconnect_id,
            is_owner=attempt.customer_id is None,
            actor=actor_of_attempt(attempt),
        )
        return token_endpoint.exchange_code(self._facts, app_of(attempt), exchanged, whose=whose)


@dataclass(frozen=True, repr=False)
class TokenAnswer:
    """Implements ``Consented``: what the provider may look at to say whose account it is."""

    answer: TokenJSON
    addresses: Addresses
    client_id: str
    access_token: str

    def id_claims(self) -> Mapping[str, object] | None:
        """Its signature need not be checked: it came straight from the token address (OpenID Connect Core, 3.1.3.7)."""
        id_token = self.answer.get("id_token")
        if not isinstance(id_token, str) or not id_token:
            return None
        claims: Mapping[str, object] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url="",
            issuer=self.addresses.issuers,
            audience=self.client_id,
            lookup_kid=None,
            verify_signature=False,
        )
        return claims

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        return token_endpoint.ask_json("GET", url, self.addresses, self.access_token, headers)

    def post(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        return token_endpoint.ask_json("POST", url, self.addresses, self.access_token, headers)


class ConnectOAuth2Adapter(OAuth2Adapter):
    """The addresses of the attempt's environment, and a login that carries what the consent brought."""

    facts: Provider

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
    def addresses(self) -> Addresses:
        return self.facts.addresses_in(app_of(self.attempt).environment)

    @property
    def authorize_url(self) -> str:
        return self.addresses["authorize_url"]

    @property
    def access_token_url(self) -> str:
        return self.addresses["token_url"]

    def get_provider(self) -> Any:  # an allauth provider
        if self._provider is None:
            self._provider = super().get_provider()
        return self._provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Under PUBLIC_URL, whatever host the request names."""
        return callback_url(self.facts.key)

    def get_client(self, request: HttpRequest, app: SocialApp) -> ConnectClient:
        return ConnectClient(self.facts, self.attempt, self.get_callback_url(request, app))

    def parse_token(self, data: TokenJSON) -> SocialToken:
        """allauth is shown no token."""
        return SocialToken()

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """A login that is never saved. Raises OAuth2Error where the account cannot be verified."""
        consent = self.read_consent(kwargs["response"])
        account = SocialAccount(provider=self.facts.key, uid=consent.identity.account_id)
        login = SocialLogin(user=User(), account=account)
        login.consent = consent
        return login

    def read_consent(self, answer: TokenJSON) -> Consent:
        """Raises OAuth2Error where nothing that can be believed names an account."""
        oauth2, app = self.facts.oauth2, app_of(self.attempt)
        tokens = oauth2.read_tokens(answer)
        try:
            identity = oauth2.identify(TokenAnswer(answer, self.addresses, app.client_id, tokens.access))
        except ValueError as error:
            raise OAuth2Error("The provider's answer names no account.") from error
        personal = oauth2.personal.read(answer) if oauth2.personal else None
        scopes = oauth2.granted(answer, self.attempt.scopes)
        return Consent(identity=identity, scopes=scopes, tokens=tokens, personal=personal)
