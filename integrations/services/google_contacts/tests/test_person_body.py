"""What Google is sent: whole fields, merged from what there is and what is given."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.services.google_contacts.models.inputs import GoogleContactCreate, GoogleContactUpdate
from integrations.services.google_contacts.person_body import body_of_new, fields_of_change
from integrations.services.google_contacts.tests.vendor import MAIN, PERSON

HOME, WORK = PERSON["emailAddresses"]
OFFICE, MOBILE = PERSON["phoneNumbers"]
OLD_JOB, JOB = PERSON["organizations"]
(ADDRESS,) = PERSON["addresses"]


def changed(person: dict[str, Any], **fields: Any) -> dict[str, list[dict[str, Any]]]:
    return fields_of_change(GoogleContactUpdate.model_validate({"resource_name": "people/c7", **fields}), person)


def change(**fields: Any) -> dict[str, list[dict[str, Any]]]:
    return changed(PERSON, **fields)


def test_only_what_changes_is_sent_and_a_part_leaves_the_others_of_its_field() -> None:
    """The good guess that goes wrong: a field that is sent is replaced whole."""
    assert change(given_name="Augusta") == {
        "names": [
            {
                "metadata": MAIN,
                "givenName": "Augusta",
                "middleName": "King",
                "familyName": "Lovelace",
                "honorificPrefix": "Dr.",
                "phoneticGivenName": "Ey-da",
            }
        ]
    }


def test_parts_of_a_name_are_cleared_one_by_one_and_all_of_them_clear_it() -> None:
    (name,) = change(name_prefix="", middle_name=None)["names"]
    assert (name["givenName"], name["familyName"]) == ("Ada", "Lovelace")
    assert {"honorificPrefix", "middleName", "displayName"}.isdisjoint(name)

    assert changed({"names": [{"givenName": "Ada"}]}, given_name="") == {"names": []}


def test_a_name_in_one_piece_is_not_lost() -> None:
    person = {"names": [{"unstructuredName": "Ada L"}]}
    assert changed(person, name_suffix="Jr.") == {"names": [{"unstructuredName": "Ada L", "honorificSuffix": "Jr."}]}


def test_the_main_job_is_changed_and_the_others_stay() -> None:
    assert change(company="Acme") == {"organizations": [OLD_JOB, {**JOB, "name": "Acme"}]}
    assert change(job_title="", department="") == {
        "organizations": [OLD_JOB, {"metadata": MAIN, "name": "Globex", "current": True}]
    }
    assert change(company="", job_title="", department="") == {"organizations": [OLD_JOB]}


def test_new_addresses_are_added_and_those_there_are_stay_as_google_has_them() -> None:
    assert change(emails=["new@globex.example"]) == {"emailAddresses": [HOME, WORK, {"value": "new@globex.example"}]}
    assert change(emails=[{"value": "Ada <ada@GLOBEX.example>", "type": "other"}]) == {
        "emailAddresses": [
            HOME,
            {"metadata": MAIN, "value": "Ada@globex.example", "type": "other", "displayName": "A"},
        ]
    }


def test_addresses_and_numbers_are_taken_away_by_what_they_say() -> None:
    assert change(remove_emails=["ADA@home.example", "nobody@home.example"]) == {"emailAddresses": [WORK]}
    assert change(remove_phones=["+49 (40) 5550-117"]) == {"phoneNumbers": [MOBILE]}
    assert change(emails=[{"value": "n@a.example"}], remove_emails=["Ada <ada@globex.example>"]) == {
        "emailAddresses": [HOME, {"value": "n@a.example"}]
    }


def test_what_is_no_address_can_be_taken_away_as_well() -> None:
    person = {"emailAddresses": [{"value": "not an address"}, {"value": ""}]}
    assert changed(person, remove_emails=["Not an address"]) == {"emailAddresses": [{"value": ""}]}


def test_numbers_are_the_same_by_their_digits() -> None:
    assert change(phones=["+4940 5550117"]) == {}
    assert change(phones=[{"value": "0151/5550117", "type": "main"}]) == {
        "phoneNumbers": [OFFICE, {**MOBILE, "type": "main"}]
    }
    assert change(phones=["494055 50117"])["phoneNumbers"][2] == {"value": "494055 50117"}


def test_one_number_of_two_types_stays_twice() -> None:
    twice = [{"value": "1", "type": "home"}, {"value": "1", "type": "work"}]
    assert changed({"phoneNumbers": twice}, phones=["2"]) == {"phoneNumbers": [*twice, {"value": "2"}]}


@pytest.mark.parametrize(
    ("fields", "cleared"),
    [
        ({"emails": []}, "emailAddresses"),
        ({"phones": []}, "phoneNumbers"),
        ({"addresses": []}, "addresses"),
        ({"websites": []}, "urls"),
        ({"notes": ""}, "biographies"),
        ({"notes": None}, "biographies"),
        ({"nickname": ""}, "nicknames"),
        ({"birthday": ""}, "birthdays"),
        ({"birthday": None}, "birthdays"),
    ],
)
def test_every_field_can_be_cleared(fields: dict[str, Any], cleared: str) -> None:
    assert change(**fields) == {cleared: []}


@pytest.mark.parametrize(
    "fields",
    [
        {"emails": None, "phones": None, "addresses": None, "websites": None},
        {"given_name": "Ada"},
        {"notes": "Likes engines."},
        {"nickname": "Countess"},
        {"company": "Globex"},
        {"emails": ["ada@globex.example"]},
        {"websites": [{"value": "https://ada.example", "type": "blog"}]},
        {"remove_emails": ["nobody@home.example"]},
        {"addresses": [{"type": "home", "city": "London"}]},
    ],
)
def test_what_is_so_already_is_not_sent(fields: dict[str, Any]) -> None:
    assert change(**fields) == {}


def test_an_address_of_a_type_that_is_there_is_changed_where_fields_are_given() -> None:
    moved = change(addresses=[{"type": "home", "street": "2 Square", "country": "UK"}])
    assert moved == {
        "addresses": [
            {
                "metadata": MAIN,
                "streetAddress": "2 Square",
                "city": "London",
                "country": "UK",
                "type": "home",
                "formattedType": "Home",
            }
        ]
    }
    added = change(addresses=[{"type": "work", "city": "Leeds", "postal_code": ""}])
    assert added == {"addresses": [ADDRESS, {"type": "work", "city": "Leeds"}]}
    assert change(addresses=[{"type": "home", "street": "", "city": ""}]) == {"addresses": []}


def test_notes_nickname_and_birthday_are_replaced() -> None:
    assert change(notes="New", nickname="Ada", birthday="--12-11") == {
        "biographies": [{"value": "New", "contentType": "TEXT_PLAIN"}],
        "nicknames": [{"value": "Ada"}],
        "birthdays": [{"date": {"month": 12, "day": 11}}],
    }


def test_entries_that_are_none_do_no_harm() -> None:
    person: dict[str, Any] = {"emailAddresses": ["odd", {}, None], "organizations": None}
    assert changed(person, emails=["a@b.example"], company="Acme") == {
        "emailAddresses": [{}, {"value": "a@b.example"}],
        "organizations": [{"name": "Acme"}],
    }


def test_a_new_contact_says_what_was_given_and_nothing_else() -> None:
    data = GoogleContactCreate.model_validate(
        {
            "given_name": "Ada",
            "family_name": "",
            "emails": ["Ada <ada@globex.example>", {"value": "ada@home.example", "type": "home"}],
            "company": "Globex",
            "notes": "Engines",
            "birthday": "1985-12-10",
            "group_ids": ["g1", "myContacts"],
        }
    )
    assert body_of_new(data) == {
        "names": [{"givenName": "Ada"}],
        "emailAddresses": [{"value": "ada@globex.example"}, {"value": "ada@home.example", "type": "home"}],
        "organizations": [{"name": "Globex"}],
        "biographies": [{"value": "Engines", "contentType": "TEXT_PLAIN"}],
        "birthdays": [{"date": {"year": 1985, "month": 12, "day": 10}}],
        "memberships": [
            {"contactGroupMembership": {"contactGroupResourceName": "contactGroups/myContacts"}},
            {"contactGroupMembership": {"contactGroupResourceName": "contactGroups/g1"}},
        ],
    }


def test_every_part_of_a_new_contact_reaches_google() -> None:
    data = GoogleContactCreate.model_validate(
        {
            "name_prefix": "Dr.",
            "given_name": "Ada",
            "middle_name": "King",
            "family_name": "Lovelace",
            "name_suffix": "Jr.",
            "nickname": "Countess",
            "company": "Globex",
            "job_title": "Analyst",
            "department": "Engines",
            "websites": [{"value": "https://ada.example", "type": "blog"}],
            "addresses": [
                {
                    "type": "home",
                    "street": "1 Square",
                    "extended": "Second floor",
                    "po_box": "12",
                    "postal_code": "SW1",
                    "city": "London",
                    "region": "Greater London",
                    "country": "United Kingdom",
                    "country_code": "GB",
                }
            ],
        }
    )
    assert body_of_new(data) == {
        "names": [
            {
                "honorificPrefix": "Dr.",
                "givenName": "Ada",
                "middleName": "King",
                "familyName": "Lovelace",
                "honorificSuffix": "Jr.",
            }
        ],
        "nicknames": [{"value": "Countess"}],
        "organizations": [{"name": "Globex", "title": "Analyst", "department": "Engines"}],
        "urls": [{"value": "https://ada.example", "type": "blog"}],
        "addresses": [
            {
                "type": "home",
                "streetAddress": "1 Square",
                "extendedAddress": "Second floor",
                "poBox": "12",
                "postalCode": "SW1",
                "city": "London",
                "region": "Greater London",
                "country": "United Kingdom",
                "countryCode": "GB",
            }
        ],
    }


def test_another_page_and_another_nickname_leave_those_there_are() -> None:
    (page,) = PERSON["urls"]
    assert change(websites=["https://new.example"]) == {"urls": [page, {"value": "https://new.example"}]}
    two = {"nicknames": [{"value": "Ada", "type": "DEFAULT"}, {"value": "AKL", "type": "INITIALS"}]}
    assert changed(two, nickname="Countess") == {
        "nicknames": [{"value": "Countess"}, {"value": "AKL", "type": "INITIALS"}]
    }


def test_what_is_left_of_a_job_without_words_is_no_job() -> None:
    person = {"organizations": [{"name": "Globex", "type": "work", "formattedType": "Work", "current": True}]}
    assert changed(person, company="") == {"organizations": []}


def test_of_an_address_with_a_type_alone_nothing_is_kept() -> None:
    assert changed({"addresses": [{"type": "home"}]}, addresses=[{"type": "work", "city": "Leeds"}]) == {
        "addresses": [{"type": "work", "city": "Leeds"}]
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"emails": ["no address"]}, "is not one e-mail address"),
        ({"phones": [""]}, "at least 1 character"),
        ({"birthday": "soon"}, "is no birthday"),
        ({"email": "a@b.example"}, "Extra inputs are not permitted"),
        ({"resource_name": "people/../me"}, "is no contact; take its resource_name from list_contacts"),
        ({"resource_name": "otherContacts/c7"}, "is no contact"),
        ({"resource_name": "people/c7:deleteContact"}, "is no contact"),
        ({"resource_name": "people/c7\n"}, "is no contact"),
    ],
)
def test_a_wrong_change_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        GoogleContactUpdate.model_validate({"resource_name": "people/c7", **fields})
