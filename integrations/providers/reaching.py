"""Where one account is reached: what stands in for the vendor, its own address, or the one that all accounts share."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.catalog.registry import catalog
from integrations.egress.endpoints import SANDBOX_HOST, api_root, sandbox_web
from integrations.egress.guard import AddressRefused, Reach, matches_host, parse_target
from integrations.errors import NotConnected
from integrations.providers.declare import Provider


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
        if base_url and urlsplit(base_url).hostname == SANDBOX_HOST and (root := sandbox_web()):
            return cls(root + urlsplit(base_url).path, Reach(below=(root,)))
        if base_url:
            return cls(base_url, Reach.of_typed(base_url))
        if not hosts:
            raise NotConnected(f"Each account of {provider!r} has an address of its own. Connect one first.")
        return cls(f"https://{hosts[0]}", Reach(hosts=hosts))


USERINFO = "userinfo_url"
"""The address at which a provider says whose account a token is of."""


@dataclass(frozen=True)
class Roads:
    """Where a request to an address of anybody's choice may lead, and what stands in for which hosts."""

    reach: Reach
    hosts: tuple[str, ...] = ()
    """Those that ``root`` stands in for."""
    root: str = ""
    whose: str = ""
    """The account's provider, for people; empty for nobody's."""

    @classmethod
    def as_account(cls, facts: Provider, environment: str, *, base_url: str = "") -> Roads:
        """With an account: to its own address, or the hosts its provider's services and ``api_hosts`` name. What
        replaces the vendor stands in for all of them."""
        own = urlsplit(base_url).hostname if base_url else None
        hosts = (*hosts_of(facts), *filter(None, [own]))
        if root := api_root(facts.key, environment) or (sandbox_web() if own == SANDBOX_HOST else None):
            return cls(Reach(below=(root,)), hosts, root.rstrip("/"), facts.name)
        if base_url:
            return cls(Reach.of_typed(base_url), whose=facts.name)
        who = facts.addresses_in(environment).get(USERINFO)
        return cls(Reach(hosts=hosts, below=(who,) if who else ()), whose=facts.name)

    @classmethod
    def as_nobody(cls) -> Roads:
        """Without an account: anywhere, and to the sandbox's own web."""
        root = sandbox_web()
        return cls(Reach.open(root), (SANDBOX_HOST,), root) if root else cls(Reach.open())

    def placed(self, url: str) -> str:
        """The address that is asked. Raises AddressRefused for one that an account's credential does not go to."""
        target = parse_target(url)
        if self.root and target.scheme == "https" and target.port == 443 and _among(target.host, self.hosts):
            return self.root + target.path
        if self.whose and not self.reach.includes(target):
            places = ", ".join([*self.hosts, *self.reach.hosts, *self.reach.origins, *self.reach.below])
            raise AddressRefused(
                f"{target.origin} is not where {self.whose} accounts are used. This one goes to"
                f" {places or 'no address'} alone: ask there, or leave the account out."
            )
        return url


def hosts_of(facts: Provider) -> tuple[str, ...]:
    """All hosts that accounts of a provider are used at."""
    of_services = (host for service in catalog().of_provider(facts.key) for host in service.hosts)
    return tuple(dict.fromkeys([*facts.api_hosts, *of_services]))


def _among(host: str, patterns: tuple[str, ...]) -> bool:
    return any(matches_host(host, pattern) for pattern in patterns)
