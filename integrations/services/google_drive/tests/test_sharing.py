"""Giving and taking access."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import RemoteRejected
from integrations.services.google_drive.models.sharing import DriveFileShare, DriveFileUnshare
from integrations.services.google_drive.operations.sharing import share_file, unshare_file
from integrations.services.google_drive.service import service
from integrations.services.google_drive.tests.vendor import FILES, asked, sent

PERMISSIONS = f"{FILES}/f1/permissions"
MARA = "mara@northwind.example"
NOT_THERE = RemoteRejected("Google Drive answered 404: Permission not found.", vendor_status=404)


@pytest.mark.parametrize(
    ("given", "body", "query"),
    [
        (
            {"email": MARA},
            {"type": "user", "role": "reader", "emailAddress": MARA},
            {"sendNotificationEmail": ["true"]},
        ),
        (
            {"email": MARA, "role": "content_manager", "message": "Look"},
            {"type": "user", "role": "fileOrganizer", "emailAddress": MARA},
            {"sendNotificationEmail": ["true"], "emailMessage": ["Look"]},
        ),
        (
            {"share_with": "group", "email": MARA, "notify": False, "expires": "2031-03-01T00:00:00+01:00"},
            {"type": "group", "role": "reader", "emailAddress": MARA, "expirationTime": "2031-03-01T00:00:00+01:00"},
            {"sendNotificationEmail": ["false"]},
        ),
        (
            {"share_with": "domain", "domain": "northwind.example", "discoverable": True},
            {"type": "domain", "role": "reader", "domain": "northwind.example", "allowFileDiscovery": True},
            {},
        ),
        ({"share_with": "anyone", "role": "commenter"}, {"type": "anyone", "role": "commenter"}, {}),
    ],
)
def test_access_is_given_as_google_takes_it(
    ctx: FakeContext, given: dict[str, Any], body: dict[str, Any], query: dict[str, Any]
) -> None:
    ctx.vendor.will_answer("POST", PERMISSIONS, {"id": "p1"})
    share_file(ctx, DriveFileShare(file_id="f1", **given))
    told = asked(ctx, PERMISSIONS)
    assert sent(ctx, PERMISSIONS) == body
    assert {name: told[name] for name in ("sendNotificationEmail", "emailMessage") if name in told} == query


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "email", "give the address of the user"),
        ({"share_with": "domain"}, "email", "is no domain"),
        ({"share_with": "domain", "domain": "a/b"}, "email", "'a/b' is no domain"),
        ({"share_with": "anyone", "email": MARA}, "email", "leave it out"),
        ({"email": MARA, "domain": "northwind.example"}, "email", "a domain is of no use"),
        ({"email": MARA, "notify": False, "message": "x"}, "message", "goes along with a notification"),
        ({"share_with": "anyone", "expires": "2031-03-01T00:00:00Z"}, "expires", "can end by itself"),
        ({"email": MARA, "role": "owner"}, "role", ""),
    ],
)
def test_wrong_sharing_is_told_at_its_field(given: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DriveFileShare(file_id="f1", **given)
    (error,) = refused.value.errors()
    assert (error["loc"], said in error["msg"]) == ((field,), True)


@pytest.mark.parametrize(
    ("permission", "is_found"),
    [
        ({"id": "p1", "type": "user", "role": "reader", "emailAddress": MARA.title()}, True),
        ({"id": "p1", "type": "user", "role": "writer", "emailAddress": MARA}, False),
        ({"id": "p1", "type": "group", "role": "reader", "emailAddress": MARA}, False),
        ({"id": "p1", "type": "anyone", "role": "reader"}, False),
    ],
)
def test_lost_sharing_is_found_by_whom_and_what(ctx: FakeContext, permission: dict[str, Any], is_found: bool) -> None:
    reconcile = service.operations["share_file"].reconcile
    assert reconcile is not None
    ctx.vendor.will_answer("GET", PERMISSIONS, {"permissions": [permission]})
    assert (reconcile(ctx, DriveFileShare(file_id="f1", email=MARA)) is not None) is is_found


@pytest.mark.parametrize("given", [{}, {"email": MARA, "permission_id": "p1"}])
def test_whose_access_is_taken_is_said_once(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="give the address of a person or group, or a permission_id"):
        DriveFileUnshare(file_id="f1", **given)


def test_access_that_is_gone_on_a_later_attempt_was_taken_by_an_earlier_one(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("DELETE", f"{PERMISSIONS}/p1", error=NOT_THERE)
    ctx.vendor.will_answer("GET", PERMISSIONS, {})
    assert unshare_file(ctx, DriveFileUnshare(file_id="f1", permission_id="p1")).removed is True
    assert unshare_file(ctx, DriveFileUnshare(file_id="f1", email=MARA)).removed is True


def test_access_that_never_was_is_googles_refusal(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{PERMISSIONS}/p1", error=NOT_THERE)
    with pytest.raises(RemoteRejected):
        unshare_file(ctx, DriveFileUnshare(file_id="f1", permission_id="p1"))
