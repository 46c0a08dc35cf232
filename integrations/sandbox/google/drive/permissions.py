"""permissions: who may do what with a file or shared drive."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.listing import page_size
from integrations.sandbox.google.drive.resources import permission_id_of, permission_resource, permissions_of, shown
from integrations.sandbox.google.drive.store import Found, find, find_to_change, next_change_number, save_change
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import DriveGrant

ROLES = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
OF_DRIVES = ("fileOrganizer", "organizer")


def list_permissions(call: ApiCall) -> Resource:
    """permissions.list"""
    found = find(call)
    everybody = permissions_of(found.item, found.tree, call.account)
    begin, size = offset_of(call.parameters.text("pageToken")), page_size(call, most=100)
    answer: Resource = {"kind": "drive#permissionList", "permissions": everybody[begin : begin + size]}
    if begin + size < len(everybody):
        answer["nextPageToken"] = token_for(begin + size)
    return shown(call, answer)


def get_permission(call: ApiCall) -> Resource:
    """permissions.get"""
    found = find(call)
    wanted = call.parameters.text("permissionId")
    for each in permissions_of(found.item, found.tree, call.account):
        if each["id"] == wanted:
            return shown(call, each)
    raise _no_permission(wanted)


def create_permission(call: ApiCall) -> Resource:
    """permissions.create: of somebody who has one already it sets the role."""
    found = find_to_change(call)
    kind, role = str(call.body.get("type") or ""), str(call.body.get("role") or "")
    email, domain = str(call.body.get("emailAddress") or "").lower(), str(call.body.get("domain") or "").lower()
    _check(kind, role, email, domain, found)
    if role == "owner" and not call.parameters.flag("transferOwnership"):
        message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise GoogleError(403, "forbidden", message, location="transferOwnership")
    if role == "owner":
        raise GoogleError(501, "notImplemented", "The sandbox does not hand files over to others.")
    discoverable = bool(call.body.get("allowFileDiscovery"))
    permission_id = {
        "anyone": "anyone" if discoverable else "anyoneWithLink",
        "domain": f"{permission_id_of(domain)[:-1]}k",
    }.get(kind, permission_id_of(email))
    kept = {key: call.body[key] for key in ("allowFileDiscovery", "expirationTime", "view") if call.body.get(key)}
    grant, _ = DriveGrant.objects.update_or_create(
        item=found.item,
        permission_id=permission_id,
        defaults={"kind": kind, "role": role, "email": email, "domain": domain, "body": kept},
    )
    _note_change(found, call)
    return shown(call, permission_resource(grant, found.item))


def update_permission(call: ApiCall) -> Resource:
    """permissions.update: the role, and until when."""
    found, grant = _own_grant(call)
    role = call.body.get("role")
    if role:
        _check(grant.kind, role, grant.email, grant.domain, found)
        grant.role = role
    if call.body.get("expirationTime"):
        grant.body = {**grant.body, "expirationTime": call.body["expirationTime"]}
    if call.parameters.flag("removeExpiration"):
        grant.body = {key: value for key, value in grant.body.items() if key != "expirationTime"}
    grant.save()
    _note_change(found, call)
    return shown(call, permission_resource(grant, found.item))


def delete_permission(call: ApiCall) -> None:
    """permissions.delete: not the owner's, and not an inherited one."""
    found, grant = _own_grant(call)
    grant.delete()
    _note_change(found, call)


def _own_grant(call: ApiCall) -> tuple[Found, DriveGrant]:
    found = find_to_change(call)
    wanted = call.parameters.text("permissionId")
    grant = found.item.grants.filter(permission_id=wanted).first()
    if grant is not None:
        return found, grant
    known = {each["id"]: each for each in permissions_of(found.item, found.tree, call.account)}
    if wanted not in known:
        raise _no_permission(wanted)
    if known[wanted]["role"] == "owner":
        raise GoogleError(403, "insufficientFilePermissions", "The owner of a file cannot be removed.")
    message = "Cannot delete or change an inherited permission: do it where it is given."
    raise GoogleError(403, "cannotModifyInheritedPermission", message)


def _check(kind: str, role: str, email: str, domain: str, found: Found) -> None:
    if kind not in ("user", "group", "domain", "anyone"):
        raise invalid("The permission type field is required.", reason="invalid", location="permission.type")
    if role not in ROLES:
        raise invalid("The permission role field is required.", reason="invalid", location="permission.role")
    if kind in ("user", "group") and "@" not in email:
        message = "The specified emailAddress is invalid or not applicable for the given permission type."
        raise invalid(message, reason="invalid", location="permission.emailAddress")
    if kind == "domain" and "." not in domain:
        message = "The specified domain is invalid or not applicable for the given permission type."
        raise invalid(message, reason="invalid", location="permission.domain")
    if role in OF_DRIVES and found.item.shared_drive is None:
        raise GoogleError(403, "invalidSharingRequest", f"The role {role} is for shared drives alone.")
    if role == "owner" and found.item.shared_drive is not None:
        raise GoogleError(403, "ownerOnTeamDriveItemNotSupported", "Items of shared drives have no owner.")
    if kind in ("domain", "anyone") and ROLES.index(role) > ROLES.index("writer"):
        raise invalid("Bad Request. The role is too high for the permission type.", reason="badRequest")


def _note_change(found: Found, call: ApiCall) -> None:
    item = type(found.item).objects.get(pk=found.item.pk)
    if item.is_root:
        item.change_number = next_change_number(item.cloud)
        item.save(update_fields=["change_number"])
    else:
        save_change(item, call.now)


def _no_permission(permission_id: str) -> GoogleError:
    return GoogleError(404, "notFound", f"Permission not found: {permission_id}.", location="permissionId")
