"""Where a provider is reached in one environment: the vendor's addresses, or what replaces them."""

from __future__ import annotations

from integrations.egress.endpoints import endpoints
from integrations.providers.declare import Addresses, Provider


def addresses_of(provider: Provider, environment: str) -> Addresses:
    """Read anew each time, so that a setting counts from the next request on."""
    vendor, given = provider.addresses, endpoints(provider.key, environment)
    return Addresses(
        authorize_url=given.authorize_url or vendor.authorize_url,
        token_url=given.token_url or vendor.token_url,
        userinfo_url=given.userinfo_url or vendor.userinfo_url,
        revoke_url=given.revoke_url or vendor.revoke_url,
        issuers=(given.issuer,) if given.issuer else vendor.issuers,
    )
