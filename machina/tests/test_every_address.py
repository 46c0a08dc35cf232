"""Attack: every address is asked for by nobody; what answers more than a refusal is on a short written list."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from integrations.providers.registry import all_providers

UUID = "00000000-0000-4000-8000-000000000000"
OF_CHAT_LINKS = ("", "new", f"{UUID}/turns", f"{UUID}/say", f"{UUID}/approvals/{UUID}")
OPEN_TO_ANYBODY = {
    "/healthz": "tells only that the process lives",
    "/readyz": "tells only that it can work",
    "/favicon.ico": "an image",
    "/.well-known/oauth-protected-resource/mcp/": "where access to /mcp/ is given",
    "/.well-known/oauth-protected-resource/mcp": "the same",
    "/.well-known/oauth-authorization-server": "where programs register, ask and exchange",
    "/connect/operator.css": "the operator's colour, for link pages",
    "/connect/logo.svg": "the operator's logo, for link pages",
    "/connect/embed.js": "the script that opens links in a window, for pages of any origin",
    "/connect/accounts/": "asks for an address; shows accounts to whoever proves its mailbox, and tells nothing else",
    "/accounts/login/": "the way in",
    "/accounts/logout/": "asks to confirm, changes nothing by GET",
    "/accounts/inactive/": "says that an account is switched off",
    "/accounts/password/reset/": "asks for an address; tells nobody whether it exists",
    "/accounts/password/reset/done/": "says that mail was sent",
    "/accounts/password/reset/key/nobody-nobody/": "needs the mailed key; says that this one is none",
    "/accounts/password/reset/key/done/": "says that a password was changed",
    "/accounts/confirm-email/nobody/": "needs the mailed key; says that this one is none",
    "/accounts/confirm-email/": "says that mail was sent",
    "/accounts/signup/": "says that sign-up is closed",
    "/admin/login/": "leads to the sign-in page",
    "/admin/jsi18n/": "texts of the admin's scripts",
}
"""Addresses that answer 200 to anybody, and why. The sandbox, a stand-in for other companies, is left out."""
OPEN_TO_WHO_HAS_THE_SECRET = {
    "/admin/logout/": "leads to the sign-in page",
    **{f"/api/{key}/callback": "needs a state that was given to this browser; 400 without" for key in all_providers()},
    "/connect/nobody/": "needs a link's token",
    f"/connect/link/{UUID}/": "needs a link that this browser has proved",
    f"/connect/fill-in/{UUID}/": "needs an attempt that this browser has started",
    "/chat/with/nobody/": "needs a chat link's token",
    **{f"/chat/link/{UUID}/{rest}": "needs a chat link that this browser has opened" for rest in OF_CHAT_LINKS},
    "/approvals/nobody/": "needs a signed link that was mailed",
    "/oauth/token": "POST alone; needs a code or a refresh token",
    "/oauth/register": "POST alone; registers a name and addresses, a bounded number of times",
    "/oauth/revoke": "POST alone; ends the token that it is given",
    "/hooks/nobody/": "needs the address of a webhook, and the secret or signature that it asks for",
    "/hooks/test/nobody/": "needs somebody who listens in the editor, and the secret or signature that he was told",
    "/hooks/wait/nobody/": "needs the address of a wait, which a run alone can tell",
    **{f"/hooks/apps/{key}/{UUID}/": "needs an app's address, and its vendor's signature" for key in all_providers()},
    f"/connect/again/{UUID}/": "needs the id of a connection, and starts only what its proof allows",
}
"""Addresses that ask nobody to sign in and refuse in another way, and what they ask for instead."""

SAMPLES = {
    "uuid": UUID,
    "int": "1",
    "slug": "nobody",
    "str": "nobody",
    "path": "nobody",
}
PROVIDER = "any-provider"
SIGN_IN = ("/accounts/login/", "/admin/login/")


def addresses() -> Iterator[str]:
    """Every address of the URL map, with something in place of its parameters and each provider in place of one."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for each in patterns:
            here = prefix + _filled(str(each.pattern))
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, here)
            else:
                yield here

    for each in walk(get_resolver().url_patterns, "/"):
        if not each.startswith("/sandbox/"):
            yield from (each.replace(PROVIDER, key) for key in all_providers())


def _filled(route: str) -> str:
    """Django's own routes may be regular expressions; their groups hold no groups."""
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "nobody", route).replace("^", "").replace("$", "").replace("\\Z", "")
    route = route.replace("<slug:provider>", PROVIDER)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)


@pytest.mark.django_db
@pytest.mark.parametrize("provider", [key for key, each in all_providers().items() if each.credential.kind == "oauth2"])
def test_a_callback_that_was_not_begun_in_this_browser_is_refused(client: Client, provider: str) -> None:
    for query in ({}, {"code": "c", "state": "s"}, {"error": "<script>"}):
        answer = client.get(f"/api/{provider}/callback", query)
        assert (answer.status_code, b"cannot be completed" in answer.content) == (400, True)
        assert b"<script>" not in answer.content
    assert client.get("/api/nobody/callback").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("provider", [key for key, each in all_providers().items() if each.credential.kind != "oauth2"])
def test_where_nobody_consents_there_is_no_callback(client: Client, provider: str) -> None:
    assert client.get(f"/api/{provider}/callback", {"code": "c", "state": "s"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(set(addresses())))
def test_nobody_gets_nothing(client: Client, address: str) -> None:
    answer = client.get(address, REMOTE_ADDR="203.0.113.9")  # some figures are for this machine
    asks_to_sign_in = answer.status_code in {401, 403} or answer.get("Location", "").startswith(SIGN_IN)
    assert asks_to_sign_in or address in {**OPEN_TO_ANYBODY, **OPEN_TO_WHO_HAS_THE_SECRET}, (
        f"{address} answers {answer.status_code} to anybody; require sign-in or say why not"
    )
    assert answer.status_code != 200 or address in OPEN_TO_ANYBODY


def test_the_lists_name_only_what_is_there() -> None:
    assert {*OPEN_TO_ANYBODY, *OPEN_TO_WHO_HAS_THE_SECRET} <= set(addresses())


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(each for each in set(addresses()) if each.startswith("/api/")))
def test_nobody_changes_nothing_over_the_api(client: Client, address: str) -> None:
    answer = client.post(address, {}, content_type="application/json")
    assert answer.status_code in {400, 401, 403, 404, 405}
