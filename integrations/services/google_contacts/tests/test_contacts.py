"""Contacts over declared answers: made, changed from what they are, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import Conflict, InputError, MachinaError, RemoteRejected
from integrations.services.google_contacts.marks import find_created, mark_of
from integrations.services.google_contacts.models.inputs import (
    GoogleContactCreate,
    GoogleContactDelete,
    GoogleContactUpdate,
)
from integrations.services.google_contacts.operations.contacts import create_contact, delete_contact, update_contact
from integrations.services.google_contacts.parsing import FIELDS
from integrations.services.google_contacts.service import service
from integrations.services.google_contacts.tests.vendor import (
    ADA,
    CONNECTIONS,
    PERSON,
    PERSON_PATH,
    UPDATE_PATH,
    sent,
    stale,
)

GONE = RemoteRejected("Contacts answered 404: Requested entity was not found.", vendor_status=404)
REFUSED = RemoteRejected("Contacts answered 400: Invalid.", vendor_status=400)
NEWER: dict[str, Any] = {
    **PERSON,
    "metadata": {"sources": [{"type": "CONTACT", "id": "7", "etag": "#source-2"}]},
    "names": [{"givenName": "Ada", "familyName": "Byron"}],
}


def test_a_contact_is_made_with_a_mark_by_which_it_is_found_again(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", "/v1/people:createContact", PERSON)

    made = create_contact(ctx, GoogleContactCreate(given_name="Ada"))

    assert made.resource_name == ADA
    assert sent(ctx) == {"names": [{"givenName": "Ada"}], "clientData": [mark_of("call-1")]}
    assert ctx.vendor.requests[0].query == {"personFields": [FIELDS]}


@pytest.mark.parametrize(
    "wish", [{}, {"given_name": ""}, {"notes": "Somebody"}, {"birthday": "--12-10", "group_ids": ["g1"]}]
)
def test_a_contact_of_nobody_is_refused(ctx: FakeContext, wish: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="There is nobody to keep"):
        create_contact(ctx, GoogleContactCreate.model_validate(wish))
    assert ctx.vendor.requests == []


def test_a_contact_whose_answer_got_lost_is_found_by_its_mark(ctx: FakeContext) -> None:
    other = {**PERSON, "resourceName": "people/c8", "clientData": [mark_of("call-2"), {"key": "x"}, "odd"]}
    ours = {**PERSON, "clientData": [{**mark_of("call-1"), "metadata": {}}]}
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [other, ours]})

    found = find_created(ctx, GoogleContactCreate(given_name="Ada"))

    assert found is not None
    assert found.resource_name == ADA
    assert ctx.vendor.requests[0].query == {
        "personFields": [f"{FIELDS},clientData"],
        "sortOrder": ["LAST_MODIFIED_DESCENDING"],
        "pageSize": ["100"],
    }
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [other]})
    assert find_created(ctx, GoogleContactCreate(given_name="Ada")) is None


def test_a_change_names_what_changes_and_the_newest_etag_of_its_own_source(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", PERSON_PATH, PERSON)
    ctx.vendor.will_answer("PATCH", UPDATE_PATH, NEWER)

    changed = update_contact(ctx, GoogleContactUpdate(resource_name=ADA, family_name="Byron", nickname=""))

    assert changed.family_name == "Byron"
    read, written = ctx.vendor.requests
    assert read.query == {"personFields": [FIELDS], "sources": ["READ_SOURCE_TYPE_CONTACT"]}
    assert written.query == {"updatePersonFields": ["names,nicknames"], "personFields": [FIELDS]}
    body = sent(ctx)
    assert body["metadata"] == {"sources": [{"type": "CONTACT", "id": "7", "etag": "#source-1"}]}
    assert set(body) == {"metadata", "names", "nicknames"}
    assert (body["names"][0]["givenName"], body["names"][0]["familyName"]) == ("Ada", "Byron")


def test_a_stale_etag_is_read_again_merged_again_and_tried_once_more(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", PERSON_PATH, PERSON)
    ctx.vendor.will_answer("PATCH", UPDATE_PATH, error=stale())
    ctx.vendor.will_answer("GET", PERSON_PATH, NEWER)
    ctx.vendor.will_answer("PATCH", UPDATE_PATH, NEWER)

    update_contact(ctx, GoogleContactUpdate(resource_name=ADA, given_name="Augusta"))

    body = sent(ctx)
    assert body["metadata"]["sources"][0]["etag"] == "#source-2"
    assert body["names"] == [{"givenName": "Augusta", "familyName": "Byron"}]


def test_whoever_is_slower_twice_is_told_of_a_conflict(ctx: FakeContext) -> None:
    for _ in range(2):
        ctx.vendor.will_answer("GET", PERSON_PATH, PERSON)
        ctx.vendor.will_answer("PATCH", UPDATE_PATH, error=stale())

    with pytest.raises(Conflict, match="'people/c7' was changed by others twice meanwhile"):
        update_contact(ctx, GoogleContactUpdate(resource_name=ADA, given_name="Augusta"))
    assert len(ctx.vendor.requests) == 4


def test_another_refusal_is_no_stale_etag(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", PERSON_PATH, PERSON)
    ctx.vendor.will_answer("PATCH", UPDATE_PATH, error=REFUSED)

    with pytest.raises(RemoteRejected, match="Invalid"):
        update_contact(ctx, GoogleContactUpdate(resource_name=ADA, given_name="Augusta"))
    assert len(ctx.vendor.requests) == 2


def test_what_is_so_already_is_not_written(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", PERSON_PATH, PERSON)

    assert update_contact(ctx, GoogleContactUpdate(resource_name=ADA, given_name="Ada")).given_name == "Ada"
    assert len(ctx.vendor.requests) == 1


def test_a_profile_that_is_no_contact_is_refused_and_left_alone(ctx: FakeContext) -> None:
    profile = {"resourceName": ADA, "metadata": {"sources": [{"type": "PROFILE", "id": "1", "etag": "#p"}]}}
    ctx.vendor.will_answer("GET", PERSON_PATH, profile)

    with pytest.raises(InputError, match="is somebody's own profile and no contact"):
        update_contact(ctx, GoogleContactUpdate(resource_name=ADA, given_name="Augusta"))


def test_a_change_of_nothing_is_refused(ctx: FakeContext) -> None:
    with pytest.raises(InputError, match="There is nothing to change"):
        update_contact(ctx, GoogleContactUpdate(resource_name=ADA))
    assert ctx.vendor.requests == []


def test_a_contact_is_deleted(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{PERSON_PATH}:deleteContact")

    assert delete_contact(ctx, GoogleContactDelete(resource_name=ADA)).deleted


@pytest.mark.parametrize(("attempt", "error"), [(1, GONE), (2, REFUSED)])
def test_what_cannot_be_deleted_is_said(ctx: FakeContext, attempt: int, error: MachinaError) -> None:
    ctx.attempt = attempt
    ctx.vendor.will_answer("DELETE", f"{PERSON_PATH}:deleteContact", error=error)

    with pytest.raises(RemoteRejected, match="answered"):
        delete_contact(ctx, GoogleContactDelete(resource_name=ADA))


def test_what_an_earlier_attempt_has_deleted_is_deleted(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("DELETE", f"{PERSON_PATH}:deleteContact", error=GONE)

    assert delete_contact(ctx, GoogleContactDelete(resource_name=ADA)).resource_name == ADA


def test_writes_to_one_account_take_turns() -> None:
    assert service.writes_in_turn
