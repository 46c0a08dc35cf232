"""Where one account is reached: what stands in for the vendor, its own address, or the one that all accounts share."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.egress.endpoints import api_root
from integrations.egress.guard import Reach
from integrations.errors import NotConnected


@dataclass(frozen=True)
class Reached:
    """The address that paths are added to, and where requests with the account's credential may go at all."""

    url: str
    reach: Reach

    @classmethod
    def at(cls, provider: str, environment: str, *, hosts: tuple[str, ...], base_url: str = "") -> Reached:
        """Read from the settings each time: what replaces the vendor there replaces an account's own address as well.

        ``hosts`` are the service's. Raises RemoteUnavailable for the sandbox when it is switched off, AddressRefused
        for an address that is not public, NotConnected where every account has its own and there is none.
        """
        if root := api_root(provider, environment):
            return cls(root, Reach.of_service(hosts, root))
        if base_url:
            return cls(base_url, Reach.of_typed(base_url))
        if not hosts:
            raise NotConnected(f"Each account of {provider!r} has an address of its own. Connect one first.")
        return cls(f"https://{hosts[0]}", Reach(hosts=hosts))
