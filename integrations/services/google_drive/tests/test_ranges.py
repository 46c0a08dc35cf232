"""Downloads from servers that know ranges, and from those that do not, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_django import Settings

from integrations.catalog.testing import FakeContext
from integrations.egress.client import shared_egress
from integrations.egress.tests.conftest import permit_for
from integrations.egress.tests.vendor import Reply, Vendor, ok, status
from integrations.errors import RemoteUnavailable
from integrations.providers.google.client import GoogleHttp, build_google
from integrations.providers.google.refusals import REFUSALS
from integrations.services.google_drive.downloading import DOWNLOAD_PART
from integrations.services.google_drive.models.files import DriveFileDownload
from integrations.services.google_drive.operations.downloads import download_file

CONTENT = bytes(range(256)) * (DOWNLOAD_PART // 256) + b"and more"
FILE = {"id": "f1", "name": "a.bin", "mimeType": "application/x-thing"}
KIND = "application/octet-stream"


@dataclass
class OverHttp(FakeContext):
    """Whose Drive is a scripted server."""

    server: Vendor | None = None

    def google(self, name: str, version: str) -> Any:  # googleapiclient builds its resources at run time
        assert self.server is not None
        http = GoogleHttp(shared_egress(), permit_for(self.server, refusals=REFUSALS))
        return build_google(name, version, http=http, api_root=self.server.url)


@pytest.fixture
def server(settings: Settings) -> Iterator[Vendor]:
    server = Vendor()
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": server.url}}
    yield server
    server.close()


def part(start: int, end: int) -> Reply:
    content = CONTENT[start:end]
    told = f"bytes {start}-{start + len(content) - 1}/{len(CONTENT)}"
    return status(206, content, content_range=told, content_type=KIND)


def download(server: Vendor, *replies: Reply) -> OverHttp:
    """The context afterwards."""
    server.answers(ok(FILE), *replies)
    ctx = OverHttp(server=server)
    download_file(ctx, DriveFileDownload(file_id="f1"))
    return ctx


def test_a_file_comes_part_by_part(server: Vendor) -> None:
    ctx = download(server, part(0, DOWNLOAD_PART), part(DOWNLOAD_PART, len(CONTENT)))
    ((_, kept),) = ctx.files.stored.values()
    assert kept == CONTENT
    assert [each.headers["range"] for each in server.received[1:]] == [
        f"bytes=0-{DOWNLOAD_PART - 1}",
        f"bytes={DOWNLOAD_PART}-{2 * DOWNLOAD_PART - 1}",
    ]


def test_a_server_that_ignores_the_range_does_not_make_the_file_grow(server: Vendor) -> None:
    ctx = download(server, ok(CONTENT, content_type=KIND))
    ((_, kept),) = ctx.files.stored.values()
    assert (kept == CONTENT, len(server.received)) == (True, 2)


def test_a_server_that_forgets_ranges_on_the_way_ends_the_download(server: Vendor) -> None:
    server.answers(ok(FILE), part(0, DOWNLOAD_PART), ok(CONTENT, content_type=KIND))
    ctx = OverHttp(server=server)
    with pytest.raises(RemoteUnavailable, match="200 where a part of a file was asked for"):
        download_file(ctx, DriveFileDownload(file_id="f1"))
    assert ctx.files.stored == {}


def test_an_empty_file_is_a_file(server: Vendor) -> None:
    ctx = download(server, status(416, content_range="bytes */0"))
    ((reference, kept),) = ctx.files.stored.values()
    assert (reference.filename, kept) == ("a.bin", b"")
