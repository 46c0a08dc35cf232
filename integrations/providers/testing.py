"""For tests of providers: a finished consent, with what the vendor would say when it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.providers.addresses import Addresses
from integrations.providers.answers import TokenJSON
from integrations.providers.declare import Provider


@dataclass
class FakeConsented:
    """Implements ``Consented`` over declared answers; ``asked`` lists the addresses that were asked, by name."""

    provider: Provider
    answer: TokenJSON
    said: Mapping[str, object]
    claims: Mapping[str, object] | None
    asked: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.provider.addresses, ())

    def id_claims(self) -> Mapping[str, object] | None:
        return self.claims

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        """Raises ValueError for an address at which the test has declared no answer."""
        return self.post(url)

    def post(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        """Answered as ``get`` is."""
        name = next((name for name, address in self.provider.addresses.items() if address == url), url)
        self.asked.append(name)
        if name not in self.said:
            raise ValueError(f"the provider answered 404 at {url}")
        return self.said[name]


def consented(
    provider: Provider,
    answer: TokenJSON | None = None,
    *,
    said: Mapping[str, object] | None = None,
    claims: Mapping[str, object] | None = None,
) -> FakeConsented:
    """``answer`` is the token answer, ``said`` what stands at the provider's addresses by name."""
    return FakeConsented(provider, answer or {"access_token": "access"}, said or {}, claims)
