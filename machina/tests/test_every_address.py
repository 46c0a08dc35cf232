"""Attack: every address is asked for by nobody; what answers more than a refusal is on a short written list."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN_TO_ANYBODY = {
    "/healthz": "tells only that the process lives",
    "/readyz": "tells only that it can work",
    "/favicon.ico": "an image",
    "/connect/operator.css": "the operator's colour, for link pages",
    "/connect/logo.svg": "the operator's logo, for link pages",
    "/accounts/login/": "the way in",
    "/accounts/logout/": "asks to confirm, changes nothing by GET",
    "/accounts/inactive/": "says that an account is switched off",
    "/accounts/password/reset/": "asks for an address; tells nobody whether it exists",
    "/accounts/password/reset/done/": "says that mail was sent",
    "/accounts/password/reset/key/done/": "says that a password was changed",
    "/accounts/confirm-email/": "says that mail was sent",
    "/accounts/signup/": "says that sign-up is closed",
    "/admin/login/": "leads to the sign-in page",
    "/admin/jsi18n/": "texts of the admin's scripts",
}
"""Addresses that answer 200 to anybody, and why. The sandbox, a stand-in for other companies, is left out."""

SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "int": "1",
    "slug": "nobody",
    "str": "nobody",
    "path": "nobody",
}
REFUSALS = {301, 302, 400, 401, 403, 404, 405, 410, 429, 503}


def addresses() -> Iterator[str]:
    """Every address of the URL map, with something in place of its parameters."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for each in patterns:
            here = prefix + _filled(str(each.pattern))
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, here)
            else:
                yield here

    return (each for each in walk(get_resolver().url_patterns, "/") if not each.startswith("/sandbox/"))


def _filled(route: str) -> str:
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)
    return re.sub(r"\(\?P<\w+>[^)]*\)", "nobody", route).replace("^", "").replace("$", "").replace("\\Z", "")


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(set(addresses())))
def test_nobody_gets_nothing(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code == 200:
        assert address in OPEN_TO_ANYBODY, f"{address} answers 200 to anybody; require sign-in or say why not"
    else:
        assert answer.status_code in REFUSALS


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(each for each in set(addresses()) if each.startswith("/api/")))
def test_nobody_changes_nothing_over_the_api(client: Client, address: str) -> None:
    answer = client.post(address, {}, content_type="application/json")
    assert answer.status_code in {400, 401, 403, 404, 405}
