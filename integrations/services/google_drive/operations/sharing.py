"""Giving access to files, telling who has it, and taking it."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.errors import MachinaError
from integrations.services.google_drive import samples
from integrations.services.google_drive.client import KNOWS_DRIVES, drive
from integrations.services.google_drive.models.sharing import (
    PERMISSIONS_CAP,
    VENDOR_ROLES,
    DriveAccessRemoved,
    DriveFileShare,
    DriveFileUnshare,
    DrivePermission,
    DrivePermissions,
    DrivePermissionsList,
)
from integrations.services.google_drive.parsing import PERMISSION_FIELDS, Resource, parse_permission
from integrations.services.google_drive.service import DRIVE, service

REFERENCE = "https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions"
PAGE = 100


def _shared(ctx: Ctx, data: DriveFileShare) -> DrivePermission | None:
    """The access that was to be given, if it is there; who had it already has it as well."""
    for each in _everybody(ctx, data.file_id):
        found = parse_permission(each)
        is_whom = found.share_with == data.share_with and (found.email or "").lower() == (data.email or "").lower()
        if is_whom and found.role == data.role and (found.domain or "") == (data.domain or "").lower():
            return found
    return None


@service.operation(
    effect="write",
    scopes=[DRIVE],
    price="file_share",
    sample=samples.PERMISSION,
    example={"file_id": samples.REPORT, "role": "reader", "email": "jonas.brandt@globex.example", "notify": False},
    icon="share",
    documentation_url=f"{REFERENCE}/create",
    reconcile=_shared,
)
def share_file(ctx: Ctx, data: DriveFileShare) -> DrivePermission:
    """Give a person, a group, a domain or everybody with the link access to a file or folder.

    Who is named gets an e-mail unless notify is off. Everything in a folder is shared with it. To share a whole shared
    drive, name its id.
    """
    is_address = data.share_with in ("user", "group")
    body = {
        "type": data.share_with,
        "role": VENDOR_ROLES.get(data.role, data.role),
        "emailAddress": data.email if is_address else None,
        "domain": data.domain if data.share_with == "domain" else None,
        "allowFileDiscovery": True if data.discoverable and not is_address else None,
        "expirationTime": data.expires.isoformat() if data.expires else None,
    }
    request = (
        drive(ctx)
        .permissions()
        .create(
            fileId=data.file_id,
            body={name: value for name, value in body.items() if value is not None},
            sendNotificationEmail=data.notify if is_address else None,
            emailMessage=data.message or None,
            fields=PERMISSION_FIELDS,
            **KNOWS_DRIVES,
        )
    )
    return parse_permission(request.execute())


@service.operation(
    effect="read",
    scopes=[DRIVE],
    price="file_metadata",
    sample=samples.PERMISSIONS,
    example={"file_id": samples.SHARED},
    icon="permissions",
    documentation_url=f"{REFERENCE}/list",
)
def list_permissions(ctx: Ctx, data: DrivePermissionsList) -> DrivePermissions:
    """List who has access to a file, folder or shared drive, and what they may do.

    Only who may change a file is told who else has access.
    """
    permissions = drive(ctx).permissions()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = permissions.list(
            fileId=data.file_id,
            pageSize=data.max_results,
            pageToken=token,
            fields=f"nextPageToken,permissions({PERMISSION_FIELDS})",
            **KNOWS_DRIVES,
        ).execute()
        return page.get("permissions", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=PERMISSIONS_CAP, follow=data.all_pages)
    parsed = [parse_permission(each) for each in found]
    return DrivePermissions(permissions=parsed, count=len(parsed), next_page_token=token)


@service.operation(
    effect="idempotent_write",
    scopes=[DRIVE],
    price="file_share",
    quota=2,
    sample=samples.REMOVED,
    example={"file_id": samples.SHARED, "email": samples.GUEST},
    icon="unshare",
    documentation_url=f"{REFERENCE}/delete",
)
def unshare_file(ctx: Ctx, data: DriveFileUnshare) -> DriveAccessRemoved:
    """Take somebody's access to a file or folder.

    Access that comes from a folder or shared drive is taken there. Who has none is told as removed false.
    """
    permission_id = data.permission_id or _permission_of(ctx, data.file_id, (data.email or "").lower())
    if permission_id is None:
        return DriveAccessRemoved(file_id=data.file_id, removed=ctx.attempt > 1)
    request = drive(ctx).permissions().delete(fileId=data.file_id, permissionId=permission_id, **KNOWS_DRIVES)
    try:
        request.execute()
    except MachinaError as error:
        # On a later attempt "not found" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status != 404:
            raise
    return DriveAccessRemoved(file_id=data.file_id, permission_id=permission_id)


def _permission_of(ctx: Ctx, file_id: str, email: str) -> str | None:
    ids = (each.get("id") for each in _everybody(ctx, file_id) if str(each.get("emailAddress")).lower() == email)
    return next((str(each) for each in ids if each), None)


def _everybody(ctx: Ctx, file_id: str) -> list[Resource]:
    permissions = drive(ctx).permissions()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = permissions.list(
            fileId=file_id,
            pageSize=PAGE,
            pageToken=token,
            fields=f"nextPageToken,permissions({PERMISSION_FIELDS})",
            **KNOWS_DRIVES,
        ).execute()
        return page.get("permissions", []), page.get("nextPageToken")

    found, _ = read_pages(fetch, page_token=None, cap=PERMISSIONS_CAP, follow=True)
    return found
