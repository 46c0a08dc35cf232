"""What counts as this machine: a name in an address, and a request. Never the address a process listens on."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

NAMES = {"localhost"}
"""Names of this machine beside its addresses."""

# A proxy or tunnel on this machine comes from loopback, and may even rewrite Host; it leaves one of these.
FORWARDING = ("FORWARDED", "VIA", "X_REAL_IP", "X_CLIENT_IP", "X_CLUSTER_CLIENT_IP", "TRUE_CLIENT_IP", "CLIENT_IP")
FORWARDING_BEGINNINGS = ("X_FORWARDED", "X_ORIGINAL", "CF_", "FLY_", "FASTLY_")


def is_local_name(host: str) -> bool:
    """Whether a host, without its port, is loopback: `localhost`, a name below it, or a loopback address."""
    name = host.strip("[]").removesuffix(".").lower()
    if name in NAMES or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def is_local_url(url: str) -> bool:
    """The same for the host of an absolute address."""
    return is_local_name(urlsplit(url).hostname or "")


def is_local(request: HttpRequest) -> bool:
    """Whether PUBLIC_URL, Host and peer are all loopback, and nobody has forwarded the request."""
    host, _ = split_domain_port(request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", ""))
    return (
        is_local_url(settings.PUBLIC_URL)
        and is_local_name(host)
        and is_local_name(request.META.get("REMOTE_ADDR", ""))
        and not is_forwarded(request)
    )


def is_forwarded(request: HttpRequest) -> bool:
    """Whether a proxy or a tunnel has left a header in the request."""
    names = (name.removeprefix("HTTP_") for name in request.META if name.startswith("HTTP_"))
    return any(name in FORWARDING or name.startswith(FORWARDING_BEGINNINGS) for name in names)
