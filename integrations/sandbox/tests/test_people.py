"""Google's People: masks, etags, the search that has to be warmed up, sync, and groups."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from integrations.sandbox.google.people.handlers import HANDLERS
from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.models import Account, Contact
from integrations.sandbox.tests.client import INSIDE, InsideHttp, SocketHttp, build, run
from integrations.sandbox.tests.conftest import EVERYTHING, MakeToken
from integrations.sandbox.tests.test_answers_fit_the_documents import Tour
from integrations.sandbox.tests.test_calendar_events import refused

PROFILE = "https://www.googleapis.com/auth/userinfo.profile"
FIELDS = "names,emailAddresses,phoneNumbers,organizations,memberships,metadata"
ADA = {"names": [{"givenName": "Ada", "familyName": "Moss"}], "emailAddresses": [{"value": "ada@lab.example"}]}


@pytest.fixture
def api(account: Account, make_token: MakeToken) -> Any:
    """People for the account, in this process."""
    return build("people", INSIDE, InsideHttp(make_token(account, *EVERYTHING)))


def create(api: Any, **body: Any) -> Any:
    return run(api.people().createContact(body=ADA | body, personFields=FIELDS))


def update(api: Any, person: Any, mask: str, **body: Any) -> Any:
    whole = {"metadata": {"sources": person["metadata"]["sources"]}, **body}
    return api.people().updateContact(
        resourceName=person["resourceName"], body=whole, updatePersonFields=mask, personFields=FIELDS
    )


def read(api: Any, person: Any, mask: str = FIELDS) -> Any:
    return run(api.people().get(resourceName=person["resourceName"], personFields=mask))


def search(api: Any, query: str) -> list[str]:
    found = run(api.people().searchContacts(query=query, readMask="names")).get("results", [])
    return [each["person"]["resourceName"] for each in found]


def listed(api: Any, **more: Any) -> Any:
    connections = api.people().connections()
    return run(connections.list(resourceName="people/me", personFields=FIELDS, requestSyncToken=True, **more))


def error(request: Any) -> Any:
    return json.loads(refused(request).content)["error"]


def test_only_what_the_mask_names_is_shown(api: Any) -> None:
    made = create(api)
    assert set(read(api, made, "names")) == {"resourceName", "etag", "names"}
    assert read(api, made, "names")["names"][0]["displayName"] == "Ada Moss"


@pytest.mark.parametrize("mask", [None, "", "name", "names,nonsense"])
def test_a_mask_is_required_and_has_to_be_known(api: Any, mask: str | None) -> None:
    made = create(api)
    assert refused(api.people().get(resourceName=made["resourceName"], personFields=mask)).resp.status == 400


def test_what_the_mask_of_an_update_names_is_replaced_whole_and_the_rest_stays(api: Any) -> None:
    made = create(api, phoneNumbers=[{"value": "1"}])
    changed = run(update(api, made, "names", names=[{"givenName": "Ida"}]))
    assert changed["names"][0]["displayName"] == "Ida"
    assert [each["value"] for each in changed["phoneNumbers"]] == ["1"]
    assert "phoneNumbers" not in run(update(api, changed, "phoneNumbers"))


def test_an_etag_that_is_not_the_newest_is_refused(api: Any) -> None:
    made = create(api)
    run(update(api, made, "names", names=[{"givenName": "Ida"}]))
    told = error(update(api, made, "names", names=[{"givenName": "Eda"}]))
    assert (told["code"], told["status"], told["errors"][0]["reason"]) == (
        400,
        "FAILED_PRECONDITION",
        "failedPrecondition",
    )
    assert read(api, made)["names"][0]["givenName"] == "Ida"


def test_an_update_has_to_name_its_source_and_memberships(api: Any) -> None:
    made = create(api)
    bare = api.people().updateContact(resourceName=made["resourceName"], body=ADA, updatePersonFields="names")
    assert refused(bare).resp.status == 400
    assert refused(update(api, made, "memberships", memberships=[])).resp.status == 400
    assert refused(update(api, made, "metadata")).resp.status == 400


def test_there_is_one_name_only(api: Any) -> None:
    two = {"names": [{"givenName": "A"}, {"givenName": "B"}]}
    assert refused(api.people().createContact(body=two, personFields="names")).resp.status == 400


def test_the_search_does_not_know_what_came_after_the_last_empty_one(api: Any) -> None:
    made = create(api)
    assert search(api, "ada") == []
    assert search(api, "") == []
    assert search(api, "ada") == [made["resourceName"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [("f", True), ("FOO n", True), ("nam", True), ("foo  name", True), ("oo n", False), ("foo@", True), ("acm", True)],
)
def test_the_search_matches_the_beginnings_of_phrases(api: Any, query: str, found: bool) -> None:
    create(
        api,
        names=[{"givenName": "Foo", "familyName": "Name"}],
        emailAddresses=[{"value": "foo@lab.example"}],
        organizations=[{"name": "Acme"}],
    )
    search(api, "")
    assert bool(search(api, query)) is found


def test_the_search_gives_thirty_at_most(api: Any) -> None:
    for number in range(32):
        create(api, nicknames=[{"value": f"n{number}"}])
    search(api, "")
    asked = api.people().searchContacts(query="ada", readMask="names", pageSize=100)
    assert len(run(asked)["results"]) == 30
    assert len(search(api, "ada")) == 10


def test_changes_since_a_token_are_told_deleted_ones_too(api: Any) -> None:
    first, second = create(api), create(api)
    token = listed(api)["nextSyncToken"]
    assert "connections" not in listed(api, syncToken=token)
    run(update(api, first, "names", names=[{"givenName": "Ida"}]))
    run(api.people().deleteContact(resourceName=second["resourceName"]))
    third = create(api)
    changes = listed(api, syncToken=token)
    assert [(each["resourceName"], each["metadata"].get("deleted")) for each in changes["connections"]] == [
        (first["resourceName"], None),
        (second["resourceName"], True),
        (third["resourceName"], None),
    ]
    assert "connections" not in listed(api, syncToken=changes["nextSyncToken"])


def test_pages_of_changes_lead_to_the_same_token(api: Any) -> None:
    for _ in range(3):
        create(api)
    page = listed(api, pageSize=2)
    assert "nextSyncToken" not in page
    create(api)
    last = listed(api, pageSize=2, pageToken=page["nextPageToken"])
    assert len(last["connections"]) == 2
    assert len(listed(api, syncToken=last["nextSyncToken"])["connections"]) == 1


def test_a_token_ends_seven_days_after_the_full_list_however_often_it_is_renewed(
    api: Any, account: Account, make_token: MakeToken, control: Callable[..., Any]
) -> None:
    token = listed(api)["nextSyncToken"]
    control("POST", "clock", {"advance_seconds": 6 * 86_400})
    api = build("people", INSIDE, InsideHttp(make_token(account, *EVERYTHING)))
    token = listed(api, syncToken=token)["nextSyncToken"]
    control("POST", "clock", {"advance_seconds": 86_400})
    api = build("people", INSIDE, InsideHttp(make_token(account, *EVERYTHING)))
    connections = api.people().connections()
    told = error(connections.list(resourceName="people/me", personFields=FIELDS, syncToken=token))
    assert (told["code"], told["details"][0]["reason"]) == (400, "EXPIRED_SYNC_TOKEN")


@pytest.mark.parametrize("asked", [{"personFields": "names"}, {"sortOrder": "FIRST_NAME_ASCENDING"}])
def test_a_token_is_for_the_same_question_only(api: Any, asked: dict[str, str]) -> None:
    token = listed(api)["nextSyncToken"]
    question = {"resourceName": "people/me", "personFields": FIELDS, "syncToken": token, **asked}
    assert refused(api.people().connections().list(**question)).resp.status == 400


def test_contacts_are_listed_in_order(api: Any) -> None:
    for given in ("Bea", "Ada", "Cora"):
        create(api, names=[{"givenName": given}])
    orders = ("LAST_MODIFIED_ASCENDING", "LAST_MODIFIED_DESCENDING", "FIRST_NAME_ASCENDING")
    names = [
        [each["names"][0]["givenName"] for each in listed(api, sortOrder=order)["connections"]] for order in orders
    ]
    assert names == [["Bea", "Ada", "Cora"], ["Cora", "Ada", "Bea"], ["Ada", "Bea", "Cora"]]


def test_members_come_and_go_but_never_out_of_their_last_group(api: Any) -> None:
    made = create(api)
    groups = api.contactGroups()
    group = run(groups.create(body={"contactGroup": {"name": "Team"}}))["resourceName"]
    body = {"resourceNamesToAdd": [made["resourceName"], "people/c1"]}
    told = run(groups.members().modify(resourceName=group, body=body))
    assert told == {"notFoundResourceNames": ["people/c1"]}
    assert run(groups.get(resourceName=group, maxMembers=5))["memberResourceNames"] == [made["resourceName"]]
    for name in (group, "contactGroups/myContacts"):
        told = run(groups.members().modify(resourceName=name, body={"resourceNamesToRemove": [made["resourceName"]]}))
    assert told == {"canNotRemoveLastContactGroupResourceNames": [made["resourceName"]]}
    add = {"resourceNamesToAdd": [made["resourceName"]]}
    assert refused(groups.members().modify(resourceName="contactGroups/family", body=add)).resp.status == 400


def test_a_name_of_a_group_is_taken_once(api: Any) -> None:
    groups = api.contactGroups()
    run(groups.create(body={"contactGroup": {"name": "Team"}}))
    assert refused(groups.create(body={"contactGroup": {"name": "team"}})).resp.status == 409
    assert refused(groups.create(body={"contactGroup": {"name": ""}})).resp.status == 400


def test_a_token_for_the_profile_alone_reads_no_contacts(account: Account, api: Any, make_token: MakeToken) -> None:
    made = create(api)
    profile = build("people", INSIDE, InsideHttp(make_token(account, PROFILE)))
    assert run(profile.people().get(resourceName="people/me", personFields="names"))["names"]
    assert refused(profile.people().get(resourceName=made["resourceName"], personFields="names")).resp.status == 403


def test_many_are_read_each_by_itself(api: Any) -> None:
    made = create(api)
    names = [made["resourceName"], "people/c1", "people/me"]
    told = run(api.people().getBatchGet(resourceNames=names, personFields="names"))["responses"]
    assert [each["httpStatusCode"] for each in told] == [200, 404, 200]


@pytest.mark.django_db(transaction=True)
def test_every_people_method_answers_as_its_document_says(live_server: LiveServer, http: SocketHttp) -> None:
    ensure_people_for(Account.objects.get())
    api, tour = build("people", live_server.url, http), Tour()
    people, groups = api.people(), api.contactGroups()
    made = tour(people.createContact(body=ADA | {"birthdays": [{"date": {"month": 2, "day": 29}}]}))
    name = made["resourceName"]
    changed = tour(update(api, made, "names,memberships", names=[{"givenName": "Ida"}], memberships=MINE))
    assert changed["names"][0]["givenName"] == "Ida"
    tour(people.get(resourceName=name, personFields="names,photos,addresses"))
    tour(people.getBatchGet(resourceNames=[name, "people/c1"], personFields="names"))
    tour(people.connections().list(resourceName="people/me", personFields=FIELDS, requestSyncToken=True))
    tour(people.searchContacts(query="", readMask="names"))
    assert len(tour(people.searchContacts(query="ida", readMask="names"))["results"]) == 1
    source = ["DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE"]
    assert len(tour(people.listDirectoryPeople(readMask="names", sources=source))["people"]) == 1
    assert len(tour(people.searchDirectoryPeople(query="ad", readMask="names", sources=source))["people"]) == 1
    assert len(tour(api.otherContacts().list(readMask="names"))["otherContacts"]) == 1

    group = tour(groups.create(body={"contactGroup": {"name": "Team"}}))["resourceName"]
    tour(groups.update(resourceName=group, body={"contactGroup": {"name": "Squad"}}))
    tour(groups.members().modify(resourceName=group, body={"resourceNamesToAdd": [name]}))
    tour(groups.get(resourceName=group, maxMembers=1))
    tour(groups.batchGet(resourceNames=[group, "contactGroups/none"]))
    assert len(tour(groups.list())["contactGroups"]) == 7
    tour(people.deleteContact(resourceName=name))
    tour(groups.delete(resourceName=group, deleteContacts=True))

    assert tour.seen == set(HANDLERS)


MINE = [{"contactGroupMembership": {"contactGroupResourceName": "contactGroups/myContacts"}}]


def ensure_people_for(account: Account) -> None:
    """Somebody of every kind."""
    for kind in (Contact.Kind.OTHER, Contact.Kind.DIRECTORY):
        Contact.objects.create(
            book=account.contact_book,
            kind=kind,
            contact_id="c7",
            body=ADA,
            created_number=1,
            change_number=1,
            updated_at="2030-01-01T00:00Z",
        )


@pytest.mark.django_db
def test_the_demo_accounts_know_somebody_in_the_same_parts(make_token: MakeToken) -> None:
    ensure_demo_accounts()
    known: list[set[str]] = []
    for account in Account.objects.filter(provider="google"):
        api = build("people", INSIDE, InsideHttp(make_token(account, *EVERYTHING)))
        connections = listed(api)["connections"]
        group = run(api.contactGroups().list(pageSize=1000))["contactGroups"][-1]
        assert (len(connections), group["memberCount"]) == (3, 1)
        assert search(api, "Jo") != []
        known.append({group["resourceName"], *(each["resourceName"] for each in connections)})
    assert known[0] == known[1]
