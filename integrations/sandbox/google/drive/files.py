"""files: made, read, changed, copied, deleted, and written in other types."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.exports import exported
from integrations.sandbox.google.drive.ids import is_ours
from integrations.sandbox.google.drive.resources import file_resource, shown
from integrations.sandbox.google.drive.store import (
    Found,
    Tree,
    add_item,
    cloud_of,
    delete_for_good,
    find,
    find_to_change,
    save_change,
    set_content,
)
from integrations.sandbox.google.drive.types import EXPORT_LIMIT, FOLDER, SHORTCUT, is_own
from integrations.sandbox.google.drive.writing import check_fields, move, parent_of, type_of_new, write_fields
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.media import Media, ranged
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import DriveItem

UNTITLED = "Untitled"


def get_file(call: ApiCall) -> Resource | Media:
    """files.get, with alt=media the content, also in parts."""
    found = find(call)
    if call.parameters.text("alt") != "media":
        return _resource(call, found.item, found.tree)
    item = found.item
    if is_own(item.mime_type):
        message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise GoogleError(403, "fileNotDownloadable", message, location="alt")
    return ranged(bytes(item.content or b""), item.mime_type, call.headers.get("range", ""))


def export_file(call: ApiCall) -> Media:
    """files.export: at most 10 MB, and always whole."""
    mime_type = call.parameters.text("mimeType")
    content = exported(find(call).item, mime_type)
    if len(content) > EXPORT_LIMIT:
        message = "This file is too large to be exported."
        raise GoogleError(403, "exportSizeLimitExceeded", message)
    return Media(content=content, mime_type=mime_type)


def create_file(call: ApiCall) -> Resource:
    """files.create: an id from generateIds makes it safe to repeat."""
    check_fields(call.body, is_new=True)
    tree = Tree(cloud_of(call))
    parent, mime_type = parent_of(call, tree), type_of_new(call)
    file_id = call.body.get("id") or ""
    if file_id and not is_ours(file_id):
        raise invalid("The provided file ID is not usable.", reason="invalid", location="id")
    if file_id and is_own(mime_type) and mime_type not in (FOLDER, SHORTCUT):
        message = "Generated IDs are not supported for Docs Editors formats."
        raise GoogleError(400, "invalid", message, location="id")
    item = DriveItem(body={})
    write_fields(item, {key: value for key, value in call.body.items() if key != "name"})
    made = add_item(
        tree.cloud,
        parent,
        name=call.body.get("name") or UNTITLED,
        mime_type=mime_type,
        now=call.now,
        file_id=file_id,
        body=item.body,
        content=call.media if mime_type != FOLDER else None,
    )
    return _resource(call, made, Tree(tree.cloud))


def update_file(call: ApiCall) -> Resource:
    """files.update: fields that were given, the folder it lies in, and content where it is uploaded."""
    check_fields(call.body, is_new=False)
    found = find_to_change(call)
    item = DriveItem.objects.select_related("cloud", "shared_drive").get(pk=found.item.pk)
    changes = write_fields(item, call.body)
    wanted = call.body.get("mimeType")
    if wanted and is_own(wanted) is not is_own(item.mime_type):
        raise invalid("Bad Request", reason="badRequest", location="mimeType")
    if call.media is not None:
        if item.mime_type == FOLDER:
            raise GoogleError(403, "fileNotDownloadable", "Folders have no content.")
        item.mime_type = wanted or item.mime_type
        set_content(item, call.media)
        changes = True
    elif wanted:
        item.mime_type = wanted
    if call.body.get("trashed") is not None:
        item.is_trashed = call.body["trashed"]
        item.trashed_at = call.now if item.is_trashed else None
    move(call, Found(item, found.tree))
    save_change(item, call.now, of_content=changes)
    return _resource(call, item, Tree(item.cloud))


def copy_file(call: ApiCall) -> Resource:
    """files.copy: beside the original unless the call says where."""
    check_fields(call.body, is_new=True)
    found = find(call)
    source = DriveItem.objects.get(pk=found.item.pk)
    if source.mime_type == FOLDER:
        raise GoogleError(403, "cannotCopyFile", "This file cannot be copied by the user.")
    named = call.body.get("parents")
    parent = parent_of(call, found.tree) if named else found.tree.items.get(source.parent_id)
    if parent is None:
        parent = found.tree.items[found.tree.cloud.root_id]
    item = DriveItem(body={key: value for key, value in source.body.items() if key in ("description", "properties")})
    write_fields(item, {key: value for key, value in call.body.items() if key != "name"})
    made = add_item(
        found.tree.cloud,
        parent,
        name=call.body.get("name") or f"Copy of {source.name}",
        mime_type=call.body.get("mimeType") or source.mime_type,
        now=call.now,
        body=item.body,
        content=source.content,
    )
    return _resource(call, made, Tree(found.tree.cloud))


def delete_file(call: ApiCall) -> None:
    """files.delete: for good, with everything in it."""
    delete_for_good(find(call), call.now)


def empty_trash(call: ApiCall) -> None:
    """files.emptyTrash: what lies in the trash goes for good."""
    tree = Tree(cloud_of(call))
    for item in [each for each in tree.items.values() if each.is_trashed and each.shared_drive is None]:
        if DriveItem.objects.filter(pk=item.pk).exists():
            delete_for_good(Found(item, tree), call.now)


def _resource(call: ApiCall, item: DriveItem, tree: Tree) -> Resource:
    return shown(call, file_resource(item, tree, call))
