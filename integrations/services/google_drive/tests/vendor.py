"""Drive's answers for tests, trimmed from its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalog.testing import FakeContext

FILES = "/drive/v3/files"
UPLOADS = "/upload/drive/v3/files"
SESSION = "https://www.googleapis.com/upload/session"
IDS = {"kind": "drive#generatedIds", "space": "drive", "ids": ["1generated"]}
UNHEARD_OF = {"moodOfTheFile": {"value": "cheerful"}}
"""What Google may add one day."""
FILE: dict[str, Any] = {
    "kind": "drive#file",
    "id": "f1",
    "name": "report.pdf",
    "mimeType": "application/pdf",
    "size": "35840",
    "parents": ["folder1"],
    "webViewLink": "https://drive.google.com/file/d/f1/view",
    "createdTime": "2026-03-01T08:00:00.000Z",
    "modifiedTime": "2026-03-01T08:30:00.000Z",
    "owners": [{"emailAddress": "ada@globex.example", "displayName": "Ada"}],
    "ownedByMe": True,
    "version": "7",
    "capabilities": {"canEdit": True, "canShare": False},
}


def takes_an_id(ctx: FakeContext) -> None:
    """The next file gets an id first."""
    ctx.vendor.will_answer("GET", f"{FILES}/generateIds", IDS)


def takes_an_upload(ctx: FakeContext, file: Mapping[str, object] = FILE, *, path: str = UPLOADS) -> None:
    """The next upload is taken."""
    verb = "POST" if path == UPLOADS else "PATCH"
    ctx.vendor.will_answer(verb, path, headers={"location": SESSION})
    ctx.vendor.will_answer("PUT", "/upload/session", dict(file))


def sent(ctx: FakeContext, path: str = FILES, verb: str = "POST") -> Any:
    """The JSON body of the last such request."""
    return next(each.json for each in reversed(ctx.vendor.requests) if (each.method, each.path) == (verb, path))


def asked(ctx: FakeContext, path: str = FILES) -> Mapping[str, list[str]]:
    """The query of the last request to a path."""
    return next(each.query for each in reversed(ctx.vendor.requests) if each.path == path)
