"""changes: what has happened since a page token."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.listing import check_drive, includes_drives, page_size
from integrations.sandbox.google.drive.resources import file_resource, shown
from integrations.sandbox.google.drive.store import Tree, cloud_of
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import DriveItem, DriveTombstone


def get_start_page_token(call: ApiCall) -> Resource:
    """changes.getStartPageToken"""
    tree = Tree(cloud_of(call))
    if drive_id := call.parameters.text("driveId"):
        _needs_support(call)
        check_drive(tree, drive_id)
    return {"kind": "drive#startPageToken", "startPageToken": str(tree.cloud.change_number + 1)}


def list_changes(call: ApiCall) -> Resource:
    """changes.list: each file once, as it is now."""
    tree, token = Tree(cloud_of(call)), call.parameters.text("pageToken")
    latest = tree.cloud.change_number
    if not token.isdecimal() or int(token) > latest + 1:
        raise invalid("Invalid Value", reason="invalid", location="pageToken")
    changed = [item for item in tree.items.values() if not item.is_root and _is_followed(call, tree, item)]
    entries = [(item.change_number, _changed(item, tree, call)) for item in changed]
    if call.parameters.flag("includeRemoved", default=True):
        gone = [each for each in tree.cloud.tombstones.all() if _follows_drive(call, each.drive_id)]
        entries += [(each.change_number, _removed(each)) for each in gone]
    due = sorted(((number, entry) for number, entry in entries if number >= int(token)), key=lambda each: each[0])
    size = page_size(call, most=1000)
    answer: Resource = {"kind": "drive#changeList", "changes": [entry for _, entry in due[:size]]}
    answer |= {"nextPageToken": str(due[size][0])} if len(due) > size else {"newStartPageToken": str(latest + 1)}
    return shown(call, answer)


def _is_followed(call: ApiCall, tree: Tree, item: DriveItem) -> bool:
    drive_id = item.shared_drive.drive_id if item.shared_drive else ""
    if wanted := call.parameters.text("driveId"):
        check_drive(tree, wanted)
    return _follows_drive(call, drive_id)


def _follows_drive(call: ApiCall, drive_id: str) -> bool:
    with_drives = includes_drives(call)
    if wanted := call.parameters.text("driveId"):
        _needs_support(call)
        return drive_id == wanted
    return not drive_id or with_drives


def _needs_support(call: ApiCall) -> None:
    if not call.parameters.flag("supportsAllDrives"):
        message = "The driveId parameter requires supportsAllDrives."
        raise GoogleError(403, "teamDrivesParameterRequiresSupport", message, location="driveId")


def _changed(item: DriveItem, tree: Tree, call: ApiCall) -> Resource:
    change: Resource = {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": write_timestamp(max(item.modified_at, item.created_at)),
        "removed": False,
        "fileId": item.file_id,
        "file": file_resource(item, tree, call),
    }
    return change | ({"driveId": item.shared_drive.drive_id} if item.shared_drive else {})


def _removed(gone: DriveTombstone) -> Resource:
    change: Resource = {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": write_timestamp(gone.at),
        "removed": True,
        "fileId": gone.file_id,
    }
    return change | ({"driveId": gone.drive_id} if gone.drive_id else {})
