"""Changed contacts and choices at the sandbox, over real HTTP."""

from __future__ import annotations

import httpx
import pytest

from integrations.catalog.options import OptionsQuery
from integrations.services.google_contacts import options
from integrations.services.google_contacts.models.inputs import (
    GoogleContactCreate,
    GoogleContactDelete,
    GoogleContactUpdate,
)
from integrations.services.google_contacts.operations.contacts import create_contact, delete_contact, update_contact
from integrations.services.google_contacts.triggers import GoogleContactChangeFilter, contact_changed
from integrations.tests.google_account import PATIENCE
from integrations.tests.sandbox_context import SandboxContext


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


def make(ctx: SandboxContext, name: str) -> str:
    """Keep somebody; the resource name."""
    return create_contact(ctx, GoogleContactCreate(given_name=name)).resource_name


def test_each_change_is_handed_over_once(ctx: SandboxContext) -> None:
    old, gone = make(ctx, "old"), make(ctx, "gone")
    first = contact_changed(ctx, GoogleContactChangeFilter(), None)
    update_contact(ctx, GoogleContactUpdate(resource_name=old, given_name="older"))
    delete_contact(ctx, GoogleContactDelete(resource_name=gone))
    new = make(ctx, "new")

    second = contact_changed(ctx, GoogleContactChangeFilter(), first.checkpoint)
    third = contact_changed(ctx, GoogleContactChangeFilter(), second.checkpoint)

    assert first.events == []
    changes = {(event.data.resource_name, event.data.change, event.data.given_name) for event in second.events}
    assert changes == {(old, "updated", "older"), (gone, "deleted", ""), (new, "updated", "new")}
    assert third.events == []


def test_a_forgotten_place_looks_up_what_changed_since(sandbox: str, ctx: SandboxContext) -> None:
    first = contact_changed(ctx, GoogleContactChangeFilter(), None)
    made = make(ctx, "while nobody looked")
    forget = {"sync_token_seconds": 0}
    httpx.post(f"{sandbox}/sandbox/_control/settings", json=forget, timeout=PATIENCE).raise_for_status()

    result = contact_changed(ctx, GoogleContactChangeFilter(), first.checkpoint)

    assert [event.data.resource_name for event in result.events] == [made]
    assert (result.gap or "").startswith("Google no longer knows the changes since")


def test_choices_are_offered(ctx: SandboxContext) -> None:
    made = make(ctx, "Choose me")

    assert [each.value for each in options.contacts(ctx, OptionsQuery()).options] == [made]
    assert [each.value for each in options.contacts(ctx, OptionsQuery(query="choose")).options] == [made]
    assert "myContacts" in [each.value for each in options.groups(ctx, OptionsQuery()).options]
