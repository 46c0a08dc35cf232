"""Files over REST: stored as a form or as they are, fetched whole or in part, each by its own customer alone."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.execution.files import CustomerFiles
from integrations.models import Customer, StoredFile

CONTENT = bytes(range(256)) * 1024
FILES = "/api/v1/files/"


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def initech_key(initech: Customer) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_key(SYSTEM, 'initech server', customer=initech).secret}")
    return client


def stored(client: APIClient, **fields: Any) -> Any:
    upload = SimpleUploadedFile("../invoice.pdf", CONTENT, content_type="application/pdf")
    answer = client.post(FILES, {"file": upload, **fields}, format="multipart")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def raw(client: APIClient, query: str, name: str = "") -> Any:
    said = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    content: Any = CONTENT  # the stubs know text alone
    return client.generic("POST", FILES + query, content, content_type="text/csv", headers=said)


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_form_is_stored_and_comes_back_whole(operator_key: APIClient, globex: Customer) -> None:
    file = stored(operator_key, customer="globex")
    assert {name: file[name] for name in ("filename", "mime_type", "size", "sha256")} == {
        "filename": "invoice.pdf",
        "mime_type": "application/pdf",
        "size": len(CONTENT),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }
    assert file["expires_at"]
    answer = operator_key.get(f"{FILES}{file['file_id']}")
    assert (answer.status_code, content_of(answer)) == (200, CONTENT)
    assert answer["Content-Length"] == str(len(CONTENT))
    assert CustomerFiles(globex.pk).read(file["file_id"])[1] == CONTENT


def test_a_raw_body_is_stored_as_it_is(operator_key: APIClient, globex: Customer) -> None:
    named = raw(operator_key, "?customer=globex", "sizes.csv")
    assert (named.status_code, named.json()["mime_type"], named.json()["size"]) == (201, "text/csv", len(CONTENT))
    assert named.json()["filename"] == "sizes.csv"
    ours = raw(operator_key, "?account_mode=owner&filename=list.csv")
    assert ours.json()["filename"] == "list.csv"
    assert StoredFile.objects.get(pk=ours.json()["file_id"]).customer_id is None


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=262000-", 262_000, None), ("bytes=-10", 262_134, None)],
)
def test_a_range_is_a_part(operator_key: APIClient, globex: Customer, asked: str, start: int, end: int | None) -> None:
    address = f"{FILES}{stored(operator_key, customer='globex')['file_id']}"
    answer = operator_key.get(address, headers={"Range": asked})
    part = CONTENT[start:end]
    assert (answer.status_code, content_of(answer)) == (206, part)
    assert answer["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(CONTENT)}"


def test_ranges_that_cannot_be_served(operator_key: APIClient, globex: Customer) -> None:
    address = f"{FILES}{stored(operator_key, customer='globex')['file_id']}"
    beyond = operator_key.get(address, headers={"Range": f"bytes={len(CONTENT)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    for nonsense in ("bytes=5-2", "bytes=a-b", "bytes=0-1,5-6", "rows=0-1", "bytes=-"):
        whole = operator_key.get(address, headers={"Range": nonsense})
        assert (whole.status_code, len(content_of(whole))) == (200, len(CONTENT))
    changed = operator_key.get(address, headers={"Range": "bytes=0-0", "If-Range": '"other"'})
    assert (changed.status_code, content_of(changed)) == (200, CONTENT)


def test_head_tells_of_it_without_the_content(operator_key: APIClient, globex: Customer) -> None:
    answer = operator_key.head(f"{FILES}{stored(operator_key, customer='globex')['file_id']}")
    assert (answer.status_code, answer.content, answer["Content-Length"]) == (200, b"", str(len(CONTENT)))


def test_no_browser_runs_what_was_stored(operator_key: APIClient, globex: Customer) -> None:
    page = SimpleUploadedFile('x"\r\nSet-Cookie: a=b.html', b"<script>alert(1)</script>", content_type="text/html")
    file = operator_key.post(FILES, {"file": page, "customer": "globex"}, format="multipart").json()
    answer = operator_key.get(f"{FILES}{file['file_id']}")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "Set-Cookie" not in answer.headers


def test_another_customers_file_is_not_there(
    operator_key: APIClient, globex: Customer, initech: Customer, initech_key: APIClient
) -> None:
    address = f"{FILES}{stored(operator_key, customer='globex')['file_id']}"
    for answer in (initech_key.get(address), initech_key.delete(address)):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    kept = operator_key.get(address)
    assert (kept.status_code, content_of(kept)) == (200, CONTENT)
    foreign = raw(initech_key, "?customer=globex")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    ours = raw(initech_key, "?account_mode=owner")
    assert (ours.status_code, ours.json()["code"]) == (404, "not_found")


def test_a_deleted_file_is_gone(operator_key: APIClient, globex: Customer) -> None:
    address = f"{FILES}{stored(operator_key, customer='globex')['file_id']}"
    assert operator_key.delete(address).status_code == 204
    assert operator_key.get(address).status_code == 404
    assert not StoredFile.objects.exists()


def test_everything_missing_is_told_at_once(operator_key: APIClient) -> None:
    answer = operator_key.post(FILES, {"file": "no file", "colour": "red"}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert {each["field"] for each in answer.json()["errors"]} == {"file", "customer", "colour"}
    assert not StoredFile.objects.exists()
