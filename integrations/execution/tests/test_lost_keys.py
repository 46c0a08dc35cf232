"""A key that is missing or wrong, as after a restore with the wrong secrets: a clear error, and nothing is lost."""

from __future__ import annotations

import logging

import pytest
from pytest_django import Settings

from integrations.egress.tests.vendor import Vendor
from integrations.execution.tests.conftest import ACCESS, Execute
from integrations.models import Connection, Grant, UsageLine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("keys", [[("other", b"x" * 32)], [("test", b"x" * 32)]])
def test_calls_say_so_and_work_again_with_the_right_key(
    execute: Execute,
    connection: Connection,
    vendor: Vendor,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    keys: list[tuple[str, bytes]],
) -> None:
    right = settings.ENCRYPTION_KEYS
    before = Grant.objects.values().get()
    settings.ENCRYPTION_KEYS = keys
    with caplog.at_level(logging.CRITICAL):
        failed = execute("post.read_letter", {"letter_id": "7"})
    assert failed.error is not None
    assert failed.error["code"] == "internal_error"
    assert "put the right key back" in str(failed.error["detail"])
    assert not vendor.received
    assert not UsageLine.objects.exists()
    assert Grant.objects.values().get() == before
    assert Connection.objects.get().status == "active"

    settings.ENCRYPTION_KEYS = right
    assert execute("post.read_letter", {"letter_id": "7"}).error is None
    assert vendor.received[0].headers["authorization"] == f"Bearer {ACCESS}"
