"""Rotating keys: everything opens afterwards, nothing is lost on the way, and old keys are named when they can go."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from integrations.connect.tests.conftest import MakeConnection
from integrations.connect.tokens import grants, oauth_apps, rotation, vault
from integrations.models import Grant, OAuthApp

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)


@pytest.fixture
def old_key(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]


@pytest.fixture
def sealed_with_old(settings: Any, old_key: None, make_connection: MakeConnection) -> None:
    """One app and three grants sealed with the old key, and a new one put before it."""
    for number in range(3):
        make_connection(None, f"person-{number}@globex.example")
    settings.ENCRYPTION_KEYS = [NEW, OLD]


def rotate() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=out)
    return out.getvalue()


def test_everything_is_sealed_anew_and_opens_without_the_old_key(sealed_with_old: None, settings: Any) -> None:
    said = rotate()
    settings.ENCRYPTION_KEYS = [NEW]

    assert "Sealed anew: 7." in said
    assert "Key old: nothing here is sealed with it. It can go" in said
    assert oauth_apps.open_secret(OAuthApp.objects.get()) == "sandbox-google-secret"
    for grant in Grant.objects.all():
        assert grants.open_access(grant) == "access-1"
        assert grants.open_refresh(grant) == "refresh-1"


def test_a_second_run_touches_nothing(sealed_with_old: None) -> None:
    rotate()
    before = list(Grant.objects.values("access_sealed", "refresh_sealed"))
    said = rotate()

    assert "To seal anew: 0." in said
    assert list(Grant.objects.values("access_sealed", "refresh_sealed")) == before


def test_it_goes_on_where_it_was_stopped(sealed_with_old: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(stop)
    left = rotation.count_outdated()
    monkeypatch.setattr(rotation, "BATCH", 1)
    rotate()

    assert left == 6
    assert rotation.count_outdated() == 0


def test_a_secret_that_does_not_open_is_left_and_said(sealed_with_old: None) -> None:
    broken = Grant.objects.first()
    assert broken is not None
    Grant.objects.filter(pk=broken.pk).update(access_sealed="v1.lost.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    with pytest.raises(CommandError, match="1 secrets do not open"):
        rotate()

    assert rotation.count_outdated() == 1
    assert Grant.objects.get(pk=broken.pk).access_sealed.startswith("v1.lost.")


def test_tokens_refreshed_meanwhile_are_not_overwritten(sealed_with_old: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = vault.seal

    def refreshed_meanwhile(text: str, **place: Any) -> str:
        if place["column"] == "access":
            Grant.objects.filter(pk=place["row"]).update(access_sealed=seal("newer", **place))
        return seal(text, **place)

    monkeypatch.setattr(vault, "seal", refreshed_meanwhile)
    rotation.rotate(lambda: None)

    assert {grants.open_access(grant) for grant in Grant.objects.all()} == {"newer"}
