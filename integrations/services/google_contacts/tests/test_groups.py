"""Groups over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError
from integrations.services.google_contacts.models.groups import (
    GoogleContactGroup,
    GoogleContactGroupCreate,
    GoogleContactGroupList,
    GoogleContactGroupMembers,
)
from integrations.services.google_contacts.operations.groups import (
    add_to_group,
    create_group,
    find_group,
    list_groups,
    remove_from_group,
)
from integrations.services.google_contacts.tests.vendor import ADA, GROUP, GROUPS, UNHEARD_OF, sent

MODIFY = f"{GROUPS}/g1/members:modify"
BOTH = GoogleContactGroupMembers(group_id="g1", resource_names=[ADA, "people/c8", ADA])
FIELDS = "name,groupType,memberCount,metadata"


def test_groups_are_listed(ctx: FakeContext) -> None:
    starred = {"resourceName": "contactGroups/starred", "groupType": "SYSTEM_CONTACT_GROUP", "name": "starred"}
    ctx.vendor.will_answer("GET", GROUPS, {"contactGroups": [GROUP, starred], "nextPageToken": "next", **UNHEARD_OF})

    found = list_groups(ctx, GoogleContactGroupList(max_results=2, page_token="here"))

    assert (found.count, found.next_page_token) == (2, "next")
    assert found.groups == [
        GoogleContactGroup(
            group_id="g1",
            name="Customers",
            member_count=3,
            updated=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            etag="g-etag",
        ),
        GoogleContactGroup(group_id="starred", name="starred", is_system=True),
    ]
    assert ctx.vendor.requests[0].query == {"groupFields": [FIELDS], "pageSize": ["2"], "pageToken": ["here"]}


def test_all_pages_of_groups_are_read_and_an_odd_one_is_told(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", GROUPS, {"contactGroups": [{**GROUP, **UNHEARD_OF}], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", GROUPS, {"contactGroups": [{**GROUP, "memberCount": "many"}]})

    good, odd = list_groups(ctx, GoogleContactGroupList(all_pages=True)).groups

    assert (good.warnings, odd.warnings) == ([], ["member_count could not be read: 'many'"])


def test_a_group_is_made(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", GROUPS, GROUP)

    assert create_group(ctx, GoogleContactGroupCreate(name="Customers")).group_id == "g1"
    assert sent(ctx) == {"contactGroup": {"name": "Customers"}, "readGroupFields": FIELDS}


@pytest.mark.parametrize(
    ("group", "is_ours"),
    [
        (GROUP, True),
        ({**GROUP, "name": "Other", "formattedName": "Other"}, False),
        ({**GROUP, "metadata": {"updateTime": "2026-03-02T08:50:00Z"}}, False),
        ({**GROUP, "metadata": {}}, False),
    ],
)
def test_a_group_whose_answer_got_lost_is_found_by_its_name_unless_it_is_older(
    ctx: FakeContext, group: dict[str, Any], is_ours: bool
) -> None:
    ctx.vendor.will_answer("GET", GROUPS, {"contactGroups": [group]})

    found = find_group(ctx, GoogleContactGroupCreate(name="Customers"))

    assert (found is not None) is is_ours
    assert ctx.now - timedelta(minutes=5) < datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_contacts_are_put_in_once_each(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", MODIFY, {})

    done = add_to_group(ctx, BOTH)

    assert done.model_dump() == {
        "group_id": "g1",
        "resource_names": [ADA, "people/c8"],
        "count": 2,
        "not_found": [],
        "not_removed": [],
    }
    assert sent(ctx) == {"resourceNamesToAdd": [ADA, "people/c8"]}


def test_who_is_not_there_and_who_stays_is_told(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", MODIFY, {"notFoundResourceNames": ["people/c8"]})
    added = add_to_group(ctx, BOTH)
    ctx.vendor.will_answer("POST", MODIFY, {"canNotRemoveLastContactGroupResourceNames": [ADA]})
    removed = remove_from_group(ctx, BOTH)

    assert (added.resource_names, added.not_found) == ([ADA], ["people/c8"])
    assert (removed.resource_names, removed.not_removed) == (["people/c8"], [ADA])
    assert sent(ctx) == {"resourceNamesToRemove": [ADA, "people/c8"]}


def test_a_change_that_has_changed_nothing_is_no_success(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", MODIFY, {"notFoundResourceNames": [ADA, "people/c8"]})
    with pytest.raises(InputError, match="None of these is a contact of this account: 'people/c7', 'people/c8'"):
        add_to_group(ctx, BOTH)

    ctx.vendor.will_answer("POST", MODIFY, {"canNotRemoveLastContactGroupResourceNames": [ADA, "people/c8"]})
    with pytest.raises(InputError, match="These are in no other group: 'people/c7', 'people/c8'"):
        remove_from_group(ctx, BOTH)
