"""Files in the database: made, found, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import md5, sha1, sha256

from django.db import IntegrityError, transaction
from django.db.models import F

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.ids import new_id
from integrations.sandbox.google.drive.types import FOLDER, is_own
from integrations.sandbox.google.errors import GoogleError
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, CloudDrive, DriveItem, DriveTombstone, SharedDrive

WRITERS = frozenset({"owner", "organizer", "fileOrganizer", "writer"})
DELETERS = frozenset({"owner", "organizer"})


class Tree:
    """Everything in the Drive of one account as it is now, without content."""

    def __init__(self, cloud: CloudDrive) -> None:
        self.cloud = cloud

    @cached_property
    def items(self) -> dict[str, DriveItem]:
        rows = self.cloud.items.defer("content").select_related("shared_drive").prefetch_related("grants")
        return {row.file_id: row for row in rows}

    def above(self, item: DriveItem) -> Iterator[DriveItem]:
        """The folders around it, the nearest first."""
        while parent := self.items.get(item.parent_id):
            yield parent
            item = parent

    def below(self, item: DriveItem) -> list[DriveItem]:
        """Everything in a folder, however deep."""
        children = [each for each in self.items.values() if each.parent_id == item.file_id]
        return [found for child in children for found in (child, *self.below(child))]

    def is_trashed(self, item: DriveItem) -> bool:
        """By itself, or with a folder around it."""
        return item.is_trashed or any(each.is_trashed for each in self.above(item))

    def is_visible_without_drives(self, item: DriveItem) -> bool:
        """Whether clients see it that know nothing of shared drives."""
        return item.shared_drive_id is None


@dataclass(frozen=True)
class Found:
    """A file that a call names, among all others of its account."""

    item: DriveItem
    tree: Tree

    @property
    def role(self) -> str:
        return role_of(self.item)


def role_of(item: DriveItem) -> str:
    """What the account may do with it."""
    return item.role if item.shared_drive is None else item.shared_drive.role


def cloud_of(call: ApiCall) -> CloudDrive:
    """The caller's own Drive; an account from before the sandbox had one gets an empty one."""
    found = CloudDrive.objects.filter(account=call.account).first()
    return found or make_cloud_drive(call.account, call.now)


def find(call: ApiCall, file_id: str = "") -> Found:
    """The file with this id, or with the one in the path; ``root`` is My Drive.

    Raises 404, also for a file in a shared drive where the call does not say supportsAllDrives.
    """
    file_id = file_id or call.parameters.text("fileId")
    tree = Tree(cloud_of(call))
    item = tree.items.get(tree.cloud.root_id if file_id == "root" else file_id)
    knows_drives = call.parameters.flag("supportsAllDrives") or call.method == "drive.files.export"
    if item is None or not (knows_drives or tree.is_visible_without_drives(item)):
        raise no_file(file_id)
    return Found(item, tree)


def find_to_change(call: ApiCall) -> Found:
    """The file in the path. Raises 403 where the account may only read it."""
    found = find(call)
    if found.role not in WRITERS:
        raise not_allowed()
    return found


def no_file(file_id: str) -> GoogleError:
    return GoogleError(404, "notFound", f"File not found: {file_id}.", location="fileId")


def not_allowed() -> GoogleError:
    message = "The user does not have sufficient permissions for this file."
    return GoogleError(403, "insufficientFilePermissions", message)


def make_cloud_drive(account: Account, now: datetime) -> CloudDrive:
    """The Drive that every account has, with its root folder."""
    mark = sha256(account.email.encode()).hexdigest()[:13]
    cloud = CloudDrive.objects.create(account=account, root_id=f"0A{mark}Uk9PVA")
    _add_root(cloud, cloud.root_id, "My Drive", None, now)
    return cloud


def add_shared_drive(cloud: CloudDrive, drive_id: str, name: str, now: datetime, **more: object) -> SharedDrive:
    """A shared drive with its root folder, which has the same id."""
    fields: Resource = dict(more)
    drive = SharedDrive.objects.create(cloud=cloud, drive_id=drive_id, name=name, created_at=now, **fields)
    _add_root(cloud, drive_id, "Drive", drive, now)
    return drive


def add_item(
    cloud: CloudDrive, parent: DriveItem, *, name: str, mime_type: str, now: datetime, file_id: str = "", **more: object
) -> DriveItem:
    """A new file or folder; ``more`` are further fields of its row. Raises 409 where the id is taken."""
    fields: Resource = {"owner": "" if parent.shared_drive else cloud.account.email, **more}
    item = DriveItem(
        cloud=cloud,
        file_id=file_id or new_id(),
        shared_drive=parent.shared_drive,
        parent_id=parent.file_id,
        name=name,
        mime_type=mime_type,
        change_number=next_change_number(cloud),
        **{"created_at": now, "modified_at": now, **fields},
    )
    measure(item)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        message = "A file already exists with the provided ID."
        raise GoogleError(409, "fileIdInUse", message, location="id") from error
    return item


def set_content(item: DriveItem, content: bytes) -> None:
    """Other bytes, and what follows from them."""
    item.content = content
    measure(item)


def measure(item: DriveItem) -> None:
    """Size and checksums of files that have bytes of their own."""
    content = bytes(item.content or b"")
    if is_own(item.mime_type):
        item.size, item.checksums = None, {}
        return
    item.content, item.size = content, len(content)
    item.checksums = {
        "md5Checksum": md5(content, usedforsecurity=False).hexdigest(),
        "sha1Checksum": sha1(content, usedforsecurity=False).hexdigest(),
        "sha256Checksum": sha256(content).hexdigest(),
    }


def save_change(item: DriveItem, now: datetime, *, of_content: bool = False) -> None:
    """Store it as changed; ``of_content`` changes the time that people see, too."""
    item.version += 1
    item.change_number = next_change_number(item.cloud)
    item.modified_at = now if of_content else item.modified_at
    item.save()


def delete_for_good(found: Found, now: datetime) -> None:
    """With everything in it. Raises 403 for a root and for what is not the account's to delete."""
    if found.item.is_root or found.role not in DELETERS:
        raise not_allowed()
    for item in (found.item, *found.tree.below(found.item)):
        DriveTombstone.objects.create(
            cloud=item.cloud,
            file_id=item.file_id,
            drive_id=item.shared_drive.drive_id if item.shared_drive else "",
            change_number=next_change_number(item.cloud),
            at=now,
        )
        item.delete()


def next_change_number(cloud: CloudDrive) -> int:
    """The number of the next change. The row stays locked until the transaction ends, so numbers commit in order."""
    rows = CloudDrive.objects.filter(pk=cloud.pk)
    rows.update(change_number=F("change_number") + 1)
    return rows.values_list("change_number", flat=True).get()


def _add_root(cloud: CloudDrive, file_id: str, name: str, drive: SharedDrive | None, now: datetime) -> None:
    DriveItem.objects.create(
        cloud=cloud,
        file_id=file_id,
        shared_drive=drive,
        is_root=True,
        name=name,
        mime_type=FOLDER,
        owner="" if drive else cloud.account.email,
        change_number=next_change_number(cloud),
        created_at=now,
        modified_at=now,
    )
