"""With whom a calendar is shared."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox.models import Calendar
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.test_calendar_events import reason, refused

BEN = {"type": "user", "value": "ben@elsewhere.example"}


@pytest.fixture
def other(calendar: Any) -> str:
    """A second calendar of the account."""
    made: str = run(calendar.calendars().insert(body={"summary": "Other"}))["id"]
    return made


def share(calendar: Any, calendar_id: str, role: str, scope: dict[str, str]) -> Any:
    return run(calendar.acl().insert(calendarId=calendar_id, body={"role": role, "scope": scope}))


def rules(calendar: Any, calendar_id: str, **parameters: Any) -> list[tuple[str, str]]:
    """Whom and as what, as listed."""
    listed = run(calendar.acl().list(calendarId=calendar_id, **parameters))
    return [(rule["id"], rule["role"]) for rule in listed["items"]]


def test_a_second_rule_for_the_same_people_takes_the_place_of_the_first(calendar: Any, other: str) -> None:
    first = share(calendar, other, "reader", BEN)
    second = share(calendar, other, "writer", {**BEN, "value": "Ben@Elsewhere.example"})
    assert (first["id"], second["id"]) == ("user:ben@elsewhere.example",) * 2
    assert first["etag"] != second["etag"]
    assert rules(calendar, other) == [("user:ada@lab.example", "owner"), ("user:ben@elsewhere.example", "writer")]


def test_a_role_of_none_takes_the_right_away(calendar: Any, other: str) -> None:
    share(calendar, other, "reader", BEN)
    assert share(calendar, other, "none", BEN)["role"] == "none"
    assert rules(calendar, other) == [("user:ada@lab.example", "owner")]


def test_rules_come_page_by_page(calendar: Any, other: str) -> None:
    share(calendar, other, "reader", BEN)
    share(calendar, other, "freeBusyReader", {"type": "default"})
    page = run(calendar.acl().list(calendarId=other, maxResults=2))
    rest = run(calendar.acl().list(calendarId=other, maxResults=2, pageToken=page["nextPageToken"]))
    assert [rule["id"] for rule in rest["items"]] == ["default"]
    assert "nextPageToken" not in rest


@pytest.mark.parametrize(
    ("role", "scope", "location"),
    [
        ("boss", BEN, "role"),
        ("reader", {"type": "friend", "value": "ben@elsewhere.example"}, "scope.type"),
        ("reader", {"type": "user", "value": "ben"}, "scope.value"),
        ("reader", {"type": "domain", "value": "ben@elsewhere.example"}, "scope.value"),
        ("reader", {"type": "default", "value": "anyone"}, "scope.value"),
    ],
)
def test_what_is_no_rule_is_refused(
    calendar: Any, other: str, role: str, scope: dict[str, str], location: str
) -> None:
    error = refused(calendar.acl().insert(calendarId=other, body={"role": role, "scope": scope}))
    assert (error.resp.status, reason(error)) == (400, "invalid")
    assert location in str(error.content)
    assert rules(calendar, other) == [("user:ada@lab.example", "owner")]


def test_only_the_owner_shares_and_never_the_own_right(calendar: Any, other: str) -> None:
    own = {"role": "reader", "scope": {"type": "user", "value": "ada@lab.example"}}
    assert reason(refused(calendar.acl().insert(calendarId=other, body=own))) == "cannotChangeOwnAcl"
    Calendar.objects.filter(calendar_id=other).update(access_role="writer")
    body = {"role": "reader", "scope": BEN}
    assert reason(refused(calendar.acl().insert(calendarId=other, body=body))) == "requiredAccessLevel"


def test_a_rule_is_read_changed_and_deleted(calendar: Any, other: str) -> None:
    rule_id = share(calendar, other, "reader", BEN)["id"]
    run(calendar.acl().patch(calendarId=other, ruleId=rule_id, body={"role": "writer"}))
    assert run(calendar.acl().get(calendarId=other, ruleId=rule_id))["role"] == "writer"
    run(calendar.acl().delete(calendarId=other, ruleId=rule_id))
    assert refused(calendar.acl().get(calendarId=other, ruleId=rule_id)).resp.status == 404
