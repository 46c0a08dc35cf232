"""What a disconnect did, here and at the vendor, and the true words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from integrations.models import Connection
from integrations.providers import registry

AtProvider = Literal["revoked", "in_use", "not_revocable", "retrying", "failed", "nothing", "not_installed"]
"""``nothing``: there was no token of ours any more."""


@dataclass(frozen=True)
class Disconnected:
    """Our tokens are gone in any case, and so is the row of one that was pending."""

    connection: Connection
    at_provider: AtProvider

    @property
    def revoked_at_provider(self) -> bool:
        return self.at_provider == "revoked"

    @property
    def words(self) -> str:
        """What became of the access at the vendor, and where a person ends it if it stays."""
        facts = registry.find(self.connection.provider)
        if facts is None:
            return (
                f"The provider {self.connection.provider!r} is not installed here any more and could not be told: the"
                " access stays there until the account's owner ends it."
            )
        match self.at_provider:
            case "revoked":
                return f"{facts.name} has ended the access as well."
            case "in_use":
                return (
                    f"The access at {facts.name} stays, because another connection of this account rests on it. What"
                    f" has access is listed at {facts.access_page}"
                )
            case "not_revocable":
                return (
                    f"{facts.name} offers no way to end the access from here: it stays until the account's owner"
                    f" removes it at {facts.access_page or self.connection.base_url}"
                )
            case "retrying":
                return (
                    f"{facts.name} could not be told yet and is told again for three days. Until then the access may"
                    f" stay there; the account's owner can end it at {facts.access_page}"
                )
            case "failed":
                return (
                    f"{facts.name} could not be told, so the access may stay there. The account's owner can end it at"
                    f" {facts.access_page}"
                )
            case "nothing" | "not_installed":
                return f"There was nothing left to end at {facts.name}."
