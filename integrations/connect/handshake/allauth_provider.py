"""Our subclass of the allauth provider that a provider names: asked as an attempt says, with PKCE where it is taken."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from integrations.connect.handshake.current import attempt_of
from integrations.connect.handshake.oauth2 import ConnectOAuth2Adapter
from integrations.providers.declare import Provider


class ConnectProvider(OAuth2Provider):
    """What is asked for is decided by the attempt alone. Stands before the stock class, whose own ways do not count."""

    facts: Provider
    oauth2_adapter_class: type[ConnectOAuth2Adapter]

    def redirect(self, request: HttpRequest, process: str, **options: Any) -> HttpResponse:
        """As OAuth 2 has it, also where the stock provider leaves something out."""
        answer: HttpResponse = OAuth2Provider.redirect(self, request, process, **options)
        return answer

    def get_oauth2_adapter(self, request: HttpRequest) -> OAuth2Adapter:
        return self.oauth2_adapter_class(request)

    def get_pkce_params(self) -> dict[str, object]:
        if not self.facts.oauth2.pkce:
            return {}
        params: dict[str, object] = generate_code_challenge()
        return params

    def get_auth_params(self) -> dict[str, str]:
        """allauth's own settings add nothing."""
        return dict(self.facts.oauth2.authorize_params)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """``?scope=`` is ignored."""
        attempt = attempt_of(request)
        return list(attempt.scopes) if attempt else []

    def get_auth_params_from_request(self, request: HttpRequest, action: object) -> dict[str, str]:
        """``?auth_params=`` is ignored."""
        return self.get_auth_params()


@cache
def allauth_provider(facts: Provider) -> type[ConnectProvider]:
    """The class for these facts; allauth's models have to be ready. Raises ImportError where no class is named."""
    named = {"facts": facts, "provider_id": facts.key}
    adapter = type("ConnectAdapterOfProvider", (ConnectOAuth2Adapter,), named)
    stock = import_string(facts.oauth2.allauth_class)
    own = {"facts": facts, "id": facts.key, "name": facts.name, "oauth2_adapter_class": adapter}
    return type(f"Connect{stock.__name__}", (ConnectProvider, stock), own)
