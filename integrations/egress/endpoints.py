"""Where a provider is reached: the vendor's own addresses, the sandbox's, or those of MACHINA_ENDPOINTS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from integrations.errors import RemoteUnavailable


@dataclass(frozen=True)
class Endpoints:
    """The addresses of one provider; None stands for the vendor's own."""

    authorize_url: str | None = None
    token_url: str | None = None
    userinfo_url: str | None = None
    revoke_url: str | None = None
    issuer: str | None = None
    api_root: str | None = None


ENDPOINT_NAMES = tuple(field.name for field in fields(Endpoints))


def endpoints(provider: str, environment: str) -> Endpoints:
    """The addresses for an OAuth app of this environment (``sandbox`` or ``live``), read from the settings each time.

    Raises RemoteUnavailable for the sandbox when it is switched off.
    """
    if environment == "sandbox":
        return _sandbox(provider)
    replaced: Mapping[str, str] = settings.MACHINA_ENDPOINTS.get(provider, {})
    return Endpoints(**{name: replaced[name] for name in ENDPOINT_NAMES if replaced.get(name)})


def private_origins() -> frozenset[str]:
    """The exact origins that may be private addresses or plain http: replaced endpoints and the sandbox."""
    replaced = (url for urls in settings.MACHINA_ENDPOINTS.values() for url in urls.values())
    sandbox = (settings.SANDBOX_ORIGIN,) if settings.MACHINA_SANDBOX else ()
    return frozenset(origin_of(url) for url in (*replaced, *sandbox) if url)


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


def _sandbox(provider: str) -> Endpoints:
    if not settings.MACHINA_SANDBOX:
        raise RemoteUnavailable(
            f"The sandbox of {provider!r} is switched off. Set MACHINA_SANDBOX=true, or use a live OAuth app."
        )
    root = f"{settings.SANDBOX_ORIGIN.rstrip('/')}/sandbox/{provider}"
    return Endpoints(
        authorize_url=f"{root}/o/oauth2/v2/auth",
        token_url=f"{root}/token",
        userinfo_url=f"{root}/userinfo",
        revoke_url=f"{root}/revoke",
        issuer=root,
        api_root=root,
    )
