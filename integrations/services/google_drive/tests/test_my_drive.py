"""My Drive's folder by its alias, also at a server that does not know it."""

from __future__ import annotations

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import RemoteRejected
from integrations.services.google_drive.models.writing import DriveFileMove
from integrations.services.google_drive.operations.placing import move_file
from integrations.services.google_drive.tests.vendor import FILES, asked

OF_F1 = f"{FILES}/f1"
MOVE = DriveFileMove(file_id="f1", folder_id="root")


def test_a_file_is_moved_to_my_drive_by_its_id(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {"parents": ["d1"]})
    ctx.vendor.will_answer("GET", f"{FILES}/root", {"id": "home"})
    ctx.vendor.will_answer("PATCH", OF_F1, {"id": "f1", "name": "a", "parents": ["home"]})
    assert move_file(ctx, MOVE).folder_id == "home"
    told = asked(ctx, OF_F1)
    assert (told["addParents"], told["removeParents"]) == (["home"], ["d1"])


def test_where_the_alias_is_not_known_it_is_sent_as_it_is(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {"parents": ["d1"]})
    unknown = RemoteRejected("Google Drive answered 404: File not found: root.", vendor_status=404)
    ctx.vendor.will_answer("GET", f"{FILES}/root", error=unknown)
    ctx.vendor.will_answer("PATCH", OF_F1, {"id": "f1", "name": "a", "parents": ["root"]})
    assert move_file(ctx, MOVE).folder_id == "root"
    told = asked(ctx, OF_F1)
    assert (told["addParents"], told["removeParents"]) == (["root"], ["d1"])


def test_another_refusal_of_the_alias_moves_nothing(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {"parents": ["d1"]})
    refused = RemoteRejected("Google Drive answered 403: No.", vendor_status=403)
    ctx.vendor.will_answer("GET", f"{FILES}/root", error=refused)
    with pytest.raises(RemoteRejected, match="403"):
        move_file(ctx, MOVE)
