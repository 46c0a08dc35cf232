"""The requests of OAuth 2 as plain values: to exchange a code, to refresh, to revoke. Nothing is sent here."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from integrations.providers.addresses import Addresses
from integrations.providers.consent import Tokens

Method = Literal["GET", "POST", "DELETE"]


@dataclass(frozen=True, repr=False)
class VendorRequest:
    """One request to a provider. ``connect`` sends it, once, within 20 seconds, to the provider's own origins alone."""

    method: Method
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class TokenForm:
    """How a token address wants to be asked."""

    authentication: Literal["client_secret_post", "client_secret_basic"] = "client_secret_post"
    """The OAuth app's secret in the body, or by HTTP Basic."""
    body: Literal["form", "json"] = "form"
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent in addition, such as the version Notion asks for."""


@dataclass(frozen=True, repr=False)
class OAuthClient:
    """An OAuth app as one request needs it: who it is, with its secret opened, and where and how to ask."""

    client_id: str
    client_secret: str
    addresses: Addresses
    form: TokenForm

    @property
    def basic(self) -> str:
        """The value of an Authorization header by HTTP Basic."""
        return "Basic " + base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()


@dataclass(frozen=True, repr=False)
class Code:
    """What a consent is exchanged for tokens with."""

    code: str
    redirect_uri: str
    verifier: str
    """Of PKCE; empty where the vendor refuses it."""


BuildExchange = Callable[[OAuthClient, Code], VendorRequest]
BuildRefresh = Callable[[OAuthClient, str], VendorRequest]
BuildRevocation = Callable[[OAuthClient, Tokens], VendorRequest]


def exchange_code(client: OAuthClient, code: Code) -> VendorRequest:
    """RFC 6749, 4.1.3, with the verifier of RFC 7636."""
    fields = {
        "grant_type": "authorization_code",
        "code": code.code,
        "redirect_uri": code.redirect_uri,
    }
    if code.verifier:
        fields["code_verifier"] = code.verifier
    return token_request(client, client.addresses["token_url"], fields)


def use_refresh_token(client: OAuthClient, refresh_token: str) -> VendorRequest:
    """RFC 6749, 6."""
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return token_request(client, client.addresses["token_url"], fields)


def revoke_by_post(client: OAuthClient, tokens: Tokens) -> VendorRequest:
    """RFC 7009: the refresh token, or the access token where there is none."""
    return token_request(client, client.addresses["revoke_url"], {"token": tokens.refresh or tokens.access})


def revoke_by_get(client: OAuthClient, tokens: Tokens) -> VendorRequest:
    """A GET that carries the access token, as Slack's ``auth.revoke`` takes it."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {tokens.access}", **client.form.headers}
    return VendorRequest("GET", client.addresses["revoke_url"], headers)


def token_request(client: OAuthClient, url: str, fields: Mapping[str, str]) -> VendorRequest:
    """A POST of these fields, authenticated and written as the vendor wants it."""
    headers = dict(client.form.headers)
    if client.form.authentication == "client_secret_basic":
        headers["Authorization"] = client.basic
    else:
        fields = {**fields, "client_id": client.client_id, "client_secret": client.client_secret}
    return (
        json_request("POST", url, fields, headers) if client.form.body == "json" else form_request(url, fields, headers)
    )


def form_request(url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> VendorRequest:
    """A POST of a form."""
    sent = {"Accept": "application/json", **(headers or {}), "Content-Type": "application/x-www-form-urlencoded"}
    return VendorRequest("POST", url, sent, urlencode(fields).encode())


def json_request(
    method: Method, url: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> VendorRequest:
    """A request with a JSON object."""
    sent = {"Accept": "application/json", **(headers or {}), "Content-Type": "application/json"}
    return VendorRequest(method, url, sent, json.dumps(fields).encode())
