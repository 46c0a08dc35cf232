"""An authorization request, read and checked the way Google does before it shows anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from integrations.sandbox.google.oauth.scopes import IDENTITY, describe, read_scopes
from integrations.sandbox.oauth.clients import is_client, redirect_allowed
from integrations.sandbox.oauth.page import Refused

CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
PROMPTS = frozenset({"none", "consent", "select_account"})


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequest:
    """What a client asks a person to allow."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    prompts: frozenset[str]
    login_hint: str
    is_offline: bool
    nonce: str
    code_challenge: str
    code_challenge_method: str

    @property
    def identity_scopes(self) -> list[str]:
        """Asked for, and not up for choice."""
        return [scope for scope in self.scopes if scope in IDENTITY]

    @property
    def optional_scopes(self) -> list[str]:
        """Asked for, each to be allowed or not."""
        return [scope for scope in self.scopes if scope not in IDENTITY]


def read_request(query: Mapping[str, str]) -> AuthorizationRequest:
    """The checked request. Raises Refused for whatever Google answers with a page of its own."""
    client_id, redirect_uri = query.get("client_id", ""), query.get("redirect_uri", "")
    if not is_client(client_id):
        raise Refused(401, "invalid_client", "The OAuth client was not found. Its id has to begin with “sandbox-”.")
    if not redirect_allowed(redirect_uri):
        detail = f"The sandbox sends people to this machine or to Machina's own address, not to {redirect_uri!r}."
        raise Refused(400, "redirect_uri_mismatch", detail)
    if query.get("response_type") != "code":
        raise Refused(400, "unsupported_response_type", "Only response_type=code is offered.")
    return AuthorizationRequest(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=_scopes(query.get("scope", "")),
        state=query.get("state", ""),
        prompts=_prompts(query.get("prompt", "")),
        login_hint=query.get("login_hint", ""),
        is_offline=_choice(query, "access_type", ("online", "offline")) == "offline",
        nonce=query.get("nonce", ""),
        code_challenge=_challenge(query.get("code_challenge", "")),
        code_challenge_method=_choice(query, "code_challenge_method", ("plain", "S256")),
    )


def _scopes(text: str) -> tuple[str, ...]:
    scopes = read_scopes(text)
    if not scopes:
        raise Refused(400, "invalid_request", "Missing required parameter: scope")
    if unknown := [scope for scope in scopes if describe(scope) is None]:
        raise Refused(400, "invalid_scope", f"Some requested scopes were invalid: {', '.join(unknown)}")
    return tuple(scopes)


def _prompts(text: str) -> frozenset[str]:
    prompts = frozenset(text.split())
    if not prompts <= PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise Refused(400, "invalid_request", f"Invalid parameter value for prompt: {text}")
    return prompts


def _choice(query: Mapping[str, str], name: str, choices: tuple[str, str]) -> str:
    """The first choice is the default."""
    value = query.get(name, choices[0])
    if value not in choices:
        raise Refused(400, "invalid_request", f"Invalid parameter value for {name}: {value}")
    return value


def _challenge(text: str) -> str:
    if text and not CHALLENGE.fullmatch(text):
        raise Refused(400, "invalid_request", "code_challenge has to be 43 to 128 unreserved characters.")
    return text
