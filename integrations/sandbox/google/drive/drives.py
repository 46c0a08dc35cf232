"""drives: shared drives that the account is a member of; and about, what the account has."""

from __future__ import annotations

from django.db.models import Sum

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.ids import new_id
from integrations.sandbox.google.drive.listing import page_size
from integrations.sandbox.google.drive.resources import drive_resource, shown, user_resource
from integrations.sandbox.google.drive.store import add_shared_drive, cloud_of, not_allowed
from integrations.sandbox.google.drive.types import EXPORTS, IMPORTS
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import SharedDrive

KEPT = frozenset({"colorRgb", "restrictions", "themeId"})
LIMIT_BYTES = 15 * 1024**3


def list_drives(call: ApiCall) -> Resource:
    """drives.list: by name; the search knows ``name contains`` alone."""
    drives = cloud_of(call).shared_drives.all()
    if query := call.parameters.text("q"):
        start, end = "name contains '", "'"
        if not (query.startswith(start) and query.endswith(end)):
            raise invalid("The sandbox searches shared drives by name alone.", reason="invalid", location="q")
        drives = drives.filter(name__icontains=query[len(start) : -1].replace(r"\'", "'"))
    begin, size = offset_of(call.parameters.text("pageToken")), page_size_of_drives(call)
    found = list(drives)
    answer: Resource = {
        "kind": "drive#driveList",
        "drives": [drive_resource(each) for each in found[begin : begin + size]],
    }
    if begin + size < len(found):
        answer["nextPageToken"] = token_for(begin + size)
    return shown(call, answer)


def page_size_of_drives(call: ApiCall) -> int:
    """10 unless the call says otherwise, 100 at most."""
    return page_size(call, most=100) if "pageSize" in call.parameters else 10


def get_drive(call: ApiCall) -> Resource:
    """drives.get"""
    return shown(call, drive_resource(_drive(call)))


def create_drive(call: ApiCall) -> Resource:
    """drives.create: the same requestId makes it once."""
    if not call.account.hosted_domain:
        message = "The user does not have permission to create shared drives."
        raise GoogleError(403, "userCannotCreateTeamDrives", message)
    if not call.body.get("name"):
        raise invalid("The name of a shared drive is required.", reason="required", location="name")
    cloud, request_id = cloud_of(call), call.parameters.text("requestId")
    if cloud.shared_drives.filter(request_id=request_id).exists():
        raise GoogleError(409, "duplicate", "A shared drive was already created with this request ID.")
    body = {key: value for key, value in call.body.items() if key in KEPT}
    drive = add_shared_drive(cloud, f"0A{new_id()[:17]}", call.body["name"], call.now, body=body, request_id=request_id)
    return shown(call, drive_resource(drive))


def update_drive(call: ApiCall) -> Resource:
    """drives.update"""
    drive = _managed(call)
    drive.name = call.body.get("name") or drive.name
    drive.body = {**drive.body, **{key: value for key, value in call.body.items() if key in KEPT}}
    drive.save()
    return shown(call, drive_resource(drive))


def delete_drive(call: ApiCall) -> None:
    """drives.delete: only an empty one."""
    drive = _managed(call)
    if drive.items.filter(is_root=False, is_trashed=False).exists():
        message = "The shared drive cannot be deleted because it contains untrashed items."
        raise GoogleError(403, "teamDriveNotEmpty", message)
    drive.delete()


def hide_drive(call: ApiCall) -> Resource:
    """drives.hide"""
    return _hidden(call, is_hidden=True)


def unhide_drive(call: ApiCall) -> Resource:
    """drives.unhide"""
    return _hidden(call, is_hidden=False)


def get_about(call: ApiCall) -> Resource:
    """about.get, which has no default fields."""
    if not call.parameters.text("fields"):
        message = "The 'fields' parameter is required for this method."
        raise invalid(message, reason="required", location="fields")
    used = cloud_of(call).items.aggregate(used=Sum("size"))["used"] or 0
    imports: dict[str, list[str]] = {}
    for target, sources in IMPORTS.items():
        for source in sources:
            imports.setdefault(source, []).append(target)
    return {
        "kind": "drive#about",
        "user": user_resource(call.account),
        "storageQuota": {"limit": str(LIMIT_BYTES), "usage": str(used), "usageInDrive": str(used)},
        "exportFormats": {source: list(targets) for source, targets in EXPORTS.items()},
        "importFormats": imports,
        "canCreateDrives": bool(call.account.hosted_domain),
        "appInstalled": True,
        "maxUploadSize": "5242880000000",
    }


def _hidden(call: ApiCall, *, is_hidden: bool) -> Resource:
    drive = _drive(call)
    drive.is_hidden = is_hidden
    drive.save()
    return shown(call, drive_resource(drive))


def _managed(call: ApiCall) -> SharedDrive:
    drive = _drive(call)
    if drive.role != "organizer":
        raise not_allowed()
    return drive


def _drive(call: ApiCall) -> SharedDrive:
    drive_id = call.parameters.text("driveId")
    drive = cloud_of(call).shared_drives.filter(drive_id=drive_id).first()
    if drive is None:
        raise GoogleError(404, "notFound", f"Shared drive not found: {drive_id}", location="driveId")
    return drive
