"""Gives each request an id and settles where it came from, for logs, rate limits and the audit trail."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from integrations.audit import Origin, current_origin
from machina import log
from machina.middleware.border import Border

ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class OriginMiddleware(Border):
    """Takes the caller's `X-Request-ID` if it is a plain word, else makes one; every answer carries it.

    With an https address there is a proxy before us: the last address it wrote into `X-Forwarded-For` is the
    client's, and everything before that could have been forged by the client.
    """

    def before(self, request: HttpRequest) -> None:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if ACCEPTABLE.fullmatch(given) else uuid4().hex
        address = client_address(request)
        request.META["REMOTE_ADDR"] = address
        log.request_id.set(request_id)
        current_origin.set(Origin(address=_plain(address), request_id=request_id))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        response["X-Request-ID"] = log.request_id.get()


def client_address(request: HttpRequest) -> str:
    """Where the request comes from, as what stands before us saw it. IPv4 in the clothes of IPv6 is IPv4 again: else
    all of it would be one network to whatever limits a network.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.IS_HTTPS and forwarded:
        seen = forwarded.rpartition(",")[2].strip()
    return _plain(seen) or seen


def _plain(address: str) -> str | None:
    """The address if it is one: a web server on a unix socket has none, and proxies write `unknown` or add a port."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
