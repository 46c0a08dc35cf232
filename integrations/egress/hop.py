"""One leg of a request's way: the first, or the one a redirect leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from integrations.egress.guard import AddressRefused, Reach, Target, admit, climbs, parse_target
from integrations.errors import RemoteRejected


@dataclass(frozen=True)
class Hop:
    """Where a leg leads, and which host sent us there.

    A stranger is a host that no longer gets the credential, nor does any after it.
    """

    target: Target
    may_be_private: bool
    is_stranger: bool = False
    sent_by: str = ""

    def next(self, location: str, reach: Reach) -> Hop:
        """The leg a redirect points to, which may be any public host. Raises RemoteRejected.

        Nobody outside leads us to a private address, also to one that the caller himself may name.
        """
        try:
            target = parse_target(_resolved(self.target.url, location))
            is_stranger = self.is_stranger or target.origin != self.target.origin
            for_strangers = replace(reach, anywhere=True, public_only=reach.public_only or not self.may_be_private)
            may_be_private = admit(target, for_strangers if is_stranger else reach)
        except (AddressRefused, ValueError) as error:
            raise _misled(self.target.host) from error
        return Hop(target, may_be_private, is_stranger, self.target.host)

    @contextmanager
    def blame_for_its_address(self) -> Iterator[None]:
        """An address that turns out to be private is the caller's mistake, or that of the host that sent us there."""
        try:
            yield
        except AddressRefused as error:
            if self.sent_by:
                raise _misled(self.sent_by) from error
            raise


def _resolved(base: str, location: str) -> str:
    """The address that a redirect means, its dot segments removed as RFC 3986 has it."""
    resolved = urljoin(base, location)
    parts = urlsplit(resolved)
    if parts.path.startswith("//") or not climbs(parts.path):
        return resolved
    return urlunsplit(parts._replace(path=urlsplit(urljoin(base, parts.path)).path))


def _misled(host: str) -> RemoteRejected:
    return RemoteRejected(f"{host} redirected to an address that is not allowed.")
