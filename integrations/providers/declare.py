"""How a provider is declared: its facts, its addresses by name, and the kind of credential its accounts have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from integrations.catalog.refusals import Refusals
from integrations.egress.endpoints import API_ROOT
from integrations.providers.addresses import Addresses, reached
from integrations.providers.app_events import AppEvents
from integrations.providers.filled_in import ApiKey, Basic, FilledIn, NoCredential
from integrations.providers.oauth2 import OAuth2

CredentialKind: TypeAlias = OAuth2 | ApiKey | Basic | NoCredential
"""What a connection at a provider rests on, with all that is particular to that kind; told apart by ``kind``."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Provider:
    """Who signs an account in. Everything in connect is told by these facts, and names no provider."""

    key: str
    name: str
    color: str
    """Of the form #1A73E8."""
    documentation_url: str
    """The vendor's page on what is declared here."""
    folder: Path
    """Where ``icon.svg`` lies."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """The vendor's own, by name; the sandbox and MACHINA_ENDPOINTS replace them."""
    api_hosts: tuple[str, ...] = ()
    """Hosts of its APIs besides those of its services: a request of anybody's choice may carry an account's credential
    there and nowhere else."""
    scopes: Mapping[str, str] = field(default_factory=dict)
    """What accounts are asked for where the provider has no service, in plain words; a service says its own."""
    credential: CredentialKind
    verifies_identity: bool = False
    """Whether the identity can be trusted enough to prove an account by it."""
    refusals: Refusals = field(default_factory=Refusals, repr=False)
    """How its APIs refuse; a service may say more."""
    events: AppEvents | None = None
    """How it sends the events of an app to one address of ours, if it does."""
    access_page: str = ""
    """Where a person sees at the vendor which apps or keys have access, and ends it."""

    @property
    def address_names(self) -> tuple[str, ...]:
        """The names that MACHINA_ENDPOINTS may replace."""
        return tuple(sorted({*self.addresses, API_ROOT}))

    @property
    def icon_url(self) -> str:
        """Where the browser finds its icon."""
        return f"/static/providers/{self.key}/icon.svg"

    @property
    def oauth2(self) -> OAuth2:
        """What is particular to OAuth 2. Raises TypeError for a provider of another kind."""
        if isinstance(self.credential, OAuth2):
            return self.credential
        raise TypeError(f"{self.key} has credentials of the kind {self.credential.kind}, not oauth2")

    @property
    def filled_in(self) -> FilledIn:
        """What is particular to a credential that a person fills in. Raises TypeError for another kind."""
        if isinstance(self.credential, FilledIn):
            return self.credential
        raise TypeError(f"{self.key} has credentials of the kind {self.credential.kind}, which nobody fills in")

    def addresses_in(self, environment: str) -> Addresses:
        """Where it is reached in ``sandbox`` or ``live``. Raises RemoteUnavailable when that sandbox is off."""
        spellings = self.credential.issuer_spellings if isinstance(self.credential, OAuth2) else ()
        return reached(self.key, environment, self.addresses, spellings)
