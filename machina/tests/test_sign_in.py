"""Signing in: who may, what the page shows, and what it never shows."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django import Settings

from machina.demo import shown_login
from machina.demo.operator import ensure_operator

pytestmark = pytest.mark.django_db
PAGE = "/accounts/login/"


@pytest.fixture
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_demo_login_is_shown_and_works(client: Client, data_dir: Path) -> None:
    login = ensure_operator()
    page = client.get(PAGE).content.decode()
    assert "This is a demo installation" in page
    assert f"<dd>{login.username}</dd>" in page
    assert f"<dd>{login.password}</dd>" in page
    response = client.post(PAGE, {"login": login.username, "password": login.password})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get(username="demo").pk)
    assert "signed in as" not in client.get("/admin/").content.decode().lower()


def test_outside_demo_mode_the_login_is_not_shown_even_if_its_file_is_there(
    client: Client, data_dir: Path, settings: Settings
) -> None:
    login = ensure_operator()
    settings.MACHINA_DEMO = False
    page = client.get(PAGE).content.decode()
    assert "demo" not in page
    assert login.password not in page


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_alone_is_shown_the_demo_login(
    rf: RequestFactory, data_dir: Path, settings: Settings, public_url: str, host: str, peer: str
) -> None:
    login = ensure_operator()
    settings.PUBLIC_URL = public_url
    assert shown_login(rf.get(PAGE, REMOTE_ADDR=peer, headers={"host": host})) == login


@pytest.mark.parametrize(
    ("public_url", "changed"),
    [
        ("https://machina.example.com", {}),
        ("http://machina.internal:8000", {}),
        ("http://127.0.0.1.nip.example", {}),
        ("http://localhost", {"HTTP_HOST": "machina.example.com"}),
        ("http://localhost", {"HTTP_HOST": "192.0.2.7:8000"}),
        ("http://localhost", {"HTTP_HOST": "0.0.0.0:8000"}),
        ("http://localhost", {"REMOTE_ADDR": "192.0.2.9"}),
        ("http://localhost", {"REMOTE_ADDR": "::ffff:192.0.2.9"}),
        ("http://localhost", {"REMOTE_ADDR": ""}),
        *[
            ("http://localhost", {f"HTTP_{name}": "127.0.0.1"})
            for name in ("FORWARDED", "X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_REAL_IP", "VIA")
        ],
    ],
)
def test_nobody_else_is_shown_the_demo_login(
    rf: RequestFactory, data_dir: Path, settings: Settings, public_url: str, changed: dict[str, str]
) -> None:
    ensure_operator()
    settings.PUBLIC_URL = public_url
    asked = {"HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"} | changed
    assert shown_login(rf.get(PAGE, **asked)) is None  # type: ignore[arg-type]  # WSGI's names


def test_the_page_tells_the_demo_login_to_no_one_behind_a_proxy(client: Client, data_dir: Path) -> None:
    login = ensure_operator()
    page = client.get(PAGE, headers={"x-forwarded-for": "127.0.0.1"}).content.decode()
    assert login.password not in page
    assert "demo installation" not in page


def test_the_demo_password_is_hashed_in_the_database_and_private_on_disk(data_dir: Path) -> None:
    login = ensure_operator()
    user = User.objects.get(username="demo")
    assert user.is_staff
    assert user.is_superuser
    assert user.check_password(login.password)
    assert login.password not in user.password
    assert len(login.password) >= 16
    assert stat.S_IMODE((data_dir / "demo-login").stat().st_mode) == 0o600


def test_making_the_operator_again_keeps_a_changed_password(data_dir: Path) -> None:
    first = ensure_operator()
    user = User.objects.get(username="demo")
    user.set_password("changed by somebody")
    user.save()
    assert ensure_operator() == first
    assert User.objects.get(username="demo").check_password("changed by somebody")
    assert User.objects.count() == 1


def test_a_wrong_password_is_told_and_changes_nothing(client: Client, data_dir: Path) -> None:
    ensure_operator()
    response = client.post(PAGE, {"login": "demo", "password": "<b>wrong</b>"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in page
    assert "<b>wrong" not in page
    assert "_auth_user_id" not in client.session


def test_repeated_wrong_passwords_are_stopped(client: Client, data_dir: Path) -> None:
    login = ensure_operator()
    for _ in range(5):
        client.post(PAGE, {"login": "demo", "password": "wrong"})
    response = client.post(PAGE, {"login": login.username, "password": login.password})
    assert "Too many failed login attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("addresses", [("192.0.2.1", "192.0.2.2"), ("2001:db8:1::1", "2001:db8:2::1")])
def test_wrong_passwords_from_one_address_do_not_lock_out_the_owner_at_another(
    client: Client, data_dir: Path, addresses: tuple[str, str]
) -> None:
    login = ensure_operator()
    attacker, owner = addresses
    for _ in range(9):
        client.post(PAGE, {"login": "demo", "password": "wrong"}, REMOTE_ADDR=attacker)
    right = {"login": login.username, "password": login.password}
    assert b"Too many failed" in client.post(PAGE, right, REMOTE_ADDR=attacker).content
    assert client.post(PAGE, right, REMOTE_ADDR=owner).status_code == 302


def test_one_network_does_not_guess_on_by_changing_its_address(client: Client, data_dir: Path) -> None:
    login = ensure_operator()
    for number in range(6):
        client.post(PAGE, {"login": "demo", "password": "wrong"}, REMOTE_ADDR=f"2001:db8::{number}")
    right = {"login": login.username, "password": login.password}
    assert b"Too many failed" in client.post(PAGE, right, REMOTE_ADDR="2001:db8::9").content


def test_an_address_that_guesses_many_names_is_stopped(client: Client, data_dir: Path) -> None:
    login = ensure_operator()
    for number in range(10):
        client.post(PAGE, {"login": f"name-{number}", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    right = {"login": login.username, "password": login.password}
    assert b"Too many failed" in client.post(PAGE, right, REMOTE_ADDR="192.0.2.7").content
    assert client.post(PAGE, right, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_a_reset_mails_who_has_an_account_and_no_stranger(client: Client, data_dir: Path) -> None:
    User.objects.create_user("ada", "ada@operator.example", "correct horse", is_staff=True)
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in ("stranger@elsewhere.example", "ada@operator.example")
    ]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/accounts/password/reset/done/")] * 2
    assert [each.to for each in mail.outbox] == [["ada@operator.example"]]


def test_a_form_without_its_token_is_refused(data_dir: Path) -> None:
    login = ensure_operator()
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(PAGE, {"login": login.username, "password": login.password})
    assert response.status_code == 403
    assert "This form is no longer valid" in response.content.decode()
    assert "_auth_user_id" not in strict.session


def test_signing_up_is_closed(client: Client) -> None:
    page = client.get("/accounts/signup/")
    assert "<form" not in page.content.decode()
    fields = {"username": "intruder", "password1": "a-long-pass-word", "password2": "a-long-pass-word"}
    client.post("/accounts/signup/", fields)
    assert not User.objects.exists()


def test_the_admins_own_sign_in_leads_to_ours(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")


def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, data_dir: Path) -> None:
    login = ensure_operator()
    fields = {"login": login.username, "password": login.password, "next": "https://evil.example/"}
    assert client.post(PAGE, fields)["Location"] == "/"


def test_passkeys_are_not_offered_where_browsers_take_none(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "passkey" not in page
    assert client.get("/accounts/2fa/webauthn/login/").status_code == 404


@pytest.mark.parametrize("path", ["/accounts/password/reset/", "/accounts/login/", "/accounts/signup/"])
def test_account_pages_hold_no_inline_code(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "Machina</title>" in page
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
