"""Reading, listing and searching people over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.services.google_contacts import options
from integrations.services.google_contacts.models.contacts import (
    ContactAddress,
    ContactEmail,
    ContactEvent,
    ContactField,
    ContactOrganization,
    ContactPhone,
    ContactRelation,
    ContactWebsite,
    GoogleContact,
)
from integrations.services.google_contacts.models.inputs import (
    GoogleContactGet,
    GoogleContactList,
    GoogleContactSearch,
    GoogleContactsGet,
    GoogleDirectorySearch,
    GoogleOtherContactList,
)
from integrations.services.google_contacts.operations.finding import (
    get_contact,
    get_contacts,
    list_contacts,
    search_contacts,
)
from integrations.services.google_contacts.operations.others import list_other_contacts, search_directory
from integrations.services.google_contacts.parsing import FIELDS, parse_contact
from integrations.services.google_contacts.tests.vendor import (
    ADA,
    CONNECTIONS,
    GROUP,
    GROUPS,
    PERSON,
    PERSON_PATH,
    SEARCH,
    UNHEARD_OF,
)

BEN = {"resourceName": "people/c8", "etag": "%ben"}


def test_a_contact_is_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", PERSON_PATH, PERSON)

    assert get_contact(ctx, GoogleContactGet(resource_name=ADA)) == GoogleContact(
        resource_name=ADA,
        name="Dr. Ada King Lovelace",
        given_name="Ada",
        family_name="Lovelace",
        middle_name="King",
        name_prefix="Dr.",
        nickname="Countess",
        emails=[
            ContactEmail(value="ada@home.example", type="home"),
            ContactEmail(value="Ada@globex.example", type="work", is_primary=True, display_name="A"),
        ],
        phones=[
            ContactPhone(value="+49 40 5550 117", type="work", is_primary=True, canonical="+49405550117"),
            ContactPhone(value="0151 5550117", type="mobile"),
        ],
        company="Globex",
        job_title="Analyst",
        department="Engines",
        organizations=[
            ContactOrganization(company="Old Mill", job_title="Clerk", type="work"),
            ContactOrganization(company="Globex", job_title="Analyst", department="Engines", is_current=True),
        ],
        addresses=[ContactAddress(street="1 Square", city="London", type="home", formatted="1 Square\nLondon")],
        birthday="1985-12-10",
        notes="Likes engines.",
        photo_url="https://photos.example/7",
        has_photo=True,
        websites=[ContactWebsite(value="https://ada.example", type="blog")],
        relations=[ContactRelation(person="William", type="spouse")],
        events=[ContactEvent(date="--07-08", type="anniversary")],
        custom_fields=[ContactField(key="Customer", value="4711")],
        group_ids=["myContacts"],
        updated=datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC),
        etag="%etag-1",
    )
    assert ctx.vendor.requests[0].query == {"personFields": [FIELDS]}


@pytest.mark.parametrize("name", sorted(set(PERSON) - {"resourceName"}))
def test_a_contact_without_one_of_its_fields_is_read(ctx: FakeContext, name: str) -> None:
    ctx.vendor.will_answer("GET", PERSON_PATH, {key: value for key, value in PERSON.items() if key != name})

    found = get_contact(ctx, GoogleContactGet(resource_name=ADA))

    assert (found.resource_name, found.warnings) == (ADA, [])


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"names": None, "emailAddresses": {}, "memberships": "none", "metadata": None},
        {"names": ["Ada"], "emailAddresses": [{}], "relations": [{}], "urls": [{"type": "blog"}], "birthdays": [{}]},
    ],
)
def test_a_contact_of_little_is_read(person: dict[str, Any]) -> None:
    assert parse_contact({"resourceName": ADA, **person}) == GoogleContact(resource_name=ADA)


def test_a_letter_in_place_of_a_picture_is_no_photo() -> None:
    letter = {"resourceName": ADA, "photos": [{"url": "https://photos.example/a", "default": True}]}
    assert (parse_contact(letter).photo_url, parse_contact(letter).has_photo) == ("https://photos.example/a", False)


@pytest.mark.parametrize(
    ("told", "birthday"),
    [
        ([{"text": "in spring"}], "in spring"),
        ([{"text": "in spring"}, {"date": {"month": 3, "day": 1}}], "--03-01"),
        ([{"date": {}}], None),
    ],
)
def test_a_birthday_with_a_date_comes_before_words(told: list[Any], birthday: str | None) -> None:
    assert parse_contact({"resourceName": ADA, "birthdays": told}).birthday == birthday


def test_one_odd_contact_does_not_take_the_others_with_it(ctx: FakeContext) -> None:
    odd = {**PERSON, "biographies": [{"value": 7}], "phoneNumbers": [{"value": ["1"]}]}
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [odd, PERSON]})

    first, second = list_contacts(ctx, GoogleContactList()).contacts

    assert (first.name, first.notes, first.phones) == ("Dr. Ada King Lovelace", "", [])
    assert [each.split(":")[0] for each in first.warnings] == [
        "notes could not be read",
        "phones could not be read",
    ]
    assert second.warnings == []


def test_what_google_adds_to_a_contact_one_day_disturbs_nobody(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [{**PERSON, **UNHEARD_OF}], **UNHEARD_OF})
    ctx.vendor.will_answer("GET", PERSON_PATH, {**PERSON, **UNHEARD_OF})

    (found,) = list_contacts(ctx, GoogleContactList()).contacts

    assert found == get_contact(ctx, GoogleContactGet(resource_name=ADA))


@pytest.mark.parametrize(
    ("order_by", "sent"),
    [
        ("last_modified", "LAST_MODIFIED_DESCENDING"),
        ("first_modified", "LAST_MODIFIED_ASCENDING"),
        ("first_name", "FIRST_NAME_ASCENDING"),
        ("last_name", "LAST_NAME_ASCENDING"),
    ],
)
def test_contacts_are_listed_in_the_order_asked_for(ctx: FakeContext, order_by: Any, sent: str) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON], "nextPageToken": "next"})

    found = list_contacts(ctx, GoogleContactList(order_by=order_by, max_results=1, page_token="here"))

    assert (found.count, found.next_page_token) == (1, "next")
    assert ctx.vendor.requests[0].query == {
        "personFields": [FIELDS],
        "sortOrder": [sent],
        "pageSize": ["1"],
        "pageToken": ["here"],
    }


def test_all_pages_of_contacts_are_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [BEN]})

    assert list_contacts(ctx, GoogleContactList(all_pages=True)).count == 2
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


def test_a_search_warms_up_first(ctx: FakeContext) -> None:
    """The good guess that goes wrong: without an empty search before it Google does not know what is new."""
    ctx.vendor.will_answer("GET", SEARCH, {})
    ctx.vendor.will_answer("GET", SEARCH, {"results": [{"person": PERSON}, {}, "odd"], **UNHEARD_OF})

    found = search_contacts(ctx, GoogleContactSearch(query="ada", max_results=5))

    assert [each.resource_name for each in found.contacts] == [ADA]
    assert found.count == 1
    warm_up, search = ctx.vendor.requests
    assert warm_up.query == {"query": [""], "readMask": ["names"], "pageSize": ["1"]}
    assert search.query == {"query": ["ada"], "readMask": [FIELDS], "pageSize": ["5"]}


@pytest.mark.parametrize(
    "question", [{"query": "a", "max_results": 31}, {"query": "a", "page_token": "x"}, {"query": ""}]
)
def test_a_search_has_thirty_at_most_and_no_pages(question: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GoogleContactSearch.model_validate(question)


def test_many_are_read_at_once_and_in_order(ctx: FakeContext) -> None:
    missing = {"requestedResourceName": "people/c9", "status": {"code": 5}, "httpStatusCode": 404}
    answers = [
        missing,
        {"requestedResourceName": "people/c8", "person": BEN},
        {"requestedResourceName": ADA, "person": {**PERSON, "resourceName": "people/c77"}},
    ]
    ctx.vendor.will_answer("GET", "/v1/people:batchGet", {"responses": answers, **UNHEARD_OF})

    asked = [ADA, "people/c8", "people/c9", "people/c10", ADA]
    found = get_contacts(ctx, GoogleContactsGet(resource_names=asked))

    assert [each.resource_name for each in found.contacts] == ["people/c77", "people/c8"]
    assert (found.count, found.not_found) == (2, ["people/c9", "people/c10"])
    assert ctx.vendor.requests[0].query == {
        "resourceNames": [ADA, "people/c8", "people/c9", "people/c10"],
        "personFields": [FIELDS],
    }


@pytest.mark.parametrize("left_out", ["names", "emailAddresses", "memberships"])
def test_many_are_read_whatever_google_leaves_out(ctx: FakeContext, left_out: str) -> None:
    person = {name: value for name, value in PERSON.items() if name != left_out}
    for each in (PERSON, person):
        told = {"responses": [{"requestedResourceName": ADA, "person": each}]}
        ctx.vendor.will_answer("GET", "/v1/people:batchGet", told)

    answers = [get_contacts(ctx, GoogleContactsGet(resource_names=[ADA])) for _ in range(2)]

    assert [(each.count, each.contacts[0].warnings) for each in answers] == [(1, []), (1, [])]


def test_people_who_are_no_contacts_are_listed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", "/v1/otherContacts", {"otherContacts": [PERSON], "nextPageToken": "next"})
    ctx.vendor.will_answer("GET", "/v1/otherContacts", {"otherContacts": [BEN], **UNHEARD_OF})

    found = list_other_contacts(ctx, GoogleOtherContactList(all_pages=True))

    assert (found.count, found.next_page_token) == (2, None)
    assert ctx.vendor.requests[1].query == {
        "readMask": ["names,emailAddresses,phoneNumbers,photos,metadata"],
        "pageSize": ["100"],
        "pageToken": ["next"],
    }


def test_the_directory_is_searched(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", "/v1/people:searchDirectoryPeople", {"people": [PERSON], "nextPageToken": "next"})
    ctx.vendor.will_answer("GET", "/v1/people:searchDirectoryPeople", {"people": [BEN], **UNHEARD_OF})

    found = search_directory(ctx, GoogleDirectorySearch(query="ada", all_pages=True))

    assert found.count == 2
    assert ctx.vendor.requests[1].query == {
        "query": ["ada"],
        "readMask": [FIELDS],
        "sources": ["DIRECTORY_SOURCE_TYPE_DOMAIN_CONTACT", "DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE"],
        "pageSize": ["50"],
        "pageToken": ["next"],
    }


def test_contacts_are_offered_by_name_and_found_by_what_is_typed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON, BEN], "nextPageToken": "next"})
    page = options.contacts(ctx, OptionsQuery())

    assert [(each.value, each.label) for each in page.options] == [
        (ADA, "Dr. Ada King Lovelace · ada@home.example"),
        ("people/c8", "(no name)"),
    ]
    assert page.next == "next"

    ctx.vendor.will_answer("GET", SEARCH, {})
    ctx.vendor.will_answer("GET", SEARCH, {"results": [{"person": BEN}]})
    assert [each.value for each in options.contacts(ctx, OptionsQuery(query=" be ")).options] == ["people/c8"]
    assert ctx.vendor.requests[2].query["query"] == ["be"]


def test_groups_are_offered_by_name(ctx: FakeContext) -> None:
    mine = {"resourceName": "contactGroups/myContacts", "name": "myContacts", "formattedName": "My Contacts"}
    ctx.vendor.will_answer("GET", GROUPS, {"contactGroups": [mine, GROUP]})

    offered = options.groups(ctx, OptionsQuery(query="cust")).options

    assert [(each.value, each.label) for each in offered] == [("g1", "Customers")]
