"""Google Contacts through the one door against the sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.egress.deadline import Deadline
from integrations.egress.turns import Turn
from integrations.execution import perform
from integrations.tests.google_account import VENDOR_ERRORS, GoogleAccount
from integrations.tests.google_checks import (
    asks_to_connect_again,
    knows_a_missing_scope,
    reads_to_the_end,
    tells_apart,
)

YARA = "yara.keller@globex.example"
JONAS = "people/c3472851636781678441"
MARA = "people/c1253128416502909836"
CUSTOMERS = "f51eec73d0add89c"
INES: dict[str, Any] = {
    "given_name": "Ines",
    "family_name": "Roth",
    "emails": [{"value": "ines@printshop.example", "type": "work"}],
    "phones": [{"value": "+49 40 5550 201", "type": "work"}],
    "company": "Print Shop",
    "job_title": "Owner",
    "birthday": "--03-09",
    "notes": "Delivers on Tuesdays.",
}


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


def names(account: GoogleAccount, operation: str = "google_contacts.list_contacts", **question: object) -> list[str]:
    return [each["name"] for each in account.run(operation, **question)["contacts"]]


def test_a_contact_is_made_and_read(yara: GoogleAccount) -> None:
    made = yara.run("google_contacts.create_contact", **INES)
    read = yara.run("google_contacts.get_contact", resource_name=made["resource_name"])
    assert {
        name: read[name] for name in ("given_name", "family_name", "company", "job_title", "birthday", "notes")
    } == {name: INES[name] for name in ("given_name", "family_name", "company", "job_title", "birthday", "notes")}
    assert [(each["value"], each["type"]) for each in read["emails"]] == [("ines@printshop.example", "work")]
    assert read["group_ids"] == ["myContacts"]


def test_fields_that_are_not_given_stay_and_parts_leave_the_rest_of_their_field(yara: GoogleAccount) -> None:
    """The good guess that goes wrong: a field that is sent is replaced whole."""
    made = yara.run("google_contacts.create_contact", **INES)
    changed = yara.run(
        "google_contacts.update_contact",
        resource_name=made["resource_name"],
        family_name="Falk",
        company="Copy Shop",
        emails=["roth@copyshop.example"],
    )
    assert (changed["given_name"], changed["family_name"]) == ("Ines", "Falk")
    assert (changed["company"], changed["job_title"]) == ("Copy Shop", "Owner")
    assert [each["value"] for each in changed["emails"]] == ["ines@printshop.example", "roth@copyshop.example"]
    assert (changed["notes"], changed["birthday"], len(changed["phones"])) == (INES["notes"], "--03-09", 1)


def test_fields_can_be_cleared_and_entries_taken_away(yara: GoogleAccount) -> None:
    made = yara.run("google_contacts.create_contact", **INES)
    changed = yara.run(
        "google_contacts.update_contact",
        resource_name=made["resource_name"],
        notes="",
        birthday=None,
        job_title="",
        phones=[],
        remove_emails=["Ines@printshop.example"],
    )
    assert (changed["notes"], changed["birthday"], changed["job_title"]) == ("", None, "")
    assert (changed["phones"], changed["emails"], changed["company"]) == ([], [], "Print Shop")


def test_a_change_in_between_is_merged_and_not_lost(yara: GoogleAccount) -> None:
    """The first attempt is told that its etag is old, by a rule of the sandbox; the second one reads again."""
    yara.misbehave("people.people.updateContact", times=1, status=400, reason="failedPrecondition")
    changed = yara.run("google_contacts.update_contact", resource_name=JONAS, family_name="Keller")
    assert (changed["given_name"], changed["family_name"]) == ("Jonas", "Keller")


def test_changes_of_others_twice_end_as_a_conflict(yara: GoogleAccount) -> None:
    yara.misbehave("people.people.updateContact", times=2, status=400, reason="failedPrecondition")
    told = yara.outcome("google_contacts.update_contact", {"resource_name": JONAS, "family_name": "Keller"})
    assert told.error is not None
    assert told.error["code"] == "conflict"
    assert yara.run("google_contacts.get_contact", resource_name=JONAS)["family_name"] == "Brandt"


def test_a_lost_answer_of_a_change_changes_once(yara: GoogleAccount) -> None:
    yara.misbehave("people.people.updateContact", times=1, drop_after_effect=True)
    changed = yara.run("google_contacts.update_contact", resource_name=JONAS, phones=["+49 40 5550 999"])
    assert [each["value"] for each in changed["phones"]].count("+49 40 5550 999") == 1


def test_a_contact_whose_answer_got_lost_is_found_again(yara: GoogleAccount) -> None:
    yara.misbehave("people.people.createContact", times=1, drop_after_effect=True)
    made = yara.run("google_contacts.create_contact", **INES)
    assert made["name"] == "Ines Roth"
    assert names(yara).count("Ines Roth") == 1


def test_a_group_whose_answer_got_lost_is_found_again(yara: GoogleAccount) -> None:
    yara.misbehave("people.contactGroups.create", times=1, drop_after_effect=True)
    made = yara.run("google_contacts.create_group", name="Suppliers")
    listed = yara.run("google_contacts.list_groups")["groups"]
    assert [each["group_id"] for each in listed if each["name"] == "Suppliers"] == [made["group_id"]]


def test_who_was_just_made_is_found(yara: GoogleAccount) -> None:
    """The good guess that goes wrong: the sandbox's search, too, knows nothing new before it is warmed up."""
    yara.run("google_contacts.create_contact", **INES)
    assert names(yara, "google_contacts.search_contacts", query="ines") == ["Ines Roth"]
    assert names(yara, "google_contacts.search_contacts", query="print sh") == ["Ines Roth"]
    assert names(yara, "google_contacts.search_contacts", query="nobody") == []


def test_many_are_read_at_once(yara: GoogleAccount) -> None:
    told = yara.run("google_contacts.get_contacts", resource_names=[MARA, "people/c1", JONAS])
    assert [each["name"] for each in told["contacts"]] == ["Mara Oyelaran", "Jonas Brandt"]
    assert told["not_found"] == ["people/c1"]


def test_contacts_come_and_go_in_groups(yara: GoogleAccount) -> None:
    group = yara.run("google_contacts.create_group", name="Suppliers")["group_id"]
    added = yara.run("google_contacts.add_to_group", group_id=group, resource_names=[MARA, JONAS])
    assert added["count"] == 2
    assert group in yara.run("google_contacts.get_contact", resource_name=MARA)["group_ids"]
    removed = yara.run("google_contacts.remove_from_group", group_id=group, resource_names=[MARA, "people/c1"])
    assert (removed["resource_names"], removed["not_found"]) == ([MARA], ["people/c1"])
    assert [
        each["member_count"] for each in yara.run("google_contacts.list_groups")["groups"] if each["group_id"] == group
    ] == [1]


def test_nobody_is_taken_out_of_the_last_group(yara: GoogleAccount) -> None:
    told = yara.outcome("google_contacts.remove_from_group", {"group_id": "myContacts", "resource_names": [JONAS]})
    assert told.error is not None
    assert told.error["code"] == "input_error"
    assert "in no other group" in str(told.error["detail"])


def test_a_name_of_a_group_that_is_taken_is_refused(yara: GoogleAccount) -> None:
    told = yara.outcome("google_contacts.create_group", {"name": "Customers"})
    assert told.error is not None
    assert told.error["code"] == "remote_rejected"


def test_a_deleted_contact_is_gone(yara: GoogleAccount) -> None:
    assert yara.run("google_contacts.delete_contact", resource_name=JONAS)["deleted"] is True
    assert "Jonas Brandt" not in names(yara)
    told = yara.outcome("google_contacts.get_contact", {"resource_name": JONAS})
    assert told.error is not None
    assert told.error["code"] == "remote_rejected"


def test_people_who_are_no_contacts_are_found(yara: GoogleAccount) -> None:
    assert sorted(names(yara, "google_contacts.list_other_contacts")) == ["Ines Roth", "Travel Desk"]
    assert names(yara, "google_contacts.search_directory", query="johanna") == ["Johanna Weiss"]


def test_one_write_waits_for_the_one_before_it(yara: GoogleAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    """The good guess that goes wrong: Google wants the writes to one account one after another."""
    monkeypatch.setattr(perform, "SHORT_WAIT", 0.0)
    turn = Turn(service="google_contacts", vendor="Google Contacts", account=yara.connection().account_id)
    with turn.held(Deadline(20), patience=0):
        waiting = yara.outcome("google_contacts.create_contact", INES)
        assert "Ines Roth" not in names(yara)
    assert waiting.state == "waiting"
    assert yara.run("google_contacts.create_contact", **INES)["name"] == "Ines Roth"


def test_contacts_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_contacts.list_contacts", "contacts", "resource_name", order_by="first_name")


def test_groups_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_contacts.list_groups", "groups", "group_id")


def test_other_contacts_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_contacts.list_other_contacts", "contacts", "resource_name")


def test_the_directory_is_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_contacts.search_directory", "contacts", "resource_name", query="jo")


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(yara: GoogleAccount, answer: dict[str, object], code: str) -> None:
    tells_apart(yara, "google_contacts.list_groups", "people.contactGroups.list", answer, code)


def test_a_dead_grant_asks_to_connect_again(yara: GoogleAccount) -> None:
    asks_to_connect_again(yara, "google_contacts.list_groups", "people.contactGroups.list")


def test_a_missing_scope_is_known_before_google_is_asked(yara: GoogleAccount) -> None:
    knows_a_missing_scope(yara, "google_contacts.list_groups")
