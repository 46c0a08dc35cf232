"""What the editor's socket may ask about accounts: login, status and logout, for every provider of the registry.

The socket belongs to ``workflows``, which may not know connections; ``machina`` hands it ``MESSAGES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypeAliasType

from integrations.actors import Actor, Right
from integrations.api import lookup
from integrations.connect.accounts import disconnect, selectors
from integrations.connect.handshake import attempts
from integrations.errors import NotFound
from integrations.holders import Holder, find_holder
from integrations.providers.registry import all_providers

ConnectionStatus = TypeAliasType(
    "ConnectionStatus",
    Literal["pending", "active", "refresh_failing", "needs_reconnect", "scope_missing", "paused", "revoked"],
)


class Part(BaseModel):
    """A request, a reply, or a part of one."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class OauthLogin(Part):
    """Connect an account."""

    services: list[str] | None = None
    """Keys of the services to connect; all of the provider's without it."""
    customer_id: str | None = None
    """Key of the customer whose account it is; the owner's without it."""


class OauthLoginResult(Part):
    """Where the browser goes next."""

    url: str
    """Address of our own start page, good once, for a minute, in this session alone."""


class OauthStatus(Part):
    """Ask which accounts are connected."""

    customer_id: str | None = None
    """Key of a customer; the owner without it."""


class Account(Part):
    """One connected account."""

    id: str
    """Id of the connection."""
    email: str | None
    """Its address, where the provider tells one."""
    name: str | None
    """Its name, where the provider tells one."""
    status: ConnectionStatus
    """State of the connection."""
    status_reason: str | None
    """Why, as a word of the contract."""
    scopes: list[str]
    """What was granted."""
    is_default: bool
    """Whether calls that name no connection use it."""


class OauthStatusResult(Part):
    """Which accounts are connected."""

    connected: bool
    """Whether any of them is usable."""
    accounts: list[Account]
    """All that are not revoked."""


class Logout(Part):
    """Disconnect one account."""

    connection: UUID
    """Id of the connection."""


class LogoutResult(Part):
    """Our tokens are gone."""

    connection: str
    """Id of the connection."""
    revoked_at_provider: bool
    """Whether the provider has ended the access as well."""
    detail: str
    """What became of the access at the provider, and where a person ends it if it stays."""


@dataclass(frozen=True)
class MessageKind:
    """One message that every provider has; its name is the provider and ``suffix``."""

    suffix: str
    request: type[BaseModel]
    reply: type[BaseModel]
    right: Right
    answer: Callable[[str, Actor, str, Any], BaseModel]  # the last argument is of this kind's request model


@dataclass(frozen=True)
class ProviderMessage:
    """One message of one provider, as the socket takes it."""

    provider: str
    kind: MessageKind

    @property
    def name(self) -> str:
        """Its ``type`` on the wire."""
        return f"{self.provider}_{self.kind.suffix}"

    @property
    def request(self) -> type[BaseModel]:
        return self.kind.request

    @property
    def reply(self) -> type[BaseModel]:
        return self.kind.reply

    @property
    def right(self) -> Right:
        return self.kind.right

    def answer(self, actor: Actor, session_key: str, request: Any) -> BaseModel:  # of this kind's request model
        """Blocking; runs in a thread that may use the database."""
        return self.kind.answer(self.provider, actor, session_key, request)


def _login(provider: str, actor: Actor, session_key: str, request: OauthLogin) -> OauthLoginResult:
    url = attempts.begin_login(actor, provider, request.services, session_key, holder=_holder(actor, request))
    return OauthLoginResult(url=url)


def _status(provider: str, actor: Actor, session_key: str, request: OauthStatus) -> OauthStatusResult:
    return OauthStatusResult.model_validate(selectors.account_status(actor, provider, _holder(actor, request)))


def _logout(provider: str, actor: Actor, session_key: str, request: Logout) -> LogoutResult:
    connection = lookup.connection(actor, request.connection)
    if connection.provider != provider:
        raise NotFound(f"There is no {provider} connection {str(request.connection)!r}.")
    ended = disconnect.disconnect(actor, connection)
    return LogoutResult(
        connection=str(ended.connection.pk), revoked_at_provider=ended.revoked_at_provider, detail=ended.words
    )


def _holder(actor: Actor, request: OauthLogin | OauthStatus) -> Holder:
    """These messages have no ``account_mode``: by the contract the owner is meant where no customer is named."""
    mode = "owner" if request.customer_id is None else "customer"
    return find_holder(actor, mode, request.customer_id, field="customer_id")


KINDS = (
    MessageKind("oauth_login", OauthLogin, OauthLoginResult, "operate", _login),
    MessageKind("oauth_status", OauthStatus, OauthStatusResult, "view", _status),
    MessageKind("logout", Logout, LogoutResult, "operate", _logout),
)
MESSAGES = tuple(ProviderMessage(provider, kind) for provider in all_providers() for kind in KINDS)
