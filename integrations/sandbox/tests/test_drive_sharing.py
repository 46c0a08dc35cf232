"""Permissions and shared drives of Drive, with the real client."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from googleapiclient.errors import HttpError

from integrations.sandbox.google.drive.types import FOLDER
from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.models import Account
from integrations.sandbox.tests.client import INSIDE, InsideHttp, build, run
from integrations.sandbox.tests.conftest import DRIVE, MakeToken

pytestmark = pytest.mark.django_db
KNOWN = {"supportsAllDrives": True}
EVERYWHERE = {**KNOWN, "includeItemsFromAllDrives": True}


@pytest.fixture
def yara(make_token: MakeToken) -> Any:
    ensure_demo_accounts()
    return build("drive", INSIDE, InsideHttp(make_token(Account.objects.get(email__startswith="yara"), DRIVE)))


@pytest.fixture
def team(yara: Any) -> str:
    (drive,) = run(yara.drives().list(pageSize=10))["drives"]
    return str(drive["id"])


def refused(request: Any) -> tuple[int, str]:
    with pytest.raises(HttpError) as error:
        request.execute()
    return int(error.value.resp.status), str(error.value.error_details[0]["reason"])


def test_a_file_in_a_shared_drive_is_found_and_then_is_not_there_for_who_does_not_know_them(
    yara: Any, team: str
) -> None:
    asked = {"corpora": "drive", "driveId": team, **EVERYWHERE}
    (file,) = run(yara.files().list(**asked))["files"]
    file_id, files, permissions = file["id"], yara.files(), yara.permissions()
    body = {"type": "anyone", "role": "reader"}
    for unaware in (
        files.get(fileId=file_id),
        files.get_media(fileId=file_id),
        files.update(fileId=file_id, body={"name": "x"}),
        files.copy(fileId=file_id, body={}),
        files.delete(fileId=file_id),
        files.create(body={"name": "x", "parents": [team]}),
        permissions.list(fileId=file_id),
        permissions.create(fileId=file_id, body=body),
    ):
        assert refused(unaware) == (404, "notFound")
    assert run(files.get(fileId=file_id, **KNOWN))["name"] == "Minutes of the week.txt"
    assert run(files.create(body={"name": "x", "parents": [team]}, fields="driveId,owners", **KNOWN)) == {
        "driveId": team
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"corpora": "allDrives"},
        {"corpora": "allDrives", "supportsAllDrives": True},
        {"includeItemsFromAllDrives": True},
        {"corpora": "drive", **EVERYWHERE},
        {"driveId": "x", **EVERYWHERE},
    ],
)
def test_lists_of_shared_drives_ask_for_all_their_parameters(yara: Any, asked: dict[str, Any]) -> None:
    assert refused(yara.files().list(**asked))[0] == 403


def test_lists_hold_shared_drives_only_where_asked(yara: Any) -> None:
    def names(**asked: Any) -> set[str]:
        return {each["name"] for each in run(yara.files().list(pageSize=100, **asked))["files"]}

    everywhere = names(corpora="allDrives", **EVERYWHERE)
    assert everywhere - names() == {"Minutes of the week.txt"}


def test_changes_of_a_shared_drive_are_told_to_who_follows_it(yara: Any, team: str) -> None:
    token = run(yara.changes().getStartPageToken(driveId=team, **KNOWN))["startPageToken"]
    run(yara.files().create(body={"name": "new", "parents": [team]}, **KNOWN))
    run(yara.files().create(body={"name": "mine"}))

    def told(**asked: Any) -> list[str]:
        return [each["file"]["name"] for each in run(yara.changes().list(pageToken=token, **asked))["changes"]]

    assert told() == ["mine"]
    assert told(**EVERYWHERE) == ["new", "mine"]
    assert told(driveId=team, **EVERYWHERE) == ["new"]
    assert refused(yara.changes().list(pageToken=token, driveId=team))[0] == 403


def test_permissions_are_given_changed_and_taken(drive: Any) -> None:
    box = run(drive.files().create(body={"name": "Box", "mimeType": FOLDER}))["id"]
    file_id = run(drive.files().create(body={"name": "a", "parents": [box]}))["id"]
    permissions = drive.permissions()
    user = {"type": "user", "role": "reader", "emailAddress": "mara@northwind.example"}
    given = run(permissions.create(fileId=box, body=user))
    link = run(permissions.create(fileId=file_id, body={"type": "anyone", "role": "reader"}))
    run(permissions.update(fileId=box, permissionId=given["id"], body={"role": "writer"}))

    everybody = run(permissions.list(fileId=file_id, fields="*"))["permissions"]
    assert [(each["type"], each["role"]) for each in everybody] == [
        ("user", "owner"),
        ("anyone", "reader"),
        ("user", "writer"),
    ]
    assert link["id"] == "anyoneWithLink"
    inherited = permissions.delete(fileId=file_id, permissionId=given["id"])
    owner = permissions.delete(fileId=file_id, permissionId=everybody[0]["id"])
    assert refused(inherited) == (403, "cannotModifyInheritedPermission")
    assert refused(owner)[0] == 403
    run(permissions.delete(fileId=box, permissionId=given["id"]))
    assert len(run(permissions.list(fileId=file_id))["permissions"]) == 2
    assert refused(permissions.delete(fileId=box, permissionId=given["id"]))[0] == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"type": "user", "role": "reader"}, 400),
        ({"type": "domain", "role": "reader", "domain": "nowhere"}, 400),
        ({"type": "friend", "role": "reader"}, 400),
        ({"type": "anyone", "role": "boss"}, 400),
        ({"type": "user", "role": "owner", "emailAddress": "a@b.example"}, 403),
        ({"type": "user", "role": "organizer", "emailAddress": "a@b.example"}, 403),
    ],
)
def test_what_is_no_permission_is_refused(drive: Any, body: dict[str, str], status: int) -> None:
    file_id = run(drive.files().create(body={"name": "a"}))["id"]
    assert refused(drive.permissions().create(fileId=file_id, body=body))[0] == status


def test_who_may_only_read_changes_nothing(drive: Any, account: Account) -> None:
    file_id = run(drive.files().create(body={"name": "a"}))["id"]
    account.cloud_drive.items.filter(file_id=file_id).update(role="reader", owner="jonas.brandt@globex.example")
    for change in (drive.files().update(fileId=file_id, body={"name": "b"}), drive.files().delete(fileId=file_id)):
        assert refused(change) == (403, "insufficientFilePermissions")
    (file,) = run(drive.files().list(q="sharedWithMe", fields="*"))["files"]
    assert (file["name"], file["ownedByMe"]) == ("a", False)


def test_a_stranger_gets_no_drive() -> None:
    answer = Client().get("/sandbox/google/drive/v3/files")
    assert answer.status_code == 401
