"""The operator's own pages, colour and logo."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from integrations.connect.accent import accent, text_on
from integrations.connect.tests.conftest import YARA, Browser
from integrations.models import Connection, OAuthApp, OperatorSettings


def test_an_operator_connects_the_owners_account_from_a_page(
    app: OAuthApp, sandbox: str, staff_browser: Browser
) -> None:
    page = staff_browser.open("/connect/owner/google/")
    assert b"Connect Google" in page.content
    assert sandbox in page["Content-Security-Policy"]

    start = staff_browser.press("/connect/owner/google/")
    staff_browser.consent(staff_browser.open(start["Location"]), YARA)
    assert Connection.objects.get().status == "active"


def test_what_other_pages_have_queued_is_not_shown(app: OAuthApp, ada: User, client: Client) -> None:
    client.post("/accounts/login/", {"login": "ada", "password": "correct horse battery"})

    assert b"signed in" not in client.get("/connect/owner/google/").content


def test_strangers_are_sent_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/connect/owner/google/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/connect/owner/google/")


def test_users_who_are_no_staff_are_sent_away(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("guest"))

    assert client.get("/connect/owner/google/").status_code == 302
    assert client.get("/connect/start/anything/").status_code == 403


def test_staff_without_the_right_connects_nothing(client: Client, app: OAuthApp) -> None:
    client.force_login(User.objects.create_user("vera", is_staff=True))
    answer = client.post("/connect/owner/google/")

    assert answer.status_code == 403
    assert b"needs the right" in answer.content


def test_a_missing_app_is_said(staff_browser: Browser) -> None:
    answer = staff_browser.client.get("/connect/owner/google/")

    assert answer.status_code == 409
    assert b"There is no OAuth app for Google yet" in answer.content


def test_an_unknown_provider_is_not_there(staff_browser: Browser) -> None:
    assert staff_browser.client.get("/connect/owner/myspace/").status_code == 404


def test_the_colour_is_a_stylesheet(client: Client, db: None) -> None:
    OperatorSettings.objects.create(pk=1, accent_color="#ffcc00")
    answer = client.get("/connect/operator.css")

    assert answer.content.decode() == ":root{--accent:#ffcc00;--on-accent:#0b1020}\n"
    assert answer["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("color", ["red", "#fff", "#4f46e5;}body{display:none", ""])
def test_what_is_no_colour_never_reaches_a_stylesheet(client: Client, db: None, color: str) -> None:
    assert accent(OperatorSettings(accent_color=color)) == "#4f46e5"


@pytest.mark.parametrize(
    ("color", "text"),
    [("#000000", "#ffffff"), ("#4f46e5", "#ffffff"), ("#ffffff", "#0b1020"), ("#22c55e", "#0b1020")],
)
def test_text_stays_readable_on_the_colour(color: str, text: str) -> None:
    assert text_on(color) == text


def test_the_logo_is_an_image_that_can_run_nothing(client: Client, db: None) -> None:
    assert client.get("/connect/logo.svg").status_code == 404
    OperatorSettings.objects.create(pk=1, logo_svg="<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>")
    answer = client.get("/connect/logo.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
