"""Icons are served out of the folders of services and providers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from integrations.catalog.glyphs import SPRITE
from integrations.catalog.registry import Catalog, using
from integrations.providers import registry
from integrations.providers.tests.declared import courier
from integrations.services.gmail.service import service as gmail
from machina.icons import IconFinder
from machina.middleware.static_files import StaticFilesMiddleware


def test_an_icon_is_found_in_its_service() -> None:
    with using(Catalog([gmail])):
        found = IconFinder().find("services/gmail/icon.svg")
        assert Path(found) == gmail.folder / "icon.svg"
        assert IconFinder().find("services/gmail/icon.svg", find_all=True) == [found]


@pytest.mark.parametrize(
    "path", ["services/gmail/service.py", "services/nothing/icon.svg", "services/../gmail/icon.svg", "icon.svg"]
)
def test_nothing_else_of_a_service_is_served(path: str) -> None:
    with using(Catalog([gmail])):
        assert IconFinder().find(path) is None
        assert IconFinder().find(path, find_all=True) == []


def test_icons_are_listed_for_the_static_files_middleware() -> None:
    with using(Catalog([gmail])), registry.using():
        found = {f"{storage.prefix}/{path}": storage.path(path) for path, storage in IconFinder().list(None)}  # type: ignore[attr-defined]  # set by the finder
    assert found == {"catalog/glyphs.svg": str(SPRITE), "services/gmail/icon.svg": str(gmail.folder / "icon.svg")}
    files = StaticFilesMiddleware(lambda request: HttpResponse()).files
    assert "/static/services/gmail/icon.svg" in files


@pytest.mark.django_db
def test_a_providers_icon_is_found_in_its_folder_and_served(client: Client) -> None:
    google = registry.provider("google")
    with using(Catalog([])), registry.using(google, courier(facts={"folder": Path("/nowhere")})):
        assert IconFinder().find("providers/google/icon.svg") == str(google.folder / "icon.svg")
        assert IconFinder().find("providers/courier/icon.svg") is None
        assert [path for path, _ in IconFinder().list(None)] == ["glyphs.svg", "icon.svg"]
    response = client.get(google.icon_url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    response.close()


@pytest.mark.django_db
def test_an_icon_is_served_as_svg(client: Client) -> None:
    response = client.get("/static/services/gmail/icon.svg")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert b"<svg" in response.getvalue()
    response.close()
    assert finders.find("services/gmail/icon.svg") is not None
