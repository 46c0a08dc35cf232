"""The HTTP session of allauth's handshake: egress, with refusals of the token address told apart."""

from __future__ import annotations

from typing import Any

from integrations.connect.tokens.token_endpoint import json_object, raise_refusal
from integrations.egress.client import shared_egress
from integrations.egress.requests_facade import FacadeResponse, FacadeSession
from integrations.providers.declare import Provider


class HandshakeSession(FacadeSession):
    """Raises what a refusal means before allauth puts the whole answer, tokens and all, into an exception's text."""

    def __init__(self, provider: Provider | None) -> None:
        super().__init__(shared_egress())
        self._provider = provider

    def request(self, method: str, url: str, **options: Any) -> FacadeResponse:
        """Raises AppRefused, GrantRefused, Outage, and requests.RequestException without an answer."""
        answer = super().request(method, url, **options)
        if self._provider is not None and method.upper() == "POST":
            raise_refusal(self._provider, answer.status_code, json_object(answer.content))
        return answer
