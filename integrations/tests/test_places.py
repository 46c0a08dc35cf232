"""One way to and fro between the parts of Machina, one mark, one type and one pair of palettes over all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import Settings

from integrations.places import places

MENU = ["Editor", "Administration", "API documentation", "Sandbox"]


@pytest.fixture
def boss(db: None) -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(User.objects.create_superuser("boss", "boss@operator.example", "pw"))
    return client


def links(html: str) -> dict[str, str]:
    """Words to address of the links on a page."""
    found = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    no_words = re.compile(r"(?s)<span[^>]*material-symbols[^>]*>.*?</span>|<[^>]+>")
    return {" ".join(no_words.sub(" ", inner).split()): url for url, inner in found}


def test_the_parts_and_their_words() -> None:
    assert [place.title for place in places()] == MENU


def test_a_sandbox_that_is_off_is_in_no_menu(settings: Settings) -> None:
    settings.MACHINA_SANDBOX = ""
    assert [place.title for place in places()] == MENU[:-1]


@pytest.mark.parametrize("path", ["/api/docs/", "/sandbox/"])
def test_a_page_without_a_menu_of_its_own_has_the_bar(boss: Client, path: str) -> None:
    html = boss.get(path).content.decode()
    there = links(html)
    assert {place.title: place.url for place in places()}.items() <= there.items()
    here = re.findall(r'<a href="([^"]+)" aria-current="page"', html)
    assert here == [path]


@pytest.mark.parametrize("path", ["/admin/", "/admin/integrations/customer/"])
def test_the_admin_leads_to_the_other_parts_by_the_same_words(boss: Client, path: str) -> None:
    there = links(boss.get(path).content.decode())
    others = {place.title: place.url for place in places() if place.title != "Administration"}
    assert others.items() <= there.items()


@pytest.mark.parametrize("place", places(), ids=lambda place: place.key)
def test_every_part_answers_at_its_address(boss: Client, place: object) -> None:
    answer = boss.get(place.url)  # type: ignore[attr-defined]  # parametrize tells mypy nothing of it
    assert answer.status_code in (200, 503)  # 503: an editor that is not built says how to build it


def test_a_consent_page_leads_nowhere_but_to_its_answers(boss: Client) -> None:
    html = boss.get("/sandbox/google/o/oauth2/v2/auth").content.decode()
    assert "Access blocked" in html
    assert 'class="places"' not in html


@pytest.mark.parametrize("table", ["integrations/customer", "integrations/apikey", "auth/user", "workflows/run"])
def test_no_heading_of_the_admin_names_an_app_of_django(boss: Client, table: str) -> None:
    html = boss.get(f"/admin/{table}/").content.decode()
    (heading,) = re.findall(r"<h1.*?</h1>", html, re.DOTALL)
    assert "Integrations" not in heading
    assert "uthentication" not in heading
    assert boss.get(f"/admin/{table.partition('/')[0]}/").headers["Location"] == "/admin/"


@pytest.mark.parametrize("path", ["/admin/", "/api/docs/", "/sandbox/", "/accounts/login/"])
def test_one_mark_and_one_type(boss: Client, path: str) -> None:
    html = (Client() if path.startswith("/accounts") else boss).get(path).content.decode()
    assert "/static/accounts/mark.svg" in html
    assert "/static/unfold/fonts/inter/styles.css" in html


@pytest.mark.parametrize("path", ["/api/docs/", "/accounts/login/"])
def test_light_or_dark_as_chosen_in_the_editor_or_the_admin(boss: Client, path: str) -> None:
    html = (Client() if path.startswith("/accounts") else boss).get(path).content.decode()
    assert '<script src="/static/look/theme.js"></script>' in html


def test_the_palettes_of_the_pages_are_those_of_the_editor() -> None:
    editor = Path(settings.BASE_DIR) / "frontend/src/styles/tokens.css"
    ours = finders.find("look/tokens.css")
    assert isinstance(ours, str)
    assert Path(ours).read_text() == editor.read_text()
