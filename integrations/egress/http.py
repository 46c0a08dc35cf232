"""``ctx.http``: plain HTTP to a service's own API, the address of which comes from the service alone."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping
from urllib.parse import unquote, urlencode

from integrations.catalog.context import HttpReply
from integrations.egress.client import Egress
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.errors import InputError


class ServiceHttp:
    """Implements the catalog's ``HttpClient``: paths below one base address, under the permit of one call."""

    def __init__(self, egress: Egress, permit: Permit, base_url: str) -> None:
        self._egress = egress
        self._permit = permit
        self._base_url = base_url.rstrip("/")

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpReply:
        """Send one request; at most one of ``json``, ``form`` and ``content`` is its body.

        ``query`` leaves out None, repeats lists and writes booleans as true and false. Raises what ``Egress.call``
        raises, and InputError for a path that would lead elsewhere.
        """
        body, content_type = _body(json, form, content)
        response = self._egress.call(
            EgressRequest(
                method.upper(),
                self._base_url + checked_path(path) + _query(query or {}),
                self._permit,
                headers={**content_type, **(headers or {})},
                body=body,
            )
        )
        return HttpReply(response.status, response.headers, response.content)


def checked_path(path: str) -> str:
    """A path as the service wrote it. An identifier inside that is none cannot make it another path."""
    segments = unquote(path).split("/")
    is_plain = path.startswith("/") and not path.startswith("//") and not {"..", "."}.intersection(segments)
    if not is_plain or any(character in path for character in "?#\\"):
        raise InputError(f"{path!r} is not a path of this service; check the identifiers in it.")
    return path


def _body(json: object | None, form: Mapping[str, str] | None, content: bytes | None) -> tuple[bytes, dict[str, str]]:
    given = [part for part in (json, form, content) if part is not None]
    if len(given) > 1:
        raise ValueError("Give one of json, form and content.")
    if json is not None:
        return jsonlib.dumps(json).encode(), {"content-type": "application/json"}
    if form is not None:
        return urlencode(form).encode(), {"content-type": "application/x-www-form-urlencoded"}
    return content or b"", {}


def _query(query: Mapping[str, object]) -> str:
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs.extend((name, _text(each)) for each in values if each is not None)
    return f"?{urlencode(pairs)}" if pairs else ""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
