"""The guard before every request: how an address must be spelt, and where one call may go at all."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from integrations.egress.endpoints import allowed_origins, origin, origin_of, private_origins
from integrations.egress.public_addresses import is_public
from integrations.errors import InputError

# `urlsplit` silently drops some of these, and other programs read a backslash as a slash.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_HOST_NAME = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*$")
# A name whose last label is a number is an IPv4 address to browsers and to the C library: 0177.1, 0x7f000001.
_NUMERIC_LABEL = re.compile(r"^(\d+|0x[0-9a-f]*)$")
_BRACKETED = re.compile(r"^\[([0-9A-Fa-f:.]+)\](:\d+)?$")
_LOWEST_OTHER_PORT = 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SEPARATORS = re.compile(r"[/\\]")
# Some servers drop what follows a semicolon before they look at a segment.
_PARAMETERS = re.compile(r";.*")
_UNESCAPINGS = 3


class AddressRefused(InputError):
    """A request would go where it must not. The message names the host only: paths and queries may hold secrets."""


@dataclass(frozen=True)
class Target:
    """An address taken apart: ``host`` is ASCII, lower case, without brackets; ``path`` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        return origin(self.scheme, self.host, self.port)

    @property
    def url(self) -> str:
        return self.origin + self.path

    def __repr__(self) -> str:
        return f"<Target {self.origin}{self.path.partition('?')[0]}>"


@dataclass(frozen=True)
class Reach:
    """Where the requests of one call may go.

    ``hosts`` are names reached by https on port 443, ``*.example.com`` standing for every name below example.com.
    ``origins`` are exact; they may be private or plain http where the settings say so. ``below`` are addresses of which
    only what lies below them counts, under the same terms: the rest of such an origin may be ours. ``anywhere`` is the
    whole public internet by https, for requests that carry no credential. ``public_only``: whatever the settings say of
    an origin, for addresses that a person has typed in.
    """

    hosts: tuple[str, ...] = ()
    origins: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()
    anywhere: bool = False
    public_only: bool = False

    @classmethod
    def of_service(cls, hosts: tuple[str, ...], api_root: str | None) -> Reach:
        """The vendor's hosts, or nothing but the origin that stands in for all of them."""
        return cls(origins=frozenset({origin_of(api_root)})) if api_root else cls(hosts=hosts)

    @classmethod
    def of_typed(cls, url: str) -> Reach:
        """The origin of an address that a person has typed in.

        Raises AddressRefused for one that is neither public nor named in MACHINA_ALLOW_PRIVATE.
        """
        target = parse_target(url)
        reach = cls(origins=frozenset({target.origin}), public_only=target.origin not in allowed_origins())
        admit(target, reach)
        return reach

    @classmethod
    def of_url(cls, url: str) -> Reach:
        """The origin of one address that comes from the settings or the code, never from a request."""
        return cls(origins=frozenset({parse_target(url).origin}))

    @classmethod
    def open(cls, *below: str) -> Reach:
        """The public internet, what MACHINA_ALLOW_PRIVATE names, and what lies below these addresses."""
        return cls(origins=allowed_origins(), below=below, anywhere=True)

    def names(self, target: Target) -> bool:
        """Whether it is one of the exact origins, or below one of the addresses."""
        return target.origin in self.origins or any(_is_below(target, each) for each in self.below)

    def includes(self, target: Target) -> bool:
        if self.names(target):
            return True
        if target.scheme != "https":
            return False
        return self.anywhere or (target.port == 443 and any(matches_host(target.host, host) for host in self.hosts))


def admit(target: Target, reach: Reach) -> bool:
    """Check a target before anything is resolved; the result says whether it may be a private address.

    Raises AddressRefused.
    """
    if not reach.includes(target):
        raise AddressRefused(f"Requests to {target.origin!r} are not allowed here.")
    if reach.names(target) and not reach.public_only and target.origin in private_origins():
        return True
    if target.scheme != "https":
        raise AddressRefused(f"{target.origin!r} is not encrypted. Use an https:// address.")
    if target.port != 443 and target.port < _LOWEST_OTHER_PORT:
        raise AddressRefused(f"Port {target.port} of {target.host!r} is not for the web. Use 443 or a port above 1023.")
    if _is_ip(target.host) and not is_public(target.host):
        raise AddressRefused(f"{target.host!r} is not a public address.")
    return False


def parse_target(url: str) -> Target:
    """Take an address apart, refusing what two programs could read differently. Raises AddressRefused."""
    if _FORBIDDEN.search(url):
        raise AddressRefused("The address contains a space, a backslash or a control character. Encode it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("The address cannot be read: its host or port is malformed.") from error
    if parts.scheme not in ("http", "https"):
        raise AddressRefused(f"The address begins with {parts.scheme!r}, use https://.")
    if "@" in parts.netloc:
        raise AddressRefused("The address contains a user name or password before the host. Remove it.")
    if port == 0:
        raise AddressRefused("The address names port 0, which does not exist.")
    if climbs(parts.path):
        raise AddressRefused("The path has a segment '.' or '..', or a control character. Check the identifiers in it.")
    return Target(
        scheme=parts.scheme,
        host=_host(parts),
        port=port or (443 if parts.scheme == "https" else 80),
        path=_path(parts),
    )


def climbs(path: str) -> bool:
    """Whether some program may read a path as another one: a dot segment or a control character, however escaped."""
    for _ in range(_UNESCAPINGS):
        segments = (_PARAMETERS.sub("", each) for each in _SEPARATORS.split(path))
        if _CONTROL.search(path) or any(each in (".", "..") for each in segments):
            return True
        path, before = unquote(path), path
        if path == before:
            return False
    return False


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    if parts.netloc.startswith("["):
        return _ipv6(parts.netloc)
    if not name:
        raise AddressRefused("The address has no host.")
    try:
        ascii_name = idna.encode(name, uts46=True).decode() if not name.isascii() else name
    except idna.IDNAError as error:
        raise AddressRefused(f"{name!r} is not a valid host name.") from error
    host = ascii_name.lower().removesuffix(".")
    if len(host) > 253 or not _HOST_NAME.match(host):
        raise AddressRefused(f"{name!r} is not a valid host name.")
    if _NUMERIC_LABEL.match(host.rpartition(".")[2]) and not _is_plain_ipv4(host):
        raise AddressRefused(f"{name!r} is an unusual spelling of an IP address. Write it as four decimal numbers.")
    return host


def _ipv6(netloc: str) -> str:
    spelt = _BRACKETED.match(netloc)
    try:
        return str(IPv6Address(spelt[1] if spelt else netloc))
    except AddressValueError as error:
        raise AddressRefused(f"{netloc!r} is not a valid IPv6 address.") from error


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=string.punctuation)
    return f"{path}?{quote(parts.query, safe=string.punctuation)}" if parts.query else path


def matches_host(host: str, pattern: str) -> bool:
    """Whether a host is the named one, or below ``*.`` and a name."""
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern


def _is_below(target: Target, address: str) -> bool:
    root = parse_target(address)
    path = root.path.rstrip("/") + "/"
    return target.origin == root.origin and f"{target.path.partition('?')[0]}/".startswith(path)


def _is_plain_ipv4(host: str) -> bool:
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False


def _is_ip(host: str) -> bool:
    return ":" in host or _is_plain_ipv4(host)
