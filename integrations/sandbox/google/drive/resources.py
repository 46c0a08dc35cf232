"""Files, permissions, drives and changes as Google shows them."""

from __future__ import annotations

from hashlib import sha256

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.store import DELETERS, WRITERS, Tree, role_of
from integrations.sandbox.google.drive.types import EXPORTS, EXTENSIONS, FOLDER, is_own
from integrations.sandbox.google.fields import select
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import Account, DriveGrant, DriveItem, SharedDrive

DEFAULT_FIELDS = {
    "drive.files.list": "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)",
    "drive.permissions.list": "kind,nextPageToken,permissions(kind,id,type,role)",
    "drive.permissions": "kind,id,type,role",
    "drive.drives.list": "kind,nextPageToken,drives(kind,id,name)",
    "drive.drives": "kind,id,name",
    "drive.changes.list": "kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,"
    "driveId,file(kind,id,name,mimeType),drive(kind,id,name))",
    "drive.files": "kind,id,name,mimeType",
}
"""What is told where a call asks for no fields."""


def shown(call: ApiCall, resource: Resource) -> Resource:
    """The whole of it where the call asks for fields, else what Google tells unasked."""
    if call.parameters.text("fields"):
        return resource
    mask = next(fields for method, fields in DEFAULT_FIELDS.items() if call.method.startswith(method))
    selected = select(resource, mask)
    return selected if isinstance(selected, dict) else {}


def file_resource(item: DriveItem, tree: Tree, call: ApiCall) -> Resource:
    """A file with everything that the sandbox knows of it."""
    account, drive = call.account, item.shared_drive
    folder = item.mime_type == FOLDER
    extension = item.name.rpartition(".")[2] if "." in item.name and not is_own(item.mime_type) else ""
    resource: Resource = {
        "kind": "drive#file",
        "id": item.file_id,
        "name": item.name,
        "mimeType": item.mime_type,
        "starred": False,
        "trashed": tree.is_trashed(item),
        "explicitlyTrashed": item.is_trashed,
        "parents": [item.parent_id] if item.parent_id else None,
        "spaces": ["drive"],
        "version": str(item.version),
        "createdTime": write_timestamp(item.created_at),
        "modifiedTime": write_timestamp(item.modified_at),
        "modifiedByMe": item.role == "owner",
        "modifiedByMeTime": write_timestamp(item.modified_at) if item.role == "owner" else None,
        "viewedByMe": False,
        "lastModifyingUser": _user(account, item.owner or account.email),
        "shared": bool(drive) or item.role != "owner" or bool(grants_on(item, tree)),
        "webViewLink": _page(item),
        "iconLink": "https://drive-thirdparty.googleusercontent.com/16/type/" + item.mime_type,
        "hasThumbnail": False,
        "isAppAuthorized": True,
        "writersCanShare": True,
        "copyRequiresWriterPermission": False,
        "quotaBytesUsed": str(item.size or 0),
        "capabilities": _capabilities(role_of(item), folder=folder),
        "trashedTime": write_timestamp(item.trashed_at) if item.trashed_at and item.is_trashed else None,
    }
    if drive:
        resource |= {"driveId": drive.drive_id, "hasAugmentedPermissions": False}
    else:
        resource |= {"owners": [_user(account, item.owner)], "ownedByMe": item.owner == account.email}
        if role_of(item) in WRITERS:
            resource["permissions"] = permissions_of(item, tree, account)
            resource["permissionIds"] = [each["id"] for each in resource["permissions"]]
        if item.owner != account.email:
            resource["sharedWithMeTime"] = write_timestamp(item.created_at)
    if not is_own(item.mime_type):
        resource |= {"size": str(item.size or 0), "originalFilename": item.name, **item.checksums}
        resource |= {"fileExtension": extension, "fullFileExtension": extension, "headRevisionId": f"r{item.version}"}
        resource["webContentLink"] = f"https://drive.google.com/uc?id={item.file_id}&export=download"
    if item.mime_type in EXPORTS:
        resource["exportLinks"] = {kind: _export_link(item, kind, call) for kind in EXPORTS[item.mime_type]}
    resource |= item.body
    return {name: value for name, value in resource.items() if value is not None}


def permissions_of(item: DriveItem, tree: Tree, account: Account) -> list[Resource]:
    """The owner's, and all others, those of the folders around it included."""
    owner: list[Resource] = []
    if item.shared_drive is None:
        person = _user(account, item.owner)
        owner = [
            {
                "kind": "drive#permission",
                "id": person["permissionId"],
                "type": "user",
                "role": "owner",
                "emailAddress": item.owner,
                "displayName": person["displayName"],
                "deleted": False,
                "pendingOwner": False,
            }
        ]
    else:
        member = _user(account, account.email)
        owner = [
            {
                "kind": "drive#permission",
                "id": member["permissionId"],
                "type": "user",
                "role": item.shared_drive.role,
                "emailAddress": account.email,
                "displayName": member["displayName"],
                "deleted": False,
                "permissionDetails": [_detail(item.shared_drive.role, item.shared_drive, inherited=not item.is_root)],
            }
        ]
    return [*owner, *(permission_resource(grant, item) for grant in grants_on(item, tree))]


def grants_on(item: DriveItem, tree: Tree) -> list[DriveGrant]:
    """Its own and inherited ones; of several for one person the nearest."""
    nearest: dict[str, DriveGrant] = {}
    for each in (item, *tree.above(item)):
        for grant in each.grants.all():
            nearest.setdefault(grant.permission_id, grant)
    return list(nearest.values())


def permission_resource(grant: DriveGrant, item: DriveItem) -> Resource:
    """One permission as it counts for a file."""
    resource: Resource = {
        "kind": "drive#permission",
        "id": grant.permission_id,
        "type": grant.kind,
        "role": grant.role,
        **grant.body,
    }
    if grant.kind in ("user", "group"):
        name = grant.email.partition("@")[0].replace(".", " ").title()
        resource |= {"emailAddress": grant.email, "displayName": name, "deleted": False}
    if grant.kind == "user":
        resource["pendingOwner"] = False
    if grant.kind == "domain":
        resource |= {"domain": grant.domain, "displayName": grant.domain}
    if grant.kind in ("domain", "anyone"):
        resource.setdefault("allowFileDiscovery", False)
    if item.shared_drive:
        inherited = grant.item_id != item.pk
        resource["permissionDetails"] = [_detail(grant.role, item.shared_drive, inherited=inherited)]
    return resource


def drive_resource(drive: SharedDrive) -> Resource:
    """A shared drive."""
    may_manage = drive.role == "organizer"
    return {
        "kind": "drive#drive",
        "id": drive.drive_id,
        "name": drive.name,
        "colorRgb": "#0f9d58",
        "createdTime": write_timestamp(drive.created_at),
        "hidden": drive.is_hidden,
        "capabilities": {
            "canAddChildren": drive.role in WRITERS,
            "canListChildren": True,
            "canManageMembers": may_manage,
            "canRenameDrive": may_manage,
            "canDeleteDrive": may_manage,
        },
        "restrictions": {"adminManagedRestrictions": False, "domainUsersOnly": False, "driveMembersOnly": False},
        **drive.body,
    }


def user_resource(account: Account) -> Resource:
    """The account itself."""
    return _user(account, account.email)


def permission_id_of(text: str) -> str:
    """20 digits that follow from an address, as Google's do."""
    return f"{int.from_bytes(sha256(text.encode()).digest()[:9]) % 10**20:020d}"


def _user(account: Account, email: str) -> Resource:
    name = account.name if email == account.email else email.partition("@")[0].replace(".", " ").title()
    return {
        "kind": "drive#user",
        "displayName": name,
        "emailAddress": email,
        "me": email == account.email,
        "permissionId": permission_id_of(email),
    }


def _detail(role: str, drive: SharedDrive, *, inherited: bool) -> Resource:
    return {
        "permissionType": "member" if inherited else "file",
        "role": role,
        "inherited": inherited,
        **({"inheritedFrom": drive.drive_id} if inherited else {}),
    }


def _capabilities(role: str, *, folder: bool) -> Resource:
    writes, deletes = role in WRITERS, role in DELETERS
    return {
        "canEdit": writes,
        "canRename": writes,
        "canTrash": writes,
        "canUntrash": writes,
        "canDelete": deletes,
        "canShare": writes,
        "canDownload": True,
        "canCopy": not folder,
        "canAddChildren": folder and writes,
        "canListChildren": folder,
        "canComment": role != "reader",
    }


def _page(item: DriveItem) -> str:
    if item.mime_type == FOLDER:
        return f"https://drive.google.com/drive/folders/{item.file_id}"
    if item.mime_type in EXPORTS:
        return f"https://docs.google.com/{item.mime_type.rpartition('.')[2]}/d/{item.file_id}/edit"
    return f"https://drive.google.com/file/d/{item.file_id}/view"


def _export_link(item: DriveItem, kind: str, call: ApiCall) -> str:
    path = "feeds/download/documents/export/Export"
    return f"{call.root}/{path}?id={item.file_id}&exportFormat={EXTENSIONS[kind]}"
