"""From Google's resources to ours, whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalog.readable import as_far_as_readable, part, parts, present
from integrations.services.google_drive.file_types import FOLDER
from integrations.services.google_drive.models.files import DriveFile
from integrations.services.google_drive.models.sharing import VENDOR_ROLES, DrivePermission, SharedDrive

Resource = Mapping[str, Any]  # JSON as Google sent it; every key may be missing

_PERSON = "(emailAddress,displayName)"
FILE_FIELDS = ",".join(
    (
        "id,name,mimeType,size,description,parents,driveId,webViewLink,webContentLink,exportLinks,createdTime",
        f"modifiedTime,lastModifyingUser{_PERSON},modifiedByMeTime,viewedByMeTime,owners{_PERSON},ownedByMe,shared",
        f"sharedWithMeTime,sharingUser{_PERSON},permissionIds,starred,trashed,explicitlyTrashed,trashedTime",
        f"trashingUser{_PERSON},originalFilename,fullFileExtension,fileExtension,md5Checksum,sha1Checksum",
        "sha256Checksum,version,headRevisionId,shortcutDetails,iconLink,thumbnailLink,folderColorRgb,properties",
        "appProperties,capabilities,writersCanShare,copyRequiresWriterPermission,inheritedPermissionsDisabled",
        "contentRestrictions,imageMediaMetadata,videoMediaMetadata,spaces,resourceKey,quotaBytesUsed",
    )
)
"""What Google is asked to tell of a file: unasked it tells hardly more than the name."""
PERMISSION_FIELDS = (
    "id,type,role,emailAddress,displayName,domain,allowFileDiscovery,expirationTime,permissionDetails,deleted,"
    "pendingOwner,inheritedPermissionsDisabled,photoLink,view"
)
DRIVE_FIELDS = "id,name,createdTime,hidden,colorRgb,backgroundImageLink,orgUnitId,capabilities,restrictions"
_OUR_ROLES = {theirs: ours for ours, theirs in VENDOR_ROLES.items()}


def parse_file(file: Resource) -> DriveFile:
    """A file or folder."""
    parents, shortcut = file.get("parents"), part(file, "shortcutDetails")
    fields = {
        "file_id": file.get("id") or "",
        "name": file.get("name"),
        "mime_type": file.get("mimeType"),
        "is_folder": file.get("mimeType") == FOLDER,
        "size": file.get("size"),
        "description": file.get("description"),
        "folder_id": parents[0] if isinstance(parents, list) and parents else None,
        "drive_id": file.get("driveId"),
        "link": file.get("webViewLink"),
        "download_link": file.get("webContentLink"),
        "export_types": sorted(part(file, "exportLinks")),
        "created": file.get("createdTime"),
        "modified": file.get("modifiedTime"),
        "modified_by": _person(part(file, "lastModifyingUser")),
        "modified_by_me": file.get("modifiedByMeTime"),
        "viewed_by_me": file.get("viewedByMeTime"),
        "owners": [person for person in map(_person, parts(file, "owners")) if person],
        "owned_by_me": file.get("ownedByMe"),
        "shared": file.get("shared"),
        "shared_with_me": file.get("sharedWithMeTime"),
        "shared_by": _person(part(file, "sharingUser")),
        "permission_ids": file.get("permissionIds"),
        "starred": file.get("starred"),
        "trashed": file.get("trashed"),
        "trashed_by_itself": file.get("explicitlyTrashed"),
        "trashed_at": file.get("trashedTime"),
        "trashed_by": _person(part(file, "trashingUser")),
        "original_filename": file.get("originalFilename"),
        "extension": file.get("fullFileExtension") or file.get("fileExtension"),
        "md5": file.get("md5Checksum"),
        "sha1": file.get("sha1Checksum"),
        "sha256": file.get("sha256Checksum"),
        "version": file.get("version"),
        "revision_id": file.get("headRevisionId"),
        "target_id": shortcut.get("targetId"),
        "target_type": shortcut.get("targetMimeType"),
        "icon_link": file.get("iconLink"),
        "thumbnail_link": file.get("thumbnailLink"),
        "folder_color": file.get("folderColorRgb"),
        "properties": file.get("properties"),
        "app_properties": file.get("appProperties"),
        "can": {name: value for name, value in part(file, "capabilities").items() if isinstance(value, bool)},
        "writers_can_share": file.get("writersCanShare"),
        "copy_requires_writer": file.get("copyRequiresWriterPermission"),
        "access_is_limited": file.get("inheritedPermissionsDisabled"),
        "restrictions": file.get("contentRestrictions"),
        "image": file.get("imageMediaMetadata"),
        "video": file.get("videoMediaMetadata"),
        "spaces": file.get("spaces"),
        "resource_key": file.get("resourceKey"),
        "quota_bytes": file.get("quotaBytesUsed"),
    }
    return as_far_as_readable(DriveFile, present(fields))


def parse_permission(permission: Resource) -> DrivePermission:
    """What somebody may do."""
    details = parts(permission, "permissionDetails")
    role = permission.get("role")
    fields = {
        "permission_id": permission.get("id") or "",
        "share_with": permission.get("type"),
        "role": _OUR_ROLES.get(role, role) if isinstance(role, str) else role,
        "email": permission.get("emailAddress"),
        "name": permission.get("displayName"),
        "domain": permission.get("domain"),
        "discoverable": permission.get("allowFileDiscovery"),
        "expires": permission.get("expirationTime"),
        "is_inherited": bool(details) and all(each.get("inherited") is True for each in details),
        "details": permission.get("permissionDetails"),
        "account_is_deleted": permission.get("deleted"),
        "is_pending_owner": permission.get("pendingOwner"),
        "access_is_limited": permission.get("inheritedPermissionsDisabled"),
        "photo_link": permission.get("photoLink"),
        "view": permission.get("view"),
    }
    return as_far_as_readable(DrivePermission, present(fields))


def parse_drive(drive: Resource) -> SharedDrive:
    """A shared drive."""
    fields = {
        "drive_id": drive.get("id") or "",
        "name": drive.get("name"),
        "created": drive.get("createdTime"),
        "is_hidden": drive.get("hidden"),
        "color": drive.get("colorRgb"),
        "background_link": drive.get("backgroundImageLink"),
        "organizational_unit_id": drive.get("orgUnitId"),
        "can": {name: value for name, value in part(drive, "capabilities").items() if isinstance(value, bool)},
        "restrictions": drive.get("restrictions"),
    }
    return as_far_as_readable(SharedDrive, present(fields))


def _person(person: Resource) -> str | None:
    """Their address; the name of somebody whose address is not told."""
    return person.get("emailAddress") or person.get("displayName") or None
