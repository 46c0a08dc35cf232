"""Attack: values that would make Google's client call another method than the one that was meant."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from integrations.egress.client import Egress
from integrations.egress.tests.conftest import MakePermit
from integrations.egress.tests.vendor import Vendor, ok
from integrations.errors import InputError
from integrations.providers.google.client import GoogleHttp, build_google

WRONG = ["", ".", "..", "../calendarList", "a/b", "a\\b", "a\x00", "a\r\nHost: other"]


@pytest.fixture
def google(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> Any:  # a client of googleapiclient
    http = GoogleHttp(egress, make_permit(vendor="Google", effect="write"))
    return partial(build_google, http=http, api_root=vendor.url)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_value_that_is_a_path_never_leaves(google: Any, vendor: Vendor, wrong: str) -> None:
    events, messages = google("calendar", "v3").events(), google("gmail", "v1").users().messages()
    for method, given, field in (
        (events.get, {"calendarId": "primary", "eventId": wrong}, "event_id"),
        (events.delete, {"calendarId": wrong, "eventId": "e1"}, "calendar_id"),
        (messages.trash, {"userId": "me", "id": wrong}, "message_id"),
    ):
        with pytest.raises(InputError) as refused:
            method(**given).execute()
        assert [each.field for each in refused.value.errors] == [field]
    assert vendor.received == []


@pytest.mark.parametrize(
    ("api", "version", "resource", "method", "given", "field"),
    [
        ("calendar", "v3", ("events",), "delete", {"calendarId": "primary", "eventId": "import"}, "event_id"),
        ("gmail", "v1", ("users", "messages"), "delete", {"userId": "me", "id": "batchDelete"}, "message_id"),
        ("gmail", "v1", ("users", "drafts"), "get", {"userId": "me", "id": "send"}, "draft_id"),
        ("drive", "v3", ("files",), "delete", {"fileId": "trash"}, "file_id"),
        ("drive", "v3", ("files",), "get", {"fileId": "generateIds"}, "file_id"),
    ],
)
def test_a_word_of_the_api_is_no_identifier(
    google: Any,
    vendor: Vendor,
    api: str,
    version: str,
    resource: tuple[str, ...],
    method: str,
    given: dict[str, str],
    field: str,
) -> None:
    client = google(api, version)
    for name in resource:
        client = getattr(client, name)()
    with pytest.raises(InputError, match="is a word of the API itself") as refused:
        getattr(client, method)(**given)
    assert [each.field for each in refused.value.errors] == [field]
    assert vendor.received == []


def test_a_part_of_a_batch_is_checked_as_well(google: Any, vendor: Vendor) -> None:
    gmail = google("gmail", "v1")
    batch = gmail.new_batch_http_request()
    with pytest.raises(InputError, match="message_id"):
        batch.add(gmail.users().messages().get(userId="me", id=".."))
    assert vendor.received == []


def test_identifiers_as_google_makes_them_go_out_escaped(google: Any, vendor: Vendor) -> None:
    vendor.answers(ok({"id": "e"}))
    calendar_id = "en.german#holiday@group.v.calendar.google.com"
    google("calendar", "v3").events().get(calendarId=calendar_id, eventId="e_20260101T100000Z").execute()
    path = vendor.received[0].path.partition("?")[0]
    assert path == "/calendar/v3/calendars/en.german%23holiday%40group.v.calendar.google.com/events/e_20260101T100000Z"


def test_a_name_of_several_segments_keeps_its_slashes_and_no_dots(google: Any, vendor: Vendor) -> None:
    vendor.answers(ok({"resourceName": "people/c1"}))
    people = google("people", "v1").people()
    people.get(resourceName="people/c1", personFields="names").execute()
    assert vendor.received[0].path.startswith("/v1/people/c1?")
    for wrong in ("people/..", "people//c1", "people:batchGet"):
        with pytest.raises((InputError, TypeError)):
            people.get(resourceName=wrong, personFields="names")
