"""Files stream through storage in flat memory, and nothing of a refused one stays."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from integrations.errors import PayloadTooLarge
from integrations.models import Customer, StoredFile
from integrations.payloads import files
from integrations.payloads.intake import Intake
from machina.testing.worker import process_environment

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def broken() -> Iterator[bytes]:
    yield b"abc"
    raise ConnectionError("The vendor went away.")


@given(st.lists(st.binary(max_size=200)), st.integers(min_value=1, max_value=64))
def test_what_passes_is_what_was_given_with_its_size_and_hash(chunks: list[bytes], asked: int) -> None:
    intake = Intake(chunks, limit=100_000, name="a")
    passed = b"".join(iter(lambda: intake.read(asked) or b"", b""))
    assert passed == b"".join(chunks)
    assert (intake.size, intake.sha256) == (len(passed), hashlib.sha256(passed).hexdigest())


@pytest.mark.django_db
def test_a_row_says_what_was_stored_and_until_when(acme: Customer, tmp_path: Path) -> None:
    before = timezone.now()
    stored = files.save([b"ab", b"c"], customer_id=acme.pk, filename="a.txt", mime_type="text/plain; charset=utf-8")
    found = acme.files.get()
    assert (found.name, found.mime_type, found.size) == ("a.txt", "text/plain; charset=utf-8", 3)
    assert found.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert found.expires_at is not None
    assert timedelta(0) <= found.expires_at - before - timedelta(days=30) < timedelta(minutes=1)
    assert on_disk(tmp_path) == [found.path] == [f"{acme.pk}/{stored.pk}"]
    assert (tmp_path / found.path).read_bytes() == b"abc"


@pytest.mark.django_db
def test_a_file_can_be_kept_for_another_time() -> None:
    stored = files.save([], customer_id=None, filename="a", mime_type="text/plain", kept_for=timedelta(hours=1))
    assert stored.expires_at is not None
    assert timedelta(0) < stored.expires_at - timezone.now() <= timedelta(hours=1)
    assert stored.path == f"owner/{stored.pk}"


@pytest.mark.django_db
def test_the_limit_is_met_while_the_content_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2 * MEGABYTE)
    asked_for: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            asked_for.append(1)
            yield b"x" * MEGABYTE

    with pytest.raises(PayloadTooLarge, match="'film' is larger than 2 MB, the limit of a file"):
        files.save(endless(), customer_id=None, filename="film", mime_type="video/mp4")
    assert len(asked_for) == 3
    assert on_disk(tmp_path) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_content_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match="went away"):
        files.save(broken(), customer_id=None, filename="a", mime_type="text/plain")
    assert on_disk(tmp_path) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_bytes_whose_row_the_database_refuses_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(StoredFile.objects, "create", refuse)
    with pytest.raises(DatabaseError, match="full"):
        files.save([b"abc"], customer_id=None, filename="a", mime_type="text/plain")
    assert on_disk(tmp_path) == []


FLAT = """
import json
import django
django.setup()
import psutil
from integrations.catalog.files import in_chunks
from integrations.execution.files import CustomerFiles

mine, process, seen = CustomerFiles(None), psutil.Process(), []

def look():  # a child's ru_maxrss would begin with its parent's
    seen.append(process.memory_info().rss)

def chunks(megabytes):
    for number in range(megabytes):
        look()
        yield bytes([number % 251]) * 1024 * 1024

def through(megabytes):
    saved = mine.save_stream(chunks(megabytes), filename="film", mime_type="video/mp4")
    passed = 0
    with mine.open(saved.file_id)[1] as content:
        for chunk in in_chunks(content):
            passed += len(chunk)
            look()
    return passed, saved.file_id

through(1)
before = process.memory_info().rss
passed, file_id = through(200)
print(json.dumps({"passed": passed, "grown": max(seen) - before, "file_id": file_id}))
"""


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_hundred_megabytes_pass_in_flat_memory(redis_server: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FLAT], env=process_environment(), capture_output=True, check=True, timeout=120
    )
    said = json.loads(done.stdout)
    assert said["passed"] == 200 * MEGABYTE
    assert said["grown"] < 60 * MEGABYTE
    stored = StoredFile.objects.get(pk=said["file_id"])
    assert stored.size == 200 * MEGABYTE
    digest = hashlib.sha256()
    for number in range(200):
        digest.update(bytes([number % 251]) * MEGABYTE)
    assert stored.sha256 == digest.hexdigest()
