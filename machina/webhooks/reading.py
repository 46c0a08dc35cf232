"""Which requests are plain calls of webhooks, read from what the server hands over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from workflows.triggers.hooks.calls import HookCall

ADDRESS = re.compile(r"/hooks/([A-Za-z0-9_-]{1,43})/")
LARGEST = 64 * 1024
"""Bytes of a body; who sends more holds nobody else up."""


def call_in(scope: Mapping[str, Any]) -> HookCall | None:
    """The call that a request is, without its body; None for what goes the long way."""
    address = ADDRESS.fullmatch(scope["path"])
    if address is None or scope["method"] == "HEAD" or scope.get("root_path"):
        return None
    headers = _headers(scope["headers"])
    size = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not size.isascii() or not size.isdigit() or int(size[:9]) > LARGEST:
        return None
    if headers.get("content-type", "").lower().startswith("multipart/"):  # its files are stored one by one
        return None
    if not _is_allowed(headers.get("host", "")) or (settings.IS_HTTPS and not is_secure(headers)):
        return None
    try:
        query = scope["query_string"].decode()
    except UnicodeDecodeError:
        return None
    return HookCall(address[1], scope["method"].upper(), headers, query, b"")


def _headers(pairs: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """As Django reads them: those that come again are joined, names with an underscore are left out."""
    headers: dict[str, str] = {}
    for given, value in pairs:
        if b"_" in given:
            continue
        name, text = given.decode("latin1").lower(), value.decode("latin1")
        headers[name] = f"{headers[name]},{text}" if name in headers else text
    return headers


def is_secure(headers: Mapping[str, str]) -> bool:
    """Whether the proxy in front was asked over https."""
    return headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https"


@lru_cache(maxsize=256)
def _is_allowed(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
