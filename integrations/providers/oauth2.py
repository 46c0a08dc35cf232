"""The kind of credential that OAuth 2 gives: how a provider is asked, exchanges, refreshes, revokes and identifies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from integrations.providers.answers import ReadScopes, ReadTokens, TokenJSON, scopes_in, tokens_in
from integrations.providers.consent import PersonalTokens
from integrations.providers.identity import Identify
from integrations.providers.requests import (
    BuildExchange,
    BuildRefresh,
    BuildRevocation,
    TokenForm,
    exchange_code,
    use_refresh_token,
)


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """How a token is ended at the vendor."""

    request: BuildRevocation
    gone_words: frozenset[str] = frozenset({"invalid_token", "invalid_grant"})
    """What the vendor says of a token that no longer works anyway."""
    gone_statuses: frozenset[int] = frozenset()
    """Statuses that say the same without a word."""
    ends: Literal["token", "account"]
    """What it ends: that token, or everything the account gave the app."""


@dataclass(frozen=True)
class NotRevocable:
    """The vendor has no way to end a token from here: it works until the person ends it there, or it expires."""


@dataclass(frozen=True, kw_only=True)
class PersonalToken:
    """A second token of one consent: that of the person who gave it, beside the app's own.

    It is kept, renewed and ended by itself, and one person has one of it per app, whoever's connections rest on it.
    """

    scopes_begin_with: str
    """Marks its scopes among those that are stored, so that an operation says by its scopes which token it needs."""
    read: Callable[[TokenJSON], PersonalTokens | None]
    """From the answer to a code; None where the consent brought none."""


def joined_by(separator: str) -> Callable[[Sequence[str]], Mapping[str, str]]:
    """The scopes of an authorization request in its parameter ``scope``; no parameter where there are none."""

    def write(scopes: Sequence[str]) -> Mapping[str, str]:
        return {"scope": separator.join(scopes)} if scopes else {}

    return write


SPACED, ON_TOP, IN_SCOPE, PLAIN_FORM = joined_by(" "), tokens_in(), scopes_in("scope"), TokenForm()
"""The standard's ways."""
ASK_ADMINISTRATOR = "An administrator of its organisation has to allow this app there; then connect it again."
"""The way out for an account that its organisation keeps from the app."""


@dataclass(frozen=True, kw_only=True)
class OAuth2:
    """An access token by consent (RFC 6749), with PKCE. Each default is the standard's, and can be replaced.

    Names of addresses it uses: ``authorize_url``, ``token_url``, and where they are needed ``userinfo_url``,
    ``revoke_url`` and ``issuer``.
    """

    kind: ClassVar[Literal["oauth2"]] = "oauth2"
    fields: ClassVar[tuple[()]] = ()
    """What a person fills in: nothing, consent is given at the vendor."""
    tells_account: ClassVar[bool] = True

    allauth_class: str = "allauth.socialaccount.providers.oauth2.provider.OAuth2Provider"
    """Dotted path of the allauth provider that leads the handshake."""
    identity_scopes: tuple[str, ...] = ()
    """Asked for always, beside what the services need."""
    scope_names: Mapping[str, str] = field(default_factory=dict)
    """Short spellings and the ones the vendor answers with."""
    write_scopes: Callable[[Sequence[str]], Mapping[str, str]] = SPACED
    """The parameters of the authorization request that ask for these scopes."""
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    pkce: bool = True
    """False only where the vendor refuses it: Slack does to all apps that were not made public clients for good."""
    account_hint: str = ""
    """The parameter that preselects an account by its e-mail, where the vendor has one."""
    issuer_spellings: tuple[str, ...] = ()
    """How else the vendor writes its ``issuer``."""

    form: TokenForm = PLAIN_FORM
    """How the token address wants to be asked."""
    exchange: BuildExchange = exchange_code
    refresh: BuildRefresh = use_refresh_token
    read_tokens: ReadTokens = ON_TOP
    """From the answer to a code."""
    read_refreshed: ReadTokens = ON_TOP
    """From the answer to a refresh token."""
    read_scopes: ReadScopes = IN_SCOPE
    personal: PersonalToken | None = None
    identify: Identify
    """Whose account it is."""

    refresh_tokens: Literal["always", "sometimes", "never"]
    """Whether a consent brings a refresh token; ``sometimes`` where it depends on how the OAuth app is set up.

    Without one, where it need not be there, the access lasts until it expires or is refused.
    """
    tokens_belong_to: Literal["consent", "account"]
    """Whether each consent has its own tokens, or the vendor keeps one set per app and account."""
    revocation: Revocation | NotRevocable
    dead_grant_errors: frozenset[str] = frozenset({"invalid_grant"})
    """What the token address says when a refresh token is no longer good."""
    blocked_errors: Mapping[str, str] = field(default_factory=lambda: {"access_denied": ASK_ADMINISTRATOR})
    """What it says when somebody at the vendor keeps this one account from the app, and what its person can do."""
    passing_errors: frozenset[str] = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
    """What it says of a moment that passes, whatever the status beside it."""
    app_errors: frozenset[str] = frozenset(
        {"invalid_client", "unauthorized_client", "deleted_client", "disabled_client", "unsupported_grant_type"}
    )
    """What it says when it refuses the OAuth app itself. A word in none of these blames nobody: it is reported, tried
    again, and a day after the access has ended taken for final.
    """

    def scope(self, spelling: str) -> str:
        """The spelling of a scope we store."""
        return self.scope_names.get(spelling, spelling)

    def is_personal(self, scope: str) -> bool:
        """Whether a scope, as it is stored, is of the person's own token."""
        return self.personal is not None and scope.startswith(self.personal.scopes_begin_with)

    def granted(self, answer: Mapping[str, object], asked: Sequence[str]) -> tuple[str, ...]:
        """What was granted and asked for, in the spelling we store."""
        wanted = [self.scope(scope) for scope in asked]
        named = self.read_scopes(answer)
        if named is None:
            return tuple(wanted)
        given = {self.scope(scope) for scope in named}
        return tuple(scope for scope in wanted if scope in given)
