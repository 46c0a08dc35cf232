"""Which function answers which method."""

from __future__ import annotations

from integrations.sandbox.google.drive import changes, drives, files, ids, listing, permissions

HANDLERS = {
    "drive.about.get": drives.get_about,
    "drive.changes.getStartPageToken": changes.get_start_page_token,
    "drive.changes.list": changes.list_changes,
    "drive.drives.create": drives.create_drive,
    "drive.drives.delete": drives.delete_drive,
    "drive.drives.get": drives.get_drive,
    "drive.drives.hide": drives.hide_drive,
    "drive.drives.list": drives.list_drives,
    "drive.drives.unhide": drives.unhide_drive,
    "drive.drives.update": drives.update_drive,
    "drive.files.copy": files.copy_file,
    "drive.files.create": files.create_file,
    "drive.files.delete": files.delete_file,
    "drive.files.emptyTrash": files.empty_trash,
    "drive.files.export": files.export_file,
    "drive.files.generateIds": ids.generate_ids,
    "drive.files.get": files.get_file,
    "drive.files.list": listing.list_files,
    "drive.files.update": files.update_file,
    "drive.permissions.create": permissions.create_permission,
    "drive.permissions.delete": permissions.delete_permission,
    "drive.permissions.get": permissions.get_permission,
    "drive.permissions.list": permissions.list_permissions,
    "drive.permissions.update": permissions.update_permission,
}
