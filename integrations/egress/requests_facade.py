"""The little of a `requests` session that django-allauth uses, sent through egress."""

from __future__ import annotations

import base64
import json as jsonlib
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests

from integrations.egress.client import Egress, shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import SAFE_METHODS, EgressRequest
from integrations.egress.response import EgressResponse
from integrations.errors import MachinaError

EXCHANGE_SECONDS = 20.0
_FORM = "application/x-www-form-urlencoded"

Pairs = Mapping[str, Any] | Sequence[tuple[str, Any]]


def requests_session() -> FacadeSession:
    """What allauth's ``get_requests_session()`` returns: addresses come from its settings and ours, never a request."""
    return FacadeSession(shared_egress())


class FacadeSession:
    """A session without state: no cookies, no redirects, one deadline for each request.

    Failures are ``requests.RequestException``, which allauth shows as a failed sign-in.
    """

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Connections belong to the process."""

    def get(self, url: str, **options: Any) -> FacadeResponse:
        return self.request("GET", url, **options)

    def post(self, url: str, data: Pairs | str | bytes | None = None, **options: Any) -> FacadeResponse:
        return self.request("POST", url, data=data, **options)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Pairs | None = None,
        data: Pairs | str | bytes | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        auth: object = None,
        timeout: float = EXCHANGE_SECONDS,
    ) -> FacadeResponse:
        """Send one request. A POST is not repeated once it may have arrived: codes can be used once."""
        sent_headers = dict(headers or {})
        body, content_type = _body(data, json)
        if content_type and "content-type" not in {name.lower() for name in sent_headers}:
            sent_headers["Content-Type"] = content_type
        if auth is not None:
            sent_headers["Authorization"] = _basic(auth)
        try:
            permit = Permit(
                reach=Reach.of_url(url),
                effect="read" if method.upper() in SAFE_METHODS else "write",
                deadline=Deadline(min(timeout, EXCHANGE_SECONDS)),
            )
            request = EgressRequest(
                method.upper(), _with_params(url, params), permit, headers=sent_headers, body=body, max_redirects=0
            )
            return FacadeResponse(self._egress.send(request))
        except MachinaError as error:
            raise requests.RequestException(error.detail) from error


class FacadeResponse:
    """What allauth reads of an answer; header names are in lower case."""

    def __init__(self, response: EgressResponse) -> None:
        self.status_code = response.status
        self.headers = {"content-type": "", **response.headers}
        self.content = response.content
        self.text = response.text

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    def json(self) -> Any:  # whatever the provider sent
        try:
            return jsonlib.loads(self.content)
        except ValueError:
            # The document is left out: it may hold a token.
            raise requests.exceptions.JSONDecodeError("The answer is not JSON.", "", 0) from None

    def raise_for_status(self) -> None:
        if not self.ok:
            raise requests.HTTPError(f"The provider answered {self.status_code}.")

    def __repr__(self) -> str:
        return f"<FacadeResponse {self.status_code}>"


def _body(data: Pairs | str | bytes | None, json: object) -> tuple[bytes, str]:
    if json is not None:
        return jsonlib.dumps(json).encode(), "application/json"
    if not data:
        return b"", ""
    if isinstance(data, str | bytes):
        return (data.encode() if isinstance(data, str) else data), ""
    return urlencode(_given(data), doseq=True).encode(), _FORM


def _with_params(url: str, params: Pairs | None) -> str:
    if not params:
        return url
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(_given(params), doseq=True)) if part)
    return urlunsplit(parts._replace(query=query))


def _given(pairs: Pairs) -> list[tuple[str, Any]]:
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return [(name, value) for name, value in items if value is not None]


def _basic(auth: object) -> str:
    """HTTP Basic from a pair or from ``requests.auth.HTTPBasicAuth``; other schemes (OAuth 1) are not offered."""
    name, password = auth if isinstance(auth, tuple) else (getattr(auth, "username", ""), getattr(auth, "password", ""))
    if not name:
        raise requests.RequestException(f"{type(auth).__name__} is not supported: only OAuth 2 providers are.")
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
