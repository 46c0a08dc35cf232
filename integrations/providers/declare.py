"""What has to be known about a provider: its addresses, how it hands out tokens, what revoking ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.module_loading import import_string

from integrations.catalog.refusals import Refusals


@dataclass(frozen=True)
class Identity:
    """The account that a provider says has consented."""

    account_id: str
    """The provider's own, stable identifier."""
    email: str
    email_verified: bool
    domain: str
    """The organisation the provider vouches for (Google's ``hd``); empty for a private account."""
    name: str


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where one environment of a provider is reached. Empty means that it has no such address."""

    authorize_url: str
    token_url: str
    userinfo_url: str
    revoke_url: str
    issuers: tuple[str, ...]
    """Every spelling accepted as the issuer of an identity token and in the ``iss`` parameter."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The facts of one provider, read by everything in connect."""

    key: str
    name: str
    addresses: Addresses
    """The vendor's own; the sandbox and MACHINA_ENDPOINTS replace them."""
    allauth_class: str
    """Dotted path of our allauth provider."""
    read_identity: Callable[[Mapping[str, object]], Identity]
    """From the claims of the identity token or the userinfo answer. Raises ValueError when they name no account."""
    identity_scopes: tuple[str, ...]
    """Asked for always, beside what the services need."""
    scope_names: Mapping[str, str] = field(default_factory=dict)
    """Short spellings and the ones the vendor answers with."""
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    account_hint: str = ""
    """The parameter that preselects an account by its e-mail, where the vendor has one."""
    verifies_identity: bool
    """Whether the identity can be trusted enough to prove an account by it."""
    tokens_belong_to: Literal["consent", "account"]
    """Whether each consent has its own refresh token, or the vendor keeps one per app and account."""
    revoking_ends: Literal["token", "account"]
    """What revoking a token ends: that token, or everything the account gave the app."""
    gives_refresh_token: bool
    dead_grant_errors: frozenset[str] = frozenset({"invalid_grant"})
    """What the token address says when a refresh token is no longer good."""
    app_errors: frozenset[str] = frozenset(
        {"invalid_client", "unauthorized_client", "deleted_client", "disabled_client", "unsupported_grant_type"}
    )
    """What it says when it refuses the OAuth app itself."""
    refusals: Refusals = field(default_factory=Refusals, repr=False)
    """How its APIs refuse; a service may say more."""
    access_page: str
    """Where a person sees at the vendor which apps have access."""

    def scope(self, spelling: str) -> str:
        """The spelling of a scope we store."""
        return self.scope_names.get(spelling, spelling)

    def allauth_provider(self) -> Any:  # a class of allauth, which ships no types
        """Our allauth provider class; allauth's models have to be ready."""
        return import_string(self.allauth_class)
