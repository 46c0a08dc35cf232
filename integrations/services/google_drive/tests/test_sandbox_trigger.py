"""Changed files and choices at the sandbox, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from integrations.catalog.options import OptionsPage, OptionsQuery
from integrations.sandbox import clock
from integrations.sandbox.google.drive.store import add_shared_drive
from integrations.sandbox.models import CloudDrive
from integrations.services.google_drive import options
from integrations.services.google_drive.models.files import DriveFile
from integrations.services.google_drive.models.writing import (
    DriveFileDelete,
    DriveFileTrash,
    DriveFileUpdate,
    DriveFileUpload,
    DriveFolderCreate,
)
from integrations.services.google_drive.operations.placing import delete_file, trash_file
from integrations.services.google_drive.operations.uploads import create_folder, update_file, upload_file
from integrations.services.google_drive.triggers import FileFilter, file_changed
from integrations.tests.google_account import PATIENCE
from integrations.tests.sandbox_context import SandboxContext


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


@pytest.fixture
def team(ctx: SandboxContext) -> str:
    """A shared drive."""
    cloud = CloudDrive.objects.get(account__email=ctx.email)
    return add_shared_drive(cloud, "0Ateam", "Team", clock.now()).drive_id


def make(ctx: SandboxContext, name: str, **more: Any) -> DriveFile:
    """Upload a file in a call of its own."""
    ctx.call_key = name
    return upload_file(ctx, DriveFileUpload(text=name, name=name, **more))


def labels(page: OptionsPage) -> list[str]:
    return [each.label for each in page.options]


def test_each_change_is_handed_over_once(ctx: SandboxContext, team: str) -> None:
    old, thrown, gone = (make(ctx, name).file_id for name in ("old", "thrown", "gone"))
    ctx.now = datetime.now(UTC)
    first = file_changed(ctx, FileFilter(), None)
    update_file(ctx, DriveFileUpdate(file_id=old, name="older"))
    trash_file(ctx, DriveFileTrash(file_id=thrown))
    delete_file(ctx, DriveFileDelete(file_id=gone))
    new, shared = make(ctx, "new").file_id, make(ctx, "shared", folder_id=team).file_id

    second = file_changed(ctx, FileFilter(), first.checkpoint)
    third = file_changed(ctx, FileFilter(), second.checkpoint)

    changes = {event.data.file_id: event.data.change for event in second.events}
    assert changes == {old: "updated", thrown: "trashed", gone: "deleted", new: "created", shared: "created"}
    assert (first.events, third.events, second.gap) == ([], [], None)


def test_a_folder_or_a_shared_drive_is_watched_alone(ctx: SandboxContext, team: str) -> None:
    ctx.call_key = "box"
    box = create_folder(ctx, DriveFolderCreate(name="Box")).file_id
    filters = [FileFilter(folder_id=box), FileFilter(folder_id="root"), FileFilter(drive_id=team)]
    places = [file_changed(ctx, each, None).checkpoint for each in filters]
    for name, folder_id in (("in box", box), ("at home", None), ("in team", team)):
        make(ctx, name, folder_id=folder_id)

    told = [
        [event.data.name for event in file_changed(ctx, each, place).events]
        for each, place in zip(filters, places, strict=True)
    ]

    assert told == [["in box"], ["at home"], ["in team"]]


def test_a_place_that_google_has_lost_is_said_and_caught_up(ctx: SandboxContext, sandbox: str) -> None:
    first = file_changed(ctx, FileFilter(), None)
    make(ctx, "new")
    rule = {"method": "drive.changes.list", "times": 1, "status": 410}
    httpx.post(f"{sandbox}/sandbox/_control/rules", json=rule, timeout=PATIENCE).raise_for_status()

    second = file_changed(ctx, FileFilter(), first.checkpoint)
    third = file_changed(ctx, FileFilter(), second.checkpoint)

    assert [event.data.name for event in second.events] == ["new"]
    assert second.gap is not None
    assert (third.events, third.gap) == ([], None)


def test_choices_name_files_folders_and_drives(ctx: SandboxContext, team: str) -> None:
    ctx.call_key = "box"
    box = create_folder(ctx, DriveFolderCreate(name="Box"))
    plan = make(ctx, "plan.txt", folder_id=box.file_id)
    make(ctx, "minutes.txt", folder_id=team)
    trash_file(ctx, DriveFileTrash(file_id=make(ctx, "old.txt").file_id))
    today = plan.modified.date().isoformat() if plan.modified else ""

    assert set(labels(options.files(ctx, OptionsQuery()))) == {
        "Box · folder",
        f"plan.txt · {today}",
        f"minutes.txt · {today}",
    }
    assert labels(options.files(ctx, OptionsQuery(query="pla"))) == [f"plan.txt · {today}"]
    assert labels(options.folders(ctx, OptionsQuery())) == ["My Drive", "Team · shared drive", "Box · folder"]
    assert labels(options.folders(ctx, OptionsQuery(query="bo"))) == ["Box · folder"]
    assert labels(options.trashed(ctx, OptionsQuery())) == [f"old.txt · {today}"]
    assert [(each.value, each.label) for each in options.drives(ctx, OptionsQuery(query="ea")).options] == [
        ("0Ateam", "Team")
    ]


def test_choices_go_on_where_they_stopped(ctx: SandboxContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "PAGE", 1)
    for name in ("one", "two"):
        ctx.call_key = name
        create_folder(ctx, DriveFolderCreate(name=name))
    first = options.folders(ctx, OptionsQuery())
    second = options.folders(ctx, OptionsQuery(page_token=first.next))
    assert labels(first)[0] == "My Drive"
    assert {*labels(first)[1:], *labels(second)} == {"one · folder", "two · folder"}
    assert second.next is None
