"""Where a provider is reached: the vendor's own addresses, the sandbox's, or those of MACHINA_ENDPOINTS."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from integrations.errors import RemoteUnavailable

LIVE = "live"
"""The environment of the vendor's own addresses, and of every account without an OAuth app."""
SANDBOX_HOST = "echo.machina.example"
"""A name that does not exist (RFC 6761). It stands for the sandbox's own web, so that examples have an address whatever
the port is."""
API_ROOT = "api_root"
"""The name every provider's addresses may be replaced by: one origin that stands in for all hosts of its services."""


def api_root(provider: str, environment: str) -> str | None:
    """What stands in for the hosts of a provider's services in ``sandbox`` or ``live``; None for the hosts themselves.

    Read from the settings each time. Raises RemoteUnavailable for the sandbox when it is switched off.
    """
    return _sandbox(provider) if environment == "sandbox" else _replaced(provider).get(API_ROOT)


def addresses(provider: str, environment: str, vendor: Mapping[str, str]) -> Mapping[str, str]:
    """A provider's addresses by name: the ``vendor``'s own, those that replace them, or the sandbox's.

    The sandbox serves the vendor's own paths below one root. Read from the settings each time. Raises
    RemoteUnavailable for the sandbox when it is switched off.
    """
    if environment == "sandbox":
        root = _sandbox(provider)
        return {name: root + urlsplit(url).path for name, url in vendor.items()} | {API_ROOT: root}
    return {**vendor, **_replaced(provider)}


def sandbox_web() -> str | None:
    """The address that SANDBOX_HOST stands for; None where the sandbox is switched off."""
    return _sandbox("http") if settings.MACHINA_SANDBOX else None


def sandbox_models() -> str:
    """Where the sandbox's language model is asked. Raises RemoteUnavailable where the sandbox is switched off."""
    return _sandbox("llm")


def private_origins() -> frozenset[str]:
    """The exact origins that may be private addresses or plain http: replaced endpoints, the sandbox, and those of
    MACHINA_ALLOW_PRIVATE. Whether a call may go there at all is its reach's to say."""
    replaced = (url for urls in settings.MACHINA_ENDPOINTS.values() for url in urls.values())
    sandbox = (settings.SANDBOX_ORIGIN,) if settings.MACHINA_SANDBOX else ()
    return frozenset(origin_of(url) for url in (*replaced, *sandbox, *settings.MACHINA_ALLOW_PRIVATE) if url)


def allowed_origins() -> frozenset[str]:
    """The origins of MACHINA_ALLOW_PRIVATE, which addresses that people write may lead to."""
    return frozenset(map(origin_of, settings.MACHINA_ALLOW_PRIVATE))


@lru_cache(maxsize=256)
def origin_of(url: str) -> str:
    """Scheme, host and port of an address from the settings, in lower case and without a default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return origin(parts.scheme, host, parts.port)


def origin(scheme: str, host: str, port: int | None) -> str:
    """The one spelling of an origin that is compared everywhere."""
    bracketed = f"[{host}]" if ":" in host else host
    is_default = port in (None, 443 if scheme == "https" else 80)
    return f"{scheme}://{bracketed}" if is_default else f"{scheme}://{bracketed}:{port}"


def _replaced(provider: str) -> Mapping[str, str]:
    given: Mapping[str, str] = settings.MACHINA_ENDPOINTS.get(provider, {})
    return {name: url for name, url in given.items() if url}


def _sandbox(provider: str) -> str:
    if not settings.MACHINA_SANDBOX:
        raise RemoteUnavailable(
            f"The sandbox of {provider!r} is switched off. Set MACHINA_SANDBOX=true, or use a live OAuth app."
        )
    return f"{settings.SANDBOX_ORIGIN.rstrip('/')}/sandbox/{provider}"
