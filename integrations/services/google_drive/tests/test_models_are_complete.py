"""Every field that Google's description has changes what is handed on, or is left out for a reason that stands here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc

from integrations.sandbox.google.fields import select
from integrations.services.google_drive.parsing import (
    DRIVE_FIELDS,
    FILE_FIELDS,
    PERMISSION_FIELDS,
    parse_drive,
    parse_file,
    parse_permission,
)

SCHEMAS: Mapping[str, Any] = json.loads(get_static_doc("drive", "v3"))["schemas"]


def asked_for(fields: str, resource: dict[str, Any]) -> Any:
    """What Google would tell of it, asked as we ask."""
    return select(resource, fields)


READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "File": lambda part: parse_file(asked_for(FILE_FIELDS, {"id": "f1", **part})).model_dump(mode="json"),
    "Permission": lambda part: parse_permission(asked_for(PERMISSION_FIELDS, {"id": "p1", **part})).model_dump(
        mode="json"
    ),
    "Drive": lambda part: parse_drive(asked_for(DRIVE_FIELDS, {"id": "d1", **part})).model_dump(mode="json"),
}
LEFT_OUT = {
    "File": {
        "kind",  # the same for all files
        "contentHints",  # only ever written
        "modifiedByMe",  # modified_by_me tells it
        "viewedByMe",  # viewed_by_me tells it
        "permissions",  # list_permissions tells them, in pages
        "hasThumbnail",  # thumbnail_link tells it
        "thumbnailVersion",  # for caches of thumbnails
        "isAppAuthorized",  # what is listed at all is
        "viewersCanCopyContent",  # the old opposite of copy_requires_writer
        "teamDriveId",  # the old name of drive_id
        "hasAugmentedPermissions",  # list_permissions tells whose
        "linkShareMetadata",  # whether old links need resource_key
        "labelInfo",  # labels have to be asked for by their ids
        "downloadRestrictions",  # can tells what the account may do
        "clientEncryptionDetails",  # for programs that hold the keys
    },
    "Permission": {
        "kind",
        "teamDrivePermissionDetails",  # the old name of details
    },
    "Drive": {
        "kind",
        "themeId",  # only ever written
        "backgroundImageFile",  # background_link leads to it
    },
}
OBJECTS: dict[str, Any] = {
    "exportLinks": {"application/pdf": "https://docs.google.com/x"},
    "lastModifyingUser": {"emailAddress": "ada@globex.example"},
    "sharingUser": {"emailAddress": "ada@globex.example"},
    "trashingUser": {"emailAddress": "ada@globex.example"},
    "shortcutDetails": {"targetId": "f2", "targetMimeType": "text/plain"},
    "capabilities": {"canEdit": True},
    "properties": {"one": "1"},
    "appProperties": {"one": "1"},
    "imageMediaMetadata": {"width": 3},
    "videoMediaMetadata": {"width": 3},
    "restrictions": {"driveMembersOnly": True},
}
LISTS: dict[str, list[Any]] = {
    "owners": [{"emailAddress": "ada@globex.example"}],
    "contentRestrictions": [{"readOnly": True}],
    "permissionDetails": [{"inherited": True}],
}
NOT_AS_DEFAULT = {"mimeType": ("text/plain", "application/vnd.google-apps.folder")}


def two_values(name: str, described: Mapping[str, Any]) -> tuple[Any, Any]:
    """Two values that the description allows."""
    if name in NOT_AS_DEFAULT:
        return NOT_AS_DEFAULT[name]
    if described.get("type") == "boolean":
        return True, False
    if described.get("type") == "array":
        return [], LISTS.get(name, ["one"])
    if described.get("type") == "object" or "$ref" in described:
        return {}, OBJECTS.get(name, {"type": "special"})
    if described.get("format") == "date-time":
        return "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
    if described.get("format") == "int64":
        return "1", "2"
    return "one", "two"


@pytest.mark.parametrize(
    ("schema", "name"), [(schema, name) for schema in READERS for name in SCHEMAS[schema]["properties"]]
)
def test_every_field_of_the_description_is_handed_on(schema: str, name: str) -> None:
    one, two = (READERS[schema]({name: value}) for value in two_values(name, SCHEMAS[schema]["properties"][name]))

    assert (one == two) is (name in LEFT_OUT[schema])
    assert [each["warnings"] for each in (one, two) if each["warnings"]] == []
