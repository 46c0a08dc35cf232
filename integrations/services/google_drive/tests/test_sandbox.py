"""Google Drive through the one door against the sandbox, which checks every request as Drive does."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from integrations.execution.files import CustomerFiles
from integrations.models import Customer, StoredFile
from integrations.sandbox.google.drive.ids import id_of
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.models import Account, CloudDrive, DriveItem, RequestRecord
from integrations.services.google_drive.samples import DOCUMENT, DRAFT, FOLDER, GUEST, REPORT, SHARED, TRASHED
from integrations.tests.google_account import VENDOR_ERRORS, GoogleAccount
from integrations.tests.google_checks import (
    asks_to_connect_again,
    knows_a_missing_scope,
    reads_to_the_end,
    tells_apart,
)

YARA = "yara.keller@globex.example"
LARGE = bytes(range(256)) * 16 * 1024 + b"end"
MINUTES = id_of("minutes")
"""A file in a shared drive."""


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


@pytest.fixture
def team(yara: GoogleAccount) -> str:
    (drive,) = yara.run("google_drive.list_drives")["drives"]
    return str(drive["drive_id"])


def stored(content: bytes, filename: str = "report.bin", mime_type: str = "application/octet-stream") -> str:
    return CustomerFiles(None).save(content, filename=filename, mime_type=mime_type).file_id


def content_of(file_id: str) -> bytes:
    return CustomerFiles(None).read(file_id)[1]


def named(yara: GoogleAccount, name: str) -> list[str]:
    return [each["file_id"] for each in yara.run("google_drive.list_files", name=name)["files"]]


def in_the_drive(file_id: str) -> QuerySet[DriveItem]:
    """A file of Yara's, also where nobody has looked at her Drive yet."""
    account = Account.objects.get(provider="google", email=YARA)
    fill(account, "drive")
    return DriveItem.objects.filter(file_id=file_id, cloud__in=CloudDrive.objects.filter(account=account))


def asked(method: str) -> int:
    return RequestRecord.objects.filter(method=method).count()


def test_a_stored_file_goes_up_and_comes_back_as_it_was(yara: GoogleAccount) -> None:
    made = yara.run("google_drive.upload_file", file_id=stored(LARGE), folder_id=FOLDER, description="Raw")
    fetched = yara.run("google_drive.download_file", file_id=made["file_id"])

    assert (made["name"], made["size"], made["folder_id"], made["description"]) == (
        "report.bin",
        len(LARGE),
        FOLDER,
        "Raw",
    )
    assert (fetched["filename"], fetched["size"], fetched["drive_file_id"]) == (
        "report.bin",
        len(LARGE),
        made["file_id"],
    )
    assert content_of(fetched["file_id"]) == LARGE


@pytest.mark.parametrize(
    ("given", "content", "mime_type"),
    [
        ({"text": "Grüße", "name": "note.txt"}, "Grüße".encode(), "text/plain"),
        ({"text": "", "name": "empty.txt"}, b"", "text/plain"),
        ({"text": "a,b", "name": "table.csv"}, b"a,b", "text/csv"),
        ({"content_base64": base64.b64encode(b"%PDF-1.7").decode(), "name": "x"}, b"%PDF-1.7", "application/pdf"),
        ({"content_base64": "AAEC", "name": "x", "mime_type": "image/png"}, b"\0\1\2", "image/png"),
    ],
)
def test_content_may_be_given_as_it_is(
    yara: GoogleAccount, given: dict[str, Any], content: bytes, mime_type: str
) -> None:
    made = yara.run("google_drive.upload_file", **given)
    fetched = yara.run("google_drive.download_file", file_id=made["file_id"])
    assert (made["name"], made["mime_type"], content_of(fetched["file_id"])) == (given["name"], mime_type, content)


def test_the_same_call_twice_makes_one_file(yara: GoogleAccount) -> None:
    given = {"text": "once", "name": "once.txt"}
    first = yara.outcome("google_drive.upload_file", given, call_key="once")
    second = yara.outcome("google_drive.upload_file", given, call_key="once")
    assert first.result is not None
    assert second.result == first.result
    assert named(yara, "once.txt") == [first.result["file_id"]]


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("upload_file", {"text": "lost", "name": "lost"}),
        ("upload_file", {"text": "a,b", "name": "lost", "mime_type": "text/csv", "convert_to": "spreadsheet"}),
        ("create_folder", {"name": "lost"}),
    ],
)
def test_a_lost_answer_makes_no_second_file(yara: GoogleAccount, operation: str, given: dict[str, Any]) -> None:
    yara.misbehave("drive.files.create", times=1, drop_after_effect=True)
    outcome = yara.outcome(f"google_drive.{operation}", given)
    assert len(named(yara, "lost")) == 1
    assert outcome.error is None, outcome.error
    assert outcome.result is not None
    assert [outcome.result["file_id"]] == named(yara, "lost")


def test_a_lost_answer_to_new_content_is_no_error(yara: GoogleAccount) -> None:
    yara.misbehave("drive.files.update", times=1, drop_after_effect=True)
    changed = yara.run("google_drive.update_file", file_id=DRAFT, text="new")
    assert changed["size"] == 3


def test_a_copy_whose_answer_gets_lost_is_found_again_and_not_made_twice(yara: GoogleAccount) -> None:
    yara.misbehave("drive.files.copy", times=1, drop_after_effect=True)
    made = yara.run("google_drive.copy_file", file_id=REPORT, name="lost copy")
    assert named(yara, "lost copy") == [made["file_id"]]
    assert asked("drive.files.copy") == 1


def test_access_whose_answer_gets_lost_is_found_again_and_given_once(yara: GoogleAccount) -> None:
    yara.misbehave("drive.permissions.create", times=1, drop_after_effect=True)
    given = yara.run("google_drive.share_file", file_id=REPORT, email="Jonas.Brandt@globex.example", role="writer")
    assert (given["email"], given["role"]) == ("jonas.brandt@globex.example", "writer")
    assert asked("drive.permissions.create") == 1


def test_a_deletion_whose_answer_gets_lost_is_told_as_done(yara: GoogleAccount) -> None:
    yara.misbehave("drive.files.delete", times=1, drop_after_effect=True)
    gone = yara.run("google_drive.delete_file", file_id=DRAFT)
    assert gone == {"file_id": DRAFT, "deleted": True}
    assert asked("drive.files.delete") == 1


def test_a_file_in_a_shared_drive_is_found_and_then_works_everywhere(yara: GoogleAccount, team: str) -> None:
    found = yara.run("google_drive.list_files", folder_id=team)["files"]
    assert [each["file_id"] for each in found] == [MINUTES]
    assert yara.run("google_drive.list_files", drive_id=team)["files"] == found
    assert MINUTES in [each["file_id"] for each in yara.run("google_drive.list_files", max_results=100)["files"]]

    assert yara.run("google_drive.get_file", file_id=MINUTES)["drive_id"] == team
    fetched = yara.run("google_drive.download_file", file_id=MINUTES)
    assert content_of(fetched["file_id"]) == b"Release 4.2 goes out.\n"
    changed = yara.run("google_drive.update_file", file_id=MINUTES, text="Release 4.3", name="New minutes.txt")
    assert (changed["name"], changed["size"]) == ("New minutes.txt", 11)
    copied = yara.run("google_drive.copy_file", file_id=MINUTES, folder_id=team, name="Copy")
    moved = yara.run("google_drive.move_file", file_id=copied["file_id"], folder_id="root")
    assert (copied["drive_id"], moved["drive_id"]) == (team, None)
    shared = yara.run("google_drive.share_file", file_id=MINUTES, email=GUEST)
    listed = yara.run("google_drive.list_permissions", file_id=MINUTES)["permissions"]
    assert [each["is_inherited"] for each in listed] == [True, False]
    removed = yara.run("google_drive.unshare_file", file_id=MINUTES, permission_id=shared["permission_id"])
    assert removed["removed"] is True
    made = yara.run("google_drive.upload_file", text="x", name="x.txt", folder_id=team)
    folder = yara.run("google_drive.create_folder", name="Box", folder_id=team)
    assert (made["drive_id"], folder["drive_id"], made["owners"]) == (team, team, [])
    assert yara.run("google_drive.trash_file", file_id=made["file_id"])["trashed"] is True
    assert yara.run("google_drive.restore_file", file_id=made["file_id"])["trashed"] is False
    assert yara.run("google_drive.delete_file", file_id=made["file_id"])["deleted"] is True


def test_members_of_a_shared_drive_are_given_the_roles_that_only_drives_have(yara: GoogleAccount, team: str) -> None:
    given = yara.run("google_drive.share_file", file_id=team, email=GUEST, role="content_manager")
    listed = yara.run("google_drive.list_permissions", file_id=team)["permissions"]
    assert given["role"] == "content_manager"
    assert [(each["email"], each["role"]) for each in listed] == [(YARA, "manager"), (GUEST, "content_manager")]


def test_an_update_leaves_what_is_not_given_and_can_clear_a_description(yara: GoogleAccount) -> None:
    made = yara.run("google_drive.upload_file", text="one", name="a.txt", description="Old", starred=True)
    cleared = yara.run("google_drive.update_file", file_id=made["file_id"], description="")
    replaced = yara.run("google_drive.update_file", file_id=made["file_id"], content_file_id=stored(LARGE, "b.txt"))

    assert (cleared["name"], cleared["description"], cleared["starred"], cleared["md5"]) == (
        "a.txt",
        "",
        True,
        made["md5"],
    )
    assert (replaced["name"], replaced["size"], replaced["mime_type"]) == ("a.txt", len(LARGE), "text/plain")


def test_a_document_is_exported_by_download_and_in_the_format_that_is_asked_for(yara: GoogleAccount) -> None:
    usual = yara.run("google_drive.download_file", file_id=DOCUMENT)
    text = yara.run("google_drive.export_file", file_id=DOCUMENT, export_format="txt", filename="review.txt")
    assert usual["filename"] == "Pilot review.docx"
    assert content_of(usual["file_id"]).startswith(b"PK")
    assert (text["filename"], text["mime_type"]) == ("review.txt", "text/plain")
    assert content_of(text["file_id"]).startswith(b"Pilot review\n")
    assert text["drive_mime_type"] == "application/vnd.google-apps.document"


def test_an_export_over_10_mb_goes_by_its_link(yara: GoogleAccount) -> None:
    text = "x" * (10 * 1024 * 1024 + 1)
    in_the_drive(DOCUMENT).update(content=text.encode())
    exported = yara.run("google_drive.export_file", file_id=DOCUMENT, export_format="txt")
    assert (exported["size"], exported["filename"]) == (len(text), "Pilot review.txt")
    assert (asked("drive.files.export"), asked("drive.exportLinks")) == (1, 1)


def test_a_shortcut_is_downloaded_as_what_it_leads_to(yara: GoogleAccount) -> None:
    in_the_drive(DRAFT).update(
        mime_type="application/vnd.google-apps.shortcut", body={"shortcutDetails": {"targetId": REPORT}}
    )
    assert yara.run("google_drive.download_file", file_id=DRAFT)["drive_file_id"] == REPORT


@pytest.mark.parametrize(
    ("operation", "given", "said"),
    [
        ("download_file", {"file_id": FOLDER}, "is a folder and has no content"),
        ("export_file", {"file_id": REPORT, "export_format": "pdf"}, "only Google's own documents are exported"),
        ("export_file", {"file_id": DOCUMENT, "export_format": "csv"}, "It can as docx, html, md, pdf, txt"),
        ("upload_file", {"file_id": "0b9d0f3e-6f0c-4c1d-9a54-2f1f6f1f7a11"}, "There is no file"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(
    yara: GoogleAccount, operation: str, given: dict[str, Any], said: str
) -> None:
    outcome = yara.outcome(f"google_drive.{operation}", given)
    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"
    assert said in str(outcome.error["detail"])


def test_an_attachment_of_a_mail_goes_to_drive_and_into_another_mail(yara: GoogleAccount) -> None:
    (mail,) = yara.run("gmail.search_messages", query="subject:pilot figures", include_body=True)["messages"]
    attachment = mail["attachments"][0]
    fetched = yara.run("gmail.get_attachment", message_id=mail["message_id"], attachment_id=attachment["attachment_id"])
    made = yara.run("google_drive.upload_file", file_id=fetched["file_id"], folder_id=FOLDER)
    again = yara.run("google_drive.download_file", file_id=made["file_id"])
    sent = yara.run("gmail.send_message", to=[GUEST], subject="Figures", body="Here", attachments=[again["file_id"]])

    assert (made["name"], made["mime_type"]) == ("pilot-figures.csv", "text/csv")
    assert content_of(again["file_id"]) == content_of(fetched["file_id"])
    shown = yara.run("gmail.get_message", message_id=sent["message_id"])["attachments"]
    assert [each["filename"] for each in shown] == ["pilot-figures.csv"]


def test_a_file_of_another_customer_is_not_uploaded(yara: GoogleAccount) -> None:
    other = Customer.objects.create(key="other", name="Other")
    foreign = CustomerFiles(other.pk).save(b"secret", filename="s.txt", mime_type="text/plain").file_id
    outcome = yara.outcome("google_drive.upload_file", {"file_id": foreign, "name": "mine.txt"})
    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"
    assert named(yara, "mine.txt") == []


def test_files_are_found_by_words_kind_name_time_and_in_the_trash(yara: GoogleAccount) -> None:
    def names(**given: Any) -> list[str]:
        return sorted(each["name"] for each in yara.run("google_drive.list_files", **given)["files"])

    assert names(query="sites gaps report") == ["Pilot review"]
    assert names(kind="folder") == ["Archive", "Pilot hall 3"]
    assert "Sensors" in names(kind="spreadsheet")
    assert "Pilot review" not in names(kind="spreadsheet")
    assert names(folder_id=FOLDER) == ["Pilot review", "pilot-figures.csv"]
    assert names(in_trash=True) == ["Notes of January.txt"]
    assert names(search="name contains 'offer' and mimeType = 'text/plain'", order_by="name") == [
        "Offer 2041 draft.txt",
        "Offer 2041 old.txt",
    ]
    assert names(modified_since="2999-01-01T00:00:00+02:00") == []
    yara.run("google_drive.upload_file", text="x", name="it's a \\ 'name'")
    assert names(name="it's a \\ 'name'") == ["it's a \\ 'name'"]


def test_a_folder_is_made_once_where_it_may_be_reused(yara: GoogleAccount) -> None:
    first = yara.run("google_drive.create_folder", name="Box", reuse=True)
    again = yara.run("google_drive.create_folder", name="Box", reuse=True)
    another = yara.run("google_drive.create_folder", name="Box")
    inner = yara.run("google_drive.create_folder", name="Box", folder_id=first["file_id"], reuse=True)
    assert again["file_id"] == first["file_id"]
    assert len({first["file_id"], another["file_id"], inner["file_id"]}) == 3


def test_a_file_is_moved_thrown_away_and_taken_back(yara: GoogleAccount) -> None:
    home = yara.run("google_drive.get_file", file_id=DRAFT)["folder_id"]
    moved = yara.run("google_drive.move_file", file_id=DRAFT, folder_id=FOLDER)
    again = yara.run("google_drive.move_file", file_id=DRAFT, folder_id=FOLDER)
    back = yara.run("google_drive.move_file", file_id=DRAFT, folder_id="root")
    still = yara.run("google_drive.move_file", file_id=DRAFT, folder_id="root")
    assert [each["folder_id"] for each in (moved, again, back, still)] == [FOLDER, FOLDER, home, home]
    assert yara.run("google_drive.trash_file", file_id=DRAFT)["trashed_by_itself"] is True
    assert yara.run("google_drive.restore_file", file_id=TRASHED)["trashed"] is False


def test_access_is_taken_by_address_and_who_has_none_is_told(yara: GoogleAccount) -> None:
    taken = yara.run("google_drive.unshare_file", file_id=SHARED, email=GUEST.upper())
    again = yara.run("google_drive.unshare_file", file_id=SHARED, email=GUEST)
    link = yara.run("google_drive.share_file", file_id=SHARED, share_with="anyone")
    gone = yara.run("google_drive.unshare_file", file_id=SHARED, permission_id=link["permission_id"])
    listed = yara.run("google_drive.list_permissions", file_id=SHARED)["permissions"]
    assert (taken["removed"], again["removed"], again["permission_id"], gone["removed"]) == (True, False, None, True)
    assert [each["role"] for each in listed] == ["owner"]


def test_files_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_drive.list_files", "files", "file_id")


def test_permissions_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_drive.list_permissions", "permissions", "permission_id", file_id=SHARED)


def test_shared_drives_are_read_to_the_end(yara: GoogleAccount) -> None:
    cloud = in_the_drive(DRAFT).get().cloud
    cloud.shared_drives.create(drive_id="0Asecond", name="Second's", created_at=datetime.now(UTC))
    reads_to_the_end(yara, "google_drive.list_drives", "drives", "drive_id")
    assert [each["name"] for each in yara.run("google_drive.list_drives", query="second's")["drives"]] == ["Second's"]


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(yara: GoogleAccount, answer: dict[str, object], code: str) -> None:
    tells_apart(yara, "google_drive.list_files", "drive.files.list", answer, code)


def test_sharing_too_much_is_a_limit_and_no_refusal_of_the_account(yara: GoogleAccount) -> None:
    yara.misbehave("drive.permissions.create", status=403, reason="sharingRateLimitExceeded")
    outcome = yara.outcome("google_drive.share_file", {"file_id": REPORT, "email": GUEST})
    assert outcome.error is not None
    assert outcome.error["code"] == "rate_limited"


def test_a_dead_grant_asks_to_connect_again(yara: GoogleAccount) -> None:
    asks_to_connect_again(yara, "google_drive.list_files", "drive.files.list")


def test_a_missing_scope_is_known_before_google_is_asked(yara: GoogleAccount) -> None:
    knows_a_missing_scope(yara, "google_drive.list_files")


def test_an_upload_that_breaks_off_goes_on_where_it_was(yara: GoogleAccount) -> None:
    yara.misbehave("upload.drive.files.create", times=1, status=503)
    made = yara.run("google_drive.upload_file", file_id=stored(LARGE * 3, "large.bin"))
    assert made["size"] == 3 * len(LARGE)


def test_a_download_that_fails_leaves_no_stored_file(yara: GoogleAccount) -> None:
    before = StoredFile.objects.count()
    in_the_drive(REPORT).update(checksums={"md5Checksum": "0" * 32})
    outcome = yara.outcome("google_drive.download_file", {"file_id": REPORT})
    assert outcome.error is not None
    assert (outcome.error["code"], StoredFile.objects.count()) == ("remote_unavailable", before)
    assert "changed while it was downloaded" in str(outcome.error["detail"])
