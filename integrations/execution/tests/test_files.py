"""Stored files belong to one holder, have plain names, and end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.catalog.files import in_chunks
from integrations.errors import InputError, PayloadTooLarge
from integrations.execution import files as files_of_calls
from integrations.execution.files import CustomerFiles
from integrations.models import Customer, StoredFile
from integrations.payloads import files
from integrations.payloads.cleaning import prune

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def mine(acme: Customer) -> CustomerFiles:
    return CustomerFiles(acme.pk)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "pricing.toml"]


def test_a_file_comes_back_as_it_was_saved(mine: CustomerFiles) -> None:
    saved = mine.save(b"%PDF", filename="bill.pdf", mime_type="application/pdf")
    assert (saved.filename, saved.mime_type, saved.size) == ("bill.pdf", "application/pdf", 4)
    assert mine.read(saved.file_id) == (saved, b"%PDF")


def test_other_holders_do_not_have_it(mine: CustomerFiles, globex: Customer) -> None:
    saved = mine.save(b"secret", filename="a", mime_type="text/plain")
    for other in (CustomerFiles(globex.pk), CustomerFiles(None)):
        for look in (other.read, other.open):
            with pytest.raises(InputError, match="no file"):
                look(saved.file_id)
    owners = CustomerFiles(None).save(b"own", filename="a", mime_type="text/plain")
    with pytest.raises(InputError):
        mine.read(owners.file_id)
    assert CustomerFiles(None).read(owners.file_id)[1] == b"own"


@pytest.mark.parametrize("file_id", ["", "../../etc/passwd", "nonsense", str(uuid4())])
def test_an_unknown_id_is_told_as_input(mine: CustomerFiles, file_id: str) -> None:
    with pytest.raises(InputError, match="no file"):
        mine.read(file_id)


@pytest.mark.parametrize("filename", ["../../evil.sh", "/etc/passwd", "..", "a\x00b\r\nc", "C:\\x\\y"])
def test_no_name_from_outside_becomes_a_path(
    mine: CustomerFiles, tmp_path: Path, acme: Customer, filename: str
) -> None:
    saved = mine.save(b"x", filename=filename, mime_type="text/plain")
    assert [path.relative_to(tmp_path) for path in on_disk(tmp_path)] == [Path(str(acme.pk), saved.file_id)]
    assert not set(saved.filename) & set("/\\\x00\r\n")
    assert saved.filename.strip(".")


@pytest.mark.parametrize("mime_type", ["text/html\r\nx: y", "nonsense", ""])
def test_a_malformed_media_type_is_not_kept(mine: CustomerFiles, mime_type: str) -> None:
    assert mine.save(b"x", filename="a", mime_type=mime_type).mime_type == "application/octet-stream"


def test_a_file_over_the_limit_is_refused(mine: CustomerFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    mine.save(b"abc", filename="a", mime_type="text/plain")
    with pytest.raises(PayloadTooLarge, match="'a' is larger than"):
        mine.save(b"abcd", filename="a", mime_type="text/plain")
    assert StoredFile.objects.count() == len(on_disk(tmp_path)) == 1


def test_an_expired_file_is_gone_and_then_removed(mine: CustomerFiles, tmp_path: Path) -> None:
    kept = mine.save(b"kept", filename="a", mime_type="text/plain")
    gone = mine.save(b"gone", filename="a", mime_type="text/plain")
    StoredFile.objects.filter(pk=gone.file_id).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(InputError, match="expired"):
        mine.read(gone.file_id)
    assert prune() == 1
    assert [path.name for path in on_disk(tmp_path)] == [kept.file_id]
    assert mine.read(kept.file_id)[1] == b"kept"


def test_a_file_whose_content_is_missing_is_told_as_input(mine: CustomerFiles, tmp_path: Path) -> None:
    saved = mine.save(b"x", filename="a", mime_type="text/plain")
    on_disk(tmp_path)[0].unlink()
    with pytest.raises(InputError, match="Fetch it again"):
        mine.read(saved.file_id)


def test_content_streams_in_and_out(mine: CustomerFiles) -> None:
    saved = mine.save_stream(iter([b"%P", b"", b"DF"]), filename="bill.pdf", mime_type="application/pdf")
    reference, content = mine.open(saved.file_id)
    with content:
        assert reference == saved == mine.read(saved.file_id)[0]
        assert list(in_chunks(content, start=1, length=2)) == [b"PD"]
        assert b"".join(in_chunks(content)) == b"%PDF"


def test_what_does_not_fit_into_memory_is_not_read_at_once(
    mine: CustomerFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_of_calls, "MAX_AT_ONCE", 3)
    fits, large = (mine.save(each, filename="a", mime_type="text/plain") for each in (b"abc", b"abcd"))
    assert mine.read(fits.file_id)[1] == b"abc"
    with pytest.raises(PayloadTooLarge, match="'a' has"):
        mine.read(large.file_id)
    with mine.open(large.file_id)[1] as content:
        assert content.read() == b"abcd"
