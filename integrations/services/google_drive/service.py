"""Facts of the service Google Drive (Drive API v3)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service
from integrations.catalog.refusals import Refusals
from integrations.errors import RateLimited

DRIVE = "https://www.googleapis.com/auth/drive"
OWN_FILES = "https://www.googleapis.com/auth/drive.file"

service = Service(
    key="google_drive",
    name="Google Drive",
    provider="google",
    color="#0F9D58",
    documentation_url="https://developers.google.com/workspace/drive/api/reference/rest/v3",
    folder=Path(__file__).parent,
    scopes={
        DRIVE: "See, change, share and delete all of your files in Google Drive",
        OWN_FILES: "Put files into Google Drive, and see those it has put there",
    },
    covers={DRIVE: (OWN_FILES,)},
    # Exports that are too large for the API are fetched from the editors.
    hosts=("www.googleapis.com", "docs.google.com"),
    # https://developers.google.com/workspace/drive/api/guides/limits
    limits=(
        Limit(amount=12_000, seconds=60, per="connection"),
        Limit(amount=20_000, seconds=100, per="oauth_app"),
    ),
    refusals=Refusals(
        kinds={"sharingRateLimitExceeded": RateLimited},
        about={"sharingRateLimitExceeded": "method"},
        advice={
            "appNotAuthorizedToFile": "The app may touch only what it made: connect again and allow it all files.",
            "storageQuotaExceeded": "The Drive is full: empty its trash, or upload to a shared drive.",
            "teamDriveFileLimitExceeded": "The shared drive is full: delete something there first.",
            "numChildrenInNonRootLimitExceeded": "The folder is full: take another one.",
            "cannotDownloadAbusiveFile": "Google takes it for malware; its owner can set acknowledge_abuse.",
            "downloadQuotaExceeded": "It was downloaded too often today: copy the file, or come back tomorrow.",
            "cannotModifyInheritedPermission": "Take the access where it was given: at the folder or shared drive.",
        },
    ),
    test_operation="list_drives",
    exempt={
        "choices:unshare_file": "Permissions belong to one file each; an address can be given instead of an id.",
    },
)
