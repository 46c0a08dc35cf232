"""SECURITY 11 and 13: replayed, stolen, late and forged callbacks; what they carry is neither used nor shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from integrations.actors import Actor
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import YARA, Browser, StartLogin, bind
from integrations.holders import Holder
from integrations.models import ConnectAttempt, Connection, Grant
from integrations.sandbox.models import RequestRecord

NewLink = Callable[..., CreatedLink]


def nothing_happened() -> bool:
    exchanged = RequestRecord.objects.filter(method__startswith="oauth.token").exists()
    return not (exchanged or Connection.objects.exists() or Grant.objects.exists())


def replaced(url: str, **values: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{urlencode({**dict(parse_qsl(parts.query)), **values})}"


def test_a_callback_is_good_once(start_login: StartLogin, staff_browser: Browser) -> None:
    back = staff_browser.decide(start_login(), YARA)
    assert staff_browser.open(back).status_code == 200
    RequestRecord.objects.all().delete()

    assert staff_browser.open(back).status_code == 400
    assert Connection.objects.count() == 1
    assert not RequestRecord.objects.filter(method__startswith="oauth.token").exists()


def test_a_callback_in_another_browser_is_refused(start_login: StartLogin, staff_browser: Browser, ada: User) -> None:
    back = staff_browser.decide(start_login(), YARA)
    victim = Browser()
    victim.client.force_login(ada)

    assert victim.open(back).status_code == 400
    assert nothing_happened()
    assert ConnectAttempt.objects.get().claimed_at is None


def test_a_callback_in_a_browser_that_is_connecting_as_well_is_refused(
    start_login: StartLogin, staff_browser: Browser, new_link: NewLink, browser: Browser
) -> None:
    bind(browser, new_link().url)
    back = staff_browser.decide(start_login(), YARA)

    assert browser.open(back).status_code == 400
    assert nothing_happened()
    assert ConnectAttempt.objects.get().claimed_at is None


def test_a_callback_without_any_attempt_is_refused(sandbox: str, staff_browser: Browser) -> None:
    page = staff_browser.open("/api/google/callback?code=stolen&state=guessed")

    assert page.status_code == 400
    assert nothing_happened()


def test_a_callback_after_ten_minutes_is_refused(start_login: StartLogin, staff_browser: Browser) -> None:
    back = staff_browser.decide(start_login(), YARA)
    ConnectAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert staff_browser.open(back).status_code == 400
    assert nothing_happened()


def test_a_posted_callback_is_refused(start_login: StartLogin, staff_browser: Browser) -> None:
    back = urlsplit(staff_browser.decide(start_login(), YARA))
    staff_browser.client.handler.enforce_csrf_checks = False

    assert staff_browser.client.post(f"{back.path}?{back.query}").status_code == 400
    assert nothing_happened()


def test_a_callback_naming_another_issuer_is_refused(start_login: StartLogin, staff_browser: Browser) -> None:
    back = replaced(staff_browser.decide(start_login(), YARA), iss="https://accounts.evil.example")
    page = staff_browser.open(back)

    assert b"could not be verified" in page.content
    assert nothing_happened()


def test_a_code_of_another_attempt_fails_for_lack_of_its_verifier(
    start_login: StartLogin, staff_browser: Browser
) -> None:
    mine = staff_browser.decide(start_login(), YARA)
    injected = dict(parse_qsl(urlsplit(staff_browser.decide(start_login(), YARA)).query))["code"]
    page = staff_browser.open(replaced(mine, code=injected))

    assert b"reported an error" in page.content
    assert not Connection.objects.exists()
    assert not Grant.objects.exists()


def test_what_the_request_asks_for_is_ignored(start_login: StartLogin, staff_browser: Browser, operator: Actor) -> None:
    url = begin_login(operator, "google", ["gmail"], staff_browser.client.session.session_key, holder=Holder.owner())
    leaving = staff_browser.open(
        f"{url}?scope=https://www.googleapis.com/auth/drive&auth_params=include_granted_scopes%3Dtrue&next=//evil.example"
    )

    assert "drive" not in leaving["Location"]
    assert "include_granted_scopes" not in leaving["Location"]
    assert "evil" not in leaving["Location"]


def test_the_redirect_address_never_comes_from_the_host_header(
    start_login: StartLogin, staff_browser: Browser, sandbox: str
) -> None:
    leaving = start_login()
    asked = dict(parse_qsl(urlsplit(leaving["Location"]).query))

    assert asked["redirect_uri"] == f"{sandbox}/api/google/callback"
    elsewhere = staff_browser.client.get("/connect/start/x/", headers={"host": "localhost"})
    assert elsewhere["Location"].startswith(sandbox)


@pytest.mark.parametrize(
    "markup", ["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "</title><svg onload=alert(1)>"]
)
def test_nothing_the_provider_sends_is_reflected(start_login: StartLogin, staff_browser: Browser, markup: str) -> None:
    back = staff_browser.decide(start_login(), YARA)
    state = dict(parse_qsl(urlsplit(back).query))["state"]
    query = urlencode({"state": state, "error": markup, "error_description": markup})
    page = staff_browser.open(f"/api/google/callback?{query}")
    refused = staff_browser.open(f"/api/google/callback?{query}")

    for answer in (page, refused):
        assert "alert(1)" not in answer.content.decode()
    assert nothing_happened()


def test_the_result_is_told_to_our_own_origin_alone(
    start_login: StartLogin, staff_browser: Browser, sandbox: str
) -> None:
    page = staff_browser.consent(start_login(), YARA).content.decode()

    assert f'data-origin="{sandbox}"' in page
    assert "<script>" not in page


def test_an_operator_who_lost_the_right_meanwhile_connects_nothing(
    start_login: StartLogin, staff_browser: Browser, ada: User
) -> None:
    back = staff_browser.decide(start_login(), YARA)
    User.objects.filter(pk=ada.pk).update(is_superuser=False)
    ada.groups.add(Group.objects.get_or_create(name="viewer")[0])
    page = staff_browser.open(back)

    assert b"may no longer be connected" in page.content
    assert nothing_happened()


def test_a_link_revoked_meanwhile_connects_nothing(new_link: NewLink, browser: Browser, operator: Actor) -> None:
    created = new_link()
    bind(browser, created.url)
    leaving = browser.press(f"/connect/link/{created.link.pk}/", action="connect", provider="google")
    back = browser.decide(leaving, YARA)
    links.revoke_link(operator, created.link)
    browser.open(back)

    assert nothing_happened()


def test_state_and_browser_are_stored_as_hashes(start_login: StartLogin, staff_browser: Browser) -> None:
    leaving = start_login()
    state = dict(parse_qsl(urlsplit(leaving["Location"]).query))["state"]
    stored = ConnectAttempt.objects.values().get()

    assert len(state) >= 43
    assert state not in {str(value) for value in stored.values()}
    assert staff_browser.client.session["connect_browser"] not in {str(value) for value in stored.values()}
