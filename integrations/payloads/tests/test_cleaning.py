"""Expired files go, and so do bytes that no row knows of; nothing else in the storage is touched."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django import Settings

from integrations.models import Customer, StoredFile
from integrations.payloads import cleaning, files
from integrations.payloads.cleaning import ABANDONED_AFTER, clean, prune, sweep
from integrations.payloads.retention import FILES
from integrations.payloads.tests.test_files import on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def save(customer_id: UUID | None = None, *, is_over: bool = False) -> StoredFile:
    kept_for = timedelta(0) if is_over else FILES
    return files.save([b"x"], customer_id=customer_id, filename="a", mime_type="text/plain", kept_for=kept_for)


def put(folder: Path, place: str, *, age: timedelta) -> Path:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    then = time.time() - age.total_seconds()
    os.utime(path, (then, then))
    return path


def test_expired_files_go_in_batches_with_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 2)
    kept = save()
    for _ in range(5):
        save(is_over=True)
    assert prune() == 5
    assert StoredFile.objects.get() == kept
    assert on_disk(tmp_path) == [kept.path]


def test_a_file_that_cannot_be_removed_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 1)
    stuck, *others = sorted((save(is_over=True) for _ in range(3)), key=lambda stored: stored.pk)
    delete = default_storage.delete

    def refuse(path: str) -> None:
        if path == stuck.path:
            raise PermissionError(path)
        delete(path)

    monkeypatch.setattr(default_storage, "delete", refuse)
    assert prune() == len(others) == 2
    assert StoredFile.objects.get() == stuck
    assert on_disk(tmp_path) == [stuck.path]


def test_bytes_of_a_transaction_that_was_rolled_back_go_after_a_day(tmp_path: Path) -> None:
    with transaction.atomic():
        gone = save()
        transaction.set_rollback(True)
    assert sweep() == 0  # they could as well be on their way in
    assert on_disk(tmp_path) == [gone.path]
    put(tmp_path, gone.path, age=ABANDONED_AFTER + timedelta(minutes=1))
    kept = save()
    put(tmp_path, kept.path, age=ABANDONED_AFTER * 20)
    assert sweep() == 1
    assert on_disk(tmp_path) == [kept.path]


def test_bytes_of_an_erased_customer_go_at_once(acme: Customer, globex: Customer, tmp_path: Path) -> None:
    save(acme.pk)
    others = [save(globex.pk), save()]
    acme.delete()
    assert sweep() == 1
    assert on_disk(tmp_path) == sorted(stored.path for stored in others)


def test_what_is_not_a_stored_file_is_not_touched(
    acme: Customer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 1)
    old = ABANDONED_AFTER * 2
    strangers = [
        f"logo-{uuid4()}.png",
        "backups/a",
        f"{uuid4().hex}/{uuid4()}",
        "owner/readme",
        f"{acme.pk}/a/{uuid4()}",
    ]
    for place in strangers:
        put(tmp_path, place, age=old)
    for _ in range(2):
        put(tmp_path, f"owner/{uuid4()}", age=old)
    assert sweep() == 2
    assert on_disk(tmp_path) == sorted(strangers)


def test_a_storage_that_was_never_used_is_clean(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "not yet")
    assert clean() == 0


def test_the_job_does_both(tmp_path: Path) -> None:
    save(is_over=True)
    put(tmp_path, f"owner/{uuid4()}", age=ABANDONED_AFTER * 2)
    assert clean() == 2
    assert on_disk(tmp_path) == []
