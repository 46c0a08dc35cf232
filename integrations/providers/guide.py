"""What the guide asks of a provider, and of the addresses that replace its own: each thing that is wrong, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.utils.module_loading import import_string

from integrations.catalog.icons import icon_problems
from integrations.providers.declare import Provider
from integrations.providers.filled_in import FilledIn
from integrations.providers.filled_in_guide import filled_in_problems
from integrations.providers.oauth2 import OAuth2, Revocation
from integrations.providers.requests import revoke_by_get, revoke_by_post

_COLOR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_WORD = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_TAKEN = frozenset({"v1", "schema", "docs"})
"""What stands in a provider's place in other addresses under /api/."""
_PROTOCOL = frozenset(
    {"client_id", "redirect_uri", "response_type", "state", "scope", "code_challenge", "code_challenge_method"}
)


def problems_of(provider: Provider) -> Iterator[str]:
    """What is wrong with a declaration; nothing for one that may be used."""
    if not _WORD.match(provider.key) or provider.key in _TAKEN:
        taken = ", ".join(sorted(_TAKEN))
        yield f"key {provider.key!r} has to be one word in lower case, such as acme, and none of {taken}"
    if not provider.name.strip():
        yield "give it the name people know it by"
    if not _COLOR.match(provider.color):
        yield f"color {provider.color!r} is not of the form #1A73E8"
    for name in ("documentation_url", "access_page") if _has_access_page(provider) else ("documentation_url",):
        if not _is_https(getattr(provider, name)):
            yield f"{name} has to be an https address"
    yield from icon_problems(provider.folder / "icon.svg")
    for name, address in provider.addresses.items():
        if not _WORD.match(name):
            yield f"the address {name!r} has to be named in snake_case, such as api_root"
        if not _is_https(address):
            yield f"{name} {address!r} has to be an https address without a query"
    if isinstance(provider.credential, OAuth2):
        yield from _oauth2_problems(provider.credential, provider.addresses)
    elif isinstance(provider.credential, FilledIn):
        yield from filled_in_problems(provider.credential, provider.addresses)


def unknown_addresses(replaced: Mapping[str, Mapping[str, str]], providers: Mapping[str, Provider]) -> Iterator[str]:
    """What MACHINA_ENDPOINTS names that no provider declares."""
    for key, addresses in replaced.items():
        if key not in providers:
            yield f"MACHINA_ENDPOINTS names the provider {key!r}. Providers are: {', '.join(providers)}."
            continue
        known = providers[key].address_names
        for name in addresses:
            if name not in known:
                yield f"MACHINA_ENDPOINTS gives {key!r} the address {name!r}. It has: {', '.join(known)}."


def _oauth2_problems(oauth2: OAuth2, addresses: Mapping[str, str]) -> Iterator[str]:
    for name in ("authorize_url", "token_url"):
        if name not in addresses:
            yield f"addresses lack {name}, which OAuth 2 needs"
    by_address = (revoke_by_post, revoke_by_get)
    if (
        isinstance(oauth2.revocation, Revocation)
        and oauth2.revocation.request in by_address
        and "revoke_url" not in addresses
    ):
        yield "addresses lack revoke_url, to which its tokens are revoked; or say NotRevocable()"
    for name in sorted(_PROTOCOL.intersection(oauth2.authorize_params)):
        yield f"authorize_params set {name!r}, which the handshake sets itself"
    try:
        stock = import_string(oauth2.allauth_class)
    except ImportError as error:
        yield f"allauth_class {oauth2.allauth_class!r} cannot be imported: {error}"
        return
    if not (isinstance(stock, type) and issubclass(stock, OAuth2Provider)):
        yield f"allauth_class {oauth2.allauth_class!r} is no OAuth2Provider of allauth"


def _has_access_page(provider: Provider) -> bool:
    """Where nobody connects anything there is none to be had, nor where nobody knows whose API it is."""
    kind = provider.credential
    return not (kind.kind == "none" or (isinstance(kind, FilledIn) and kind.test.any_answer))


def _is_https(address: str) -> bool:
    parts = urlsplit(address)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme == "https" and bool(parts.hostname) and plain
