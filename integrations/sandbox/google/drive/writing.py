"""What clients may say of a file, and where it may lie."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.store import WRITERS, Found, Tree, no_file, not_allowed, role_of
from integrations.sandbox.google.drive.types import ANYTHING, FOLDER, IMPORTS, is_own
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import read_timestamp
from integrations.sandbox.models import DriveItem

KEPT = frozenset(
    {
        "appProperties",
        "contentRestrictions",
        "copyRequiresWriterPermission",
        "description",
        "folderColorRgb",
        "originalFilename",
        "properties",
        "shortcutDetails",
        "starred",
        "viewedByMeTime",
        "writersCanShare",
    }
)
"""Fields that are kept as they were given."""
OF_ITS_OWN = frozenset({"id", "name", "mimeType", "parents", "trashed", "createdTime", "modifiedTime", "contentHints"})
IGNORED = frozenset({"kind"})
PROPERTY_BYTES = 124


def check_fields(body: Resource, *, is_new: bool) -> None:
    """Raise 403 for a field that only Drive itself writes."""
    closed = set(body) - KEPT - OF_ITS_OWN - IGNORED
    if not is_new:
        closed |= set(body) & {"id", "parents", "createdTime"}
    for name in sorted(closed):
        message = f"The resource body includes fields which are not directly writable: {name}."
        if name == "parents":
            message = (
                "The parents field is not directly writable in update requests. "
                "Use the addParents and removeParents parameters instead."
            )
        raise GoogleError(403, "fieldNotWritable", message)
    for field in ("properties", "appProperties"):
        for key, value in (body.get(field) or {}).items():
            if len(f"{key}{value or ''}".encode()) > PROPERTY_BYTES:
                message = f"The property is too long: at most {PROPERTY_BYTES} bytes of key and value."
                raise invalid(message, reason="propertyTooLong", location=field)


def write_fields(item: DriveItem, body: Resource) -> bool:
    """Put given fields into a row; None empties one. Whether what people see as its content has changed."""
    kept = dict(item.body)
    for name in KEPT & set(body):
        value = body[name]
        if name in ("properties", "appProperties"):
            merged = {**kept.get(name, {}), **(value or {})}
            value = {key: text for key, text in merged.items() if text is not None} or None
        if value is None or value == "":
            kept.pop(name, None)
        else:
            kept[name] = value
    changed = bool(kept.get("description") != item.body.get("description"))
    item.body = kept
    if body.get("name"):
        changed, item.name = changed or bool(body["name"] != item.name), body["name"]
    if body.get("modifiedTime"):
        item.modified_at = read_timestamp(body["modifiedTime"])
        return False
    return changed


def parent_of(call: ApiCall, tree: Tree) -> DriveItem:
    """The folder that a new file names, or My Drive. Raises 403 for several, 404 and 403 for one it may not lie in."""
    parents = call.body.get("parents") or ["root"]
    if len(parents) > 1:
        raise GoogleError(403, "cannotAddParent", "A file has exactly one parent.")
    return folder_of(call, tree, parents[0])


def folder_of(call: ApiCall, tree: Tree, folder_id: str) -> DriveItem:
    """The folder with this id, to put something into it."""
    folder = tree.items.get(tree.cloud.root_id if folder_id == "root" else folder_id)
    if folder is None or not (call.parameters.flag("supportsAllDrives") or tree.is_visible_without_drives(folder)):
        raise no_file(folder_id)
    if folder.mime_type != FOLDER:
        raise GoogleError(403, "parentNotAFolder", "The specified parent is not a folder.", location="parents")
    if role_of(folder) not in WRITERS:
        raise not_allowed()
    return folder


def move(call: ApiCall, found: Found) -> None:
    """addParents and removeParents: from one folder into another."""
    added, removed = (_ids(call, name) for name in ("addParents", "removeParents"))
    if not added and not removed:
        return
    item, tree = found.item, found.tree
    aliases = {"root": tree.cloud.root_id}
    removed = [aliases.get(each, each) for each in removed]
    if item.is_root or len(added) > 1:
        raise GoogleError(403, "cannotAddParent", "Increasing the number of parents is not allowed")
    if not added:
        raise GoogleError(403, "cannotRemoveParent", "A file must have a parent: name another one in addParents.")
    target = folder_of(call, tree, added[0])
    if target.file_id == item.parent_id:
        return
    if item.parent_id not in removed:
        raise GoogleError(403, "cannotAddParent", "Increasing the number of parents is not allowed")
    if target.pk == item.pk or item.pk in {each.pk for each in tree.above(target)}:
        raise GoogleError(403, "cyclicMembershipsNotAllowed", "A folder cannot be moved into itself.")
    if target.shared_drive_id != item.shared_drive_id and item.mime_type == FOLDER:
        message = "Moving folders into shared drives is not supported."
        raise GoogleError(403, "teamDrivesFolderMoveInNotSupported", message)
    item.parent_id, item.shared_drive = target.file_id, target.shared_drive
    item.owner = "" if target.shared_drive else call.account.email


def type_of_new(call: ApiCall) -> str:
    """The type of a new file. Raises 400 for content that cannot become the Google type that is asked for."""
    given = call.body.get("mimeType") or ""
    of_media = call.media_type.partition(";")[0].strip()
    if given and is_own(given) and call.media is not None and of_media not in IMPORTS.get(given, ()):
        message = f"Bad Request: the sandbox makes no {given} of {of_media or 'content without a type'}."
        raise GoogleError(400, "badRequest", message)
    return given or of_media or ANYTHING


def _ids(call: ApiCall, name: str) -> list[str]:
    return [each.strip() for each in call.parameters.text(name).split(",") if each.strip()]
