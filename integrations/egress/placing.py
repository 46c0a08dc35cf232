"""How a secret is put on a request, and how it is taken out of what a vendor echoes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, quote_plus, unquote_plus, urlencode

REMOVED = b"[removed]"
# Shorter secrets would be removed from innocent words.
SHORTEST_SECRET = 8


@dataclass(frozen=True, repr=False)
class Placed:
    """What one request carries as its credential. It exists from the moment of sending on, and is shown nowhere."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """They replace what the caller has set under the same names."""
    query: Mapping[str, str] = field(default_factory=dict)
    """So do these, where a vendor knows nothing but its query."""
    secrets: tuple[str, ...] = ()
    """The texts that must not come back in an answer."""

    def on_path(self, path: str) -> str:
        """A path with its query, and ours in it."""
        if not self.query:
            return path
        before, _, given = path.partition("?")
        kept = [part for part in given.split("&") if part and _name(part) not in self.query]
        return f"{before}?{'&'.join([*kept, urlencode(self.query)])}"

    def taken_out(self, content: bytes) -> bytes:
        """The content without any spelling of a secret."""
        for spelling in self._spellings:
            content = content.replace(spelling, REMOVED)
        return content

    def taken_out_of(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """The same for headers, where links to the next page may carry it."""
        text = "\n".join(headers.values())
        if not self.is_in(text):
            return headers
        return {name: self.taken_out(value.encode()).decode() for name, value in headers.items()}

    def is_in(self, text: str) -> bool:
        """Whether a secret stands in a text, however it is spelt."""
        content = text.encode()
        return any(spelling in content for spelling in self._spellings)

    def taken_out_of_stream(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same for content that comes in pieces, of which a secret may lie in two."""
        longest = max(map(len, self._spellings), default=0)
        if not longest:
            yield from chunks
            return
        held = b""
        for chunk in chunks:
            held = self.taken_out(held + chunk)
            ready = max(0, len(held) - longest + 1)
            if ready:
                yield held[:ready]
            held = held[ready:]
        yield held

    @cached_property
    def _spellings(self) -> tuple[bytes, ...]:
        """The longest first, so that none is left in pieces."""
        return tuple(sorted(set(_spellings(self.secrets)), key=len, reverse=True))


Place = Callable[[str], Placed]
"""From what the vault holds of an account to what a request carries."""


def bearer(token: str) -> Placed:
    """An access token as OAuth 2 has it (RFC 6750)."""
    return Placed(headers={"Authorization": f"Bearer {token}"}, secrets=(token,))


def basic(username: str, password: str) -> Placed:
    """A name and a password as HTTP Basic has them (RFC 7617); either may be empty."""
    joined = b64encode(f"{username}:{password}".encode()).decode()
    return Placed(headers={"Authorization": f"Basic {joined}"}, secrets=(joined,))


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])


def _spellings(secrets: Iterable[str]) -> Iterator[bytes]:
    """As itself, in addresses and forms, and in JSON, where slashes may be escaped as well."""
    for secret in secrets:
        if len(secret) < SHORTEST_SECRET:
            continue
        plain, ascii_only = (json.dumps(secret, ensure_ascii=each)[1:-1] for each in (False, True))
        spelt = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), plain, ascii_only}
        spelt |= {each.replace("/", "\\/") for each in (plain, ascii_only)}
        yield from (each.encode("utf-8", "surrogatepass") for each in spelt)
