"""Addresses as they are asked: with their query, and of next pages, which stay at their host."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from integrations.errors import RemoteRejected
from integrations.services.http.models.sending import Scalar, text

_PORTS = {"https": 443, "http": 80}


def with_query(url: str, query: Mapping[str, Scalar | list[Scalar]]) -> str:
    """The address with more in its query, behind what is there; null is left out, a list repeats its name."""
    added = urlencode(
        [
            (name, text(each))
            for name, value in query.items()
            for each in (value if isinstance(value, list) else [value])
            if each is not None
        ]
    )
    # Put together as text: urlsplit drops what the guard has to see.
    before = url.partition("#")[0]
    if not added:
        return before
    return before + ("" if before.endswith(("?", "&")) else "&" if "?" in before else "?") + added


def with_parameters(url: str, parameters: Mapping[str, object]) -> str:
    """The address with these in its query instead of what had their names."""
    if not parameters:
        return url
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    added = [(name, str(value)) for name, value in parameters.items()]
    return urlunsplit(parts._replace(query=urlencode([*kept, *added])))


def next_page(url: str, link: str) -> str:
    """Where a link in the answer to ``url`` leads. Raises RemoteRejected for another host: headers would go there."""
    try:
        target = urlsplit(urljoin(url, link))
        if _origin(target) == _origin(urlsplit(url)) and "@" not in target.netloc:
            return urlunsplit(target._replace(fragment=""))
    except ValueError:  # no address at all
        pass
    raise RemoteRejected(f"{urlsplit(url).hostname} names a next page at another host, which is not followed.")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
