"""Where a provider is reached in one environment: the vendor's addresses by name, or what replaces them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from integrations.egress.endpoints import addresses, origin_of


@dataclass(frozen=True)
class Addresses(Mapping[str, str]):
    """The addresses of one environment. ``addresses["token_url"]`` raises KeyError where the vendor has none."""

    by_name: Mapping[str, str]
    issuers: tuple[str, ...]
    """Every spelling accepted as the issuer of an identity token and in the ``iss`` parameter."""

    def __getitem__(self, name: str) -> str:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    @property
    def origins(self) -> frozenset[str]:
        """The only origins that a provider's own requests may go to."""
        return frozenset(origin_of(url) for url in self.by_name.values() if "://" in url)


def reached(key: str, environment: str, vendor: Mapping[str, str], issuer_spellings: tuple[str, ...]) -> Addresses:
    """Read anew each time, so that a setting counts from the next request on.

    Raises RemoteUnavailable for the sandbox when it is switched off.
    """
    now = addresses(key, environment, vendor)
    issuer = now.get("issuer", "")
    # The vendor's other spellings say nothing about what stands in for it.
    spellings = issuer_spellings if issuer and issuer == vendor.get("issuer") else ()
    return Addresses(now, (issuer, *spellings) if issuer else ())
