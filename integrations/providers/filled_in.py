"""The kinds of credential that a person fills in, a key or a name and a password; and the kind that is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from integrations.egress.placing import Placed, basic
from integrations.providers.base_urls import BaseUrl
from integrations.providers.fields import PRINTABLE, CredentialField, fill, fill_all
from integrations.providers.identity import ReadIdentity
from integrations.providers.oauth2 import NotRevocable

KEY = CredentialField(name="key", label="API key")
USERNAME = CredentialField(name="username", label="User name", is_secret=False, pattern=r"[^\x00-\x1f\x7f:]+")
PASSWORD = CredentialField(name="password", label="Password", pattern=PRINTABLE)


class Lasting:
    """What lasts until it is refused: nothing renews it, nothing ends it from here, and it is granted no scopes."""

    refresh_tokens: ClassVar[Literal["never"]] = "never"
    tokens_belong_to: ClassVar[Literal["consent"]] = "consent"
    revocation: ClassVar[NotRevocable] = NotRevocable()
    identity_scopes: ClassVar[tuple[str, ...]] = ()

    def scope(self, spelling: str) -> str:
        """Scopes are the services' own words here."""
        return spelling


@dataclass(frozen=True, kw_only=True)
class CredentialTest:
    """The harmless request that a credential has to pass before it is kept, best one that says whose it is."""

    path: str
    """Below the provider's ``api_url``, or below the connection's own base address; asked for with GET."""
    headers: Mapping[str, str] = field(default_factory=dict)
    read: ReadIdentity | None = None
    """Who the answer says it is; raises ValueError where it names nobody. None where the vendor tells nobody: then the
    account is known by a keyed hash of the credential, and another key is another account."""
    any_answer: bool = False
    """Whether every answer but a refusal of the credential will do, where nothing is known of the vendor. ``path`` may
    then be empty: the address itself is asked."""


@dataclass(frozen=True, kw_only=True)
class FilledIn(Lasting):
    """What both kinds have in common."""

    fields: tuple[CredentialField, ...]
    base_url: BaseUrl | None = None
    """Where the vendor has an address for each of its customers; the credential goes to that origin alone."""
    test: CredentialTest

    @property
    def tells_account(self) -> bool:
        """Whether the vendor says whose credential it is."""
        return self.test.read is not None

    def place(self, values: Mapping[str, str]) -> Placed:
        """How a request carries these values."""
        raise NotImplementedError

    def place_sealed(self, secret: str) -> Placed:
        """The same from what the vault holds, which is ``sealed_text`` of the values."""
        return self.place(json.loads(secret))

    def _secrets(self, values: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(values[each.name] for each in self.fields if each.is_secret)


def sealed_text(values: Mapping[str, str]) -> str:
    """The values as one text, the same for the same values."""
    return json.dumps(values, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class ApiKey(FilledIn):
    """A key, or several values, that each request carries in headers.

    ``headers`` and ``query`` are templates over the names of the fields, also in the names of headers. A
    query ends up in other people's logs: use it only where a vendor reads nothing else.
    """

    kind: ClassVar[Literal["api_key"]] = "api_key"

    fields: tuple[CredentialField, ...] = (KEY,)
    headers: Mapping[str, str] = field(default_factory=lambda: {"Authorization": "Bearer {key}"})
    query: Mapping[str, str] = field(default_factory=dict)

    def place(self, values: Mapping[str, str]) -> Placed:
        headers, query = fill_all(self.headers, values), fill_all(self.query, values)
        return Placed(headers=headers, query=query, secrets=self._secrets(values))


@dataclass(frozen=True, kw_only=True)
class Basic(FilledIn):
    """HTTP Basic (RFC 7617). Where a vendor wants a key in one half, the templates say so: ``username="{key}"``."""

    kind: ClassVar[Literal["basic"]] = "basic"

    fields: tuple[CredentialField, ...] = (USERNAME, PASSWORD)
    username: str = "{username}"
    password: str = "{password}"  # noqa: S105  # a template

    def place(self, values: Mapping[str, str]) -> Placed:
        carried = basic(fill(self.username, values), fill(self.password, values))
        return Placed(headers=carried.headers, secrets=(*carried.secrets, *self._secrets(values)))


@dataclass(frozen=True)
class NoCredential(Lasting):
    """The vendor asks nobody who they are: there is nothing to connect."""

    kind: ClassVar[Literal["none"]] = "none"
    fields: ClassVar[tuple[()]] = ()
    tells_account: ClassVar[bool] = False
