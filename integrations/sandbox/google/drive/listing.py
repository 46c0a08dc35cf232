"""files.list, and the parameters about shared drives that it shares with changes.list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.resources import file_resource, shown
from integrations.sandbox.google.drive.search import search, searches_text
from integrations.sandbox.google.drive.store import Tree, cloud_of
from integrations.sandbox.google.drive.types import FOLDER
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import DriveItem

DIGITS = re.compile(r"(\d+)")
# Values of one key are of one type.
SORT_KEYS: dict[str, Callable[[DriveItem], Any]] = {
    "createdTime": lambda item: item.created_at,
    "folder": lambda item: item.mime_type != FOLDER,
    "modifiedByMeTime": lambda item: item.modified_at,
    "modifiedTime": lambda item: item.modified_at,
    "name": lambda item: item.name.casefold(),
    "name_natural": lambda item: [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in DIGITS.split(item.name.casefold())
    ],
    "quotaBytesUsed": lambda item: item.size or 0,
    "recency": lambda item: item.modified_at,
    "sharedWithMeTime": lambda item: item.created_at,
    "starred": lambda item: not item.body.get("starred", False),
    "viewedByMeTime": lambda item: item.modified_at,
}


def list_files(call: ApiCall) -> Resource:
    """files.list"""
    tree = Tree(cloud_of(call))
    asked, query = call.parameters, call.parameters.text("q")
    in_corpus = corpus_of(call, tree)
    matches = search(query, tree, call.account.email) if query else lambda item: True
    found = [item for item in tree.items.values() if not item.is_root and in_corpus(item) and matches(item)]
    begin, size = offset_of(asked.text("pageToken")), page_size(call, most=1000)
    page = _sorted(found, asked.text("orderBy"), query)[begin : begin + size]
    answer: Resource = {
        "kind": "drive#fileList",
        "incompleteSearch": False,
        "files": [file_resource(item, tree, call) for item in page],
    }
    if begin + size < len(found):
        answer["nextPageToken"] = token_for(begin + size)
    return shown(call, answer)


def corpus_of(call: ApiCall, tree: Tree) -> Callable[[DriveItem], bool]:
    """What is searched. Raises 403 where a shared drive is asked for by a client that does not say it knows them."""
    asked = call.parameters
    corpora, drive_id = asked.text("corpora") or "user", asked.text("driveId")
    with_drives = includes_drives(call)
    if corpora not in ("user", "domain", "drive", "allDrives"):
        raise invalid("Invalid Value", reason="invalid", location="corpora")
    if corpora == "domain":
        raise GoogleError(501, "notImplemented", "The sandbox does not search whole domains.")
    if corpora in ("drive", "allDrives") and not with_drives:
        message = "The corpora parameter requires includeItemsFromAllDrives and supportsAllDrives."
        raise GoogleError(403, "teamDrivesNotSupported", message, location="corpora")
    if (corpora == "drive") is not bool(drive_id):
        message = "The driveId parameter must be specified if and only if corpora is set to drive."
        raise GoogleError(403, "teamDriveIdRequiresTeamDriveCorpora", message, location="driveId")
    if drive_id:
        check_drive(tree, drive_id)
        return lambda item: item.shared_drive is not None and item.shared_drive.drive_id == drive_id
    return lambda item: with_drives or item.shared_drive is None


def includes_drives(call: ApiCall) -> bool:
    """Whether the client asks for what is in shared drives. Raises 403 where it does not say that it knows them."""
    included = call.parameters.flag("includeItemsFromAllDrives")
    if included and not call.parameters.flag("supportsAllDrives"):
        message = "The includeItemsFromAllDrives parameter requires supportsAllDrives."
        raise GoogleError(403, "teamDrivesParameterRequiresSupport", message, location="includeItemsFromAllDrives")
    return included


def check_drive(tree: Tree, drive_id: str) -> None:
    """Raise 404 for a shared drive that the account is no member of."""
    if not tree.cloud.shared_drives.filter(drive_id=drive_id).exists():
        raise GoogleError(404, "notFound", f"Shared drive not found: {drive_id}", location="driveId")


def page_size(call: ApiCall, *, most: int) -> int:
    """How many a page has. Raises 400 outside of what Drive takes."""
    size = call.parameters.number("pageSize", default=100)
    if not 1 <= size <= most:
        message = f"Invalid value '{size}'. Values must be within the range: [1, {most}]"
        raise invalid(message, reason="invalidParameter", location="pageSize")
    return size


def _sorted(found: list[DriveItem], order_by: str, query: str) -> list[DriveItem]:
    if order_by and searches_text(query):
        message = "Sorting is not supported for queries with fullText terms."
        raise GoogleError(403, "forbidden", message)
    keys = [part.strip() for part in order_by.split(",")] if order_by else ["modifiedTime desc"]
    for key in reversed(keys):
        name, _, direction = key.partition(" ")
        if name not in SORT_KEYS or direction not in ("", "desc"):
            raise invalid("Invalid Value", reason="invalid", location="orderBy")
        found = sorted(found, key=SORT_KEYS[name], reverse=bool(direction))
    return found
