"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of files that every demo account of the sandbox has in its Drive.
"""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.google_drive.models.files import DriveDownload, DriveFile
from integrations.services.google_drive.models.sharing import DrivePermission, SharedDrive

FOLDER = "1N-BUPwHBJ6oPfYodWqsMWwsByx38g-P7"
ARCHIVE = "1h9kB5YVgpR9iSAcreYv3aiob6pUgWP2k"
REPORT = "1s7by239kdfhTOVItKQqWOSdLLpDMPX4j"
DOCUMENT = "1S2MQtSU8Vi4yBdf8OY0Anzh0OMdbp84R"
DRAFT = "1zYkEb5L9QXmwxlZvSjZsZMBh8ZbuJ99-"
SHARED = "15sS0zb1-YmwRC9gtgSPecbls-_8EMfmC"
UNNEEDED = "17RE20FYgov3w5oqLK0DQGTAMVFKTpMpt"
TRASHED = "1v8BShj8bIBZVh2BAXQrVY1ExdNDnPfhj"
OBSOLETE = "1nZm5tip4e0hfM-xJhKi-pvxD34wsU66-"
GUEST = "mara@northwind.example"

_MADE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_ID = "1mS8g2bQxq0s7Yv4kJcW9fTn3hLr5pZ6d"

FILE: dict[str, object] = DriveFile(
    file_id=_ID,
    name="invoice-2026-031.pdf",
    mime_type="application/pdf",
    size=35840,
    description="Sensors for hall 3",
    folder_id="1aB3c5D7e9F1g3H5i7J9k1L3m5N7o9P1q",
    link=f"https://drive.google.com/file/d/{_ID}/view",
    download_link=f"https://drive.google.com/uc?id={_ID}&export=download",
    created=_MADE,
    modified=_MADE,
    modified_by="ada@globex.example",
    modified_by_me=_MADE,
    viewed_by_me=_MADE,
    owners=["ada@globex.example"],
    owned_by_me=True,
    original_filename="invoice-2026-031.pdf",
    extension="pdf",
    md5="9e107d9d372bb6826bd81d3542a419d6",
    sha1="2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
    sha256="d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592",
    version="4",
    revision_id="0B1x2y3z4a5b6c7d8e9f0g1h2i3j4k5l6m",
    icon_link="https://drive-thirdparty.googleusercontent.com/16/type/application/pdf",
    can={"canDownload": True, "canEdit": True, "canShare": True},
    spaces=["drive"],
    quota_bytes=35840,
).model_dump(mode="json")

FOLDER_FILE: dict[str, object] = {
    **FILE,
    "name": "Invoices",
    "mime_type": "application/vnd.google-apps.folder",
    "is_folder": True,
    "size": None,
    "link": f"https://drive.google.com/drive/folders/{_ID}",
}
FILES: dict[str, object] = {"files": [FILE], "count": 1, "next_page_token": None, "is_incomplete": False}
DOWNLOAD: dict[str, object] = DriveDownload(
    file_id="0b9d0f3e-6f0c-4c1d-9a54-2f1f6f1f7a11",
    filename="invoice-2026-031.pdf",
    mime_type="application/pdf",
    size=35840,
    drive_file_id=_ID,
    drive_mime_type="application/pdf",
).model_dump(mode="json")
PERMISSION: dict[str, object] = DrivePermission(
    permission_id="06135894720468135792",
    share_with="user",
    role="reader",
    email="grace@acme.example",
    name="Grace Hopper",
).model_dump(mode="json")
PERMISSIONS: dict[str, object] = {"permissions": [PERMISSION], "count": 1, "next_page_token": None}
REMOVED: dict[str, object] = {"file_id": _ID, "permission_id": "06135894720468135792", "removed": True}
DRIVES: dict[str, object] = {
    "drives": [
        SharedDrive(
            drive_id="0AB1cd2EF3gh4IJ5Uk9PVA",
            name="Team Operations",
            created=_MADE,
            color="#0f9d58",
            can={"canAddChildren": True, "canManageMembers": False},
        ).model_dump(mode="json")
    ],
    "count": 1,
    "next_page_token": None,
}
