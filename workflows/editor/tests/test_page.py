"""The editor's page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from workflows.conftest import MakeStaff


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> None:
    """A frontend of three chunks."""
    manifest = {
        "src/main.tsx": {"file": "assets/main-1.js", "css": ["assets/main-1.css"], "imports": ["_a.js", "_b.js"]},
        "_a.js": {"file": "assets/a-1.js", "imports": ["_b.js"]},
        "_b.js": {"file": "assets/b-1.js", "css": ["assets/b-1.css"]},
    }
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    settings.FRONTEND_DIST = tmp_path


@pytest.fixture
def ada(make_staff: MakeStaff) -> Client:
    client = Client()
    client.force_login(make_staff("ada", "operator", first_name="Ada", last_name="</script>"))
    return client


@pytest.mark.parametrize("path", ["/", f"/w/{uuid4()}"])
def test_staff_get_the_page_with_what_the_script_needs(built: None, ada: Client, path: str) -> None:
    page = ada.get(path)
    assert page.status_code == 200
    html = page.content.decode()
    nonce = re.findall(r'<meta name="csp-nonce" content="([^"]+)">', html)[0]
    assert f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]
    assert re.findall(r'href="(/static/[^"]+)"', html) == [
        "/static/assets/main-1.css",
        "/static/assets/b-1.css",
        "/static/assets/a-1.js",
        "/static/assets/b-1.js",
    ]
    assert f'<script type="module" src="/static/assets/main-1.js" nonce="{nonce}">' in html
    bootstrap = json.loads(re.findall(r'<script id="bootstrap" type="application/json">(.*?)</script>', html)[0])
    assert bootstrap.pop("csrf")
    assert bootstrap == {
        "user": {"name": "Ada </script>", "email": "ada@operator.example"},
        "version": "0.1.0",
        "demo": True,
        "admin_url": "/admin/",
        "places": [
            {"key": "editor", "title": "Editor", "url": "/"},
            {"key": "administration", "title": "Administration", "url": "/admin/"},
            {"key": "api", "title": "API documentation", "url": "/api/docs/"},
            {"key": "sandbox", "title": "Sandbox", "url": "/sandbox/"},
        ],
        "logout_url": "/accounts/logout/",
    }


def test_a_stranger_is_sent_to_sign_in_and_back(built: None, transactional_db: None) -> None:
    page = Client().get("/w/00000000-0000-0000-0000-000000000001")
    assert page.status_code == 302
    assert page.headers["Location"] == "/accounts/login/?next=/w/00000000-0000-0000-0000-000000000001"


def test_who_is_not_staff_is_refused_without_a_loop(built: None, make_staff: MakeStaff) -> None:
    user = make_staff("eve")
    user.is_staff = False
    user.save()
    client = Client()
    client.force_login(user)
    assert client.get("/").status_code == 403


def test_without_a_built_frontend_the_page_says_what_to_do(ada: Client, settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    page = ada.get("/")
    assert page.status_code == 503
    assert "make run" in page.content.decode()


def test_the_page_only_answers_reading(built: None, ada: Client) -> None:
    assert ada.post("/").status_code == 405
