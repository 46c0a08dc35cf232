"""Links to the next page: read from a header (RFC 8288), and followed only below the service's own address."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, quote, unquote, urljoin, urlsplit

from integrations.errors import RemoteRejected

_PARAMETER = re.compile(r';\s*([^\s=;,"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?\s*')
_LINK = re.compile(rf"<([^<>]*)>\s*((?:{_PARAMETER.pattern})*)")
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def link_in_header(value: str, rel: str) -> str | None:
    """The target of the first link of this relation."""
    for link in _LINK.finditer(value):
        for name, quoted, plain in _PARAMETER.findall(link[2]):
            if name.lower() == "rel" and rel in (quoted or plain).lower().split():
                return link[1]
    return None


def below(base_url: str, path: str, link: str) -> tuple[str, dict[str, list[str]]]:
    """Path and query of a link in the answer to ``path``. Raises RemoteRejected where it leads away from the API."""
    base = urlsplit(base_url)
    root = base.path.rstrip("/")
    try:
        target = urlsplit(urljoin(base_url + path, link))
        is_ours = _origin(target) == _origin(base) and "@" not in target.netloc and not _UNFIT.search(link)
    except ValueError:
        raise _misled(base) from None
    inner = target.path.removeprefix(root)
    has_dots = not {".", ".."}.isdisjoint(unquote(inner).split("/"))
    if not is_ours or not target.path.startswith(f"{root}/") or inner.startswith("//") or has_dots:
        raise _misled(base)
    return quote(inner, safe="/%:@!$&'()*+,;=~"), parse_qs(target.query, keep_blank_values=True)


def _misled(base: SplitResult) -> RemoteRejected:
    return RemoteRejected(f"{base.hostname} names a next page outside of its API, which is not followed.")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
