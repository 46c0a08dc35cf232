"""Google Calendar through the one door against the sandbox."""

from __future__ import annotations

import pytest

from integrations.tests.google_account import VENDOR_ERRORS, GoogleAccount
from integrations.tests.google_checks import (
    asks_to_connect_again,
    knows_a_missing_scope,
    reads_to_the_end,
    tells_apart,
)

YARA = "yara.keller@globex.example"
THEO = "theo.marsh@sandmail.example"
MEETING = {
    "title": "Planning",
    "start": "2031-03-04T10:00:00+02:00",
    "end": "2031-03-04T11:00:00+02:00",
    "description": "Agenda: everything",
    "location": "Room 4",
    "attendees": [THEO],
}


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


def test_an_event_keeps_its_offset(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING)
    read = yara.run("google_calendar.get_event", event_id=made["event_id"])
    assert (read["title"], read["location"], read["description"]) == ("Planning", "Room 4", "Agenda: everything")
    assert read["start"] in {"2031-03-04T10:00:00+02:00", "2031-03-04T08:00:00Z", "2031-03-04T09:00:00+01:00"}
    assert [each["email"] for each in read["attendees"]] == [THEO]


def test_an_update_of_the_title_leaves_everything_else(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING)
    yara.run("google_calendar.update_event", event_id=made["event_id"], title="Planning II")
    read = yara.run("google_calendar.get_event", event_id=made["event_id"])
    assert (read["title"], read["description"], read["location"]) == ("Planning II", "Agenda: everything", "Room 4")


def test_an_update_can_clear_a_field(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING)
    yara.run("google_calendar.update_event", event_id=made["event_id"], description="")
    read = yara.run("google_calendar.get_event", event_id=made["event_id"])
    assert (read["title"], read["description"]) == ("Planning", "")


def test_an_all_day_event_with_a_meet_link(yara: GoogleAccount) -> None:
    made = yara.run(
        "google_calendar.create_event",
        title="Offsite",
        start="2031-05-01",
        end="2031-05-03",
        all_day=True,
        add_meet_link=True,
    )
    assert made["all_day"] is True
    assert made["start"] == "2031-05-01"
    assert made["meet_link"].startswith("https://")


def test_the_same_call_twice_makes_one_event(yara: GoogleAccount) -> None:
    first = yara.outcome("google_calendar.create_event", MEETING, call_key="once")
    second = yara.outcome("google_calendar.create_event", MEETING, call_key="once")
    assert first.result is not None
    assert second.result == first.result
    listed = yara.run("google_calendar.list_events", start="2031-03-04", end="2031-03-05", query="Planning")
    assert [each["event_id"] for each in listed["events"]] == [first.result["event_id"]]


def test_events_are_found_by_words_and_range(yara: GoogleAccount) -> None:
    yara.run("google_calendar.create_event", **MEETING)
    yara.run("google_calendar.create_event", **{**MEETING, "title": "Retro"})
    found = yara.run("google_calendar.list_events", start="2031-03-04", end="2031-03-05", query="retro")
    assert [each["title"] for each in found["events"]] == ["Retro"]


def test_events_are_read_to_the_end(yara: GoogleAccount) -> None:
    for title in ("Planning", "Retro", "Review"):
        yara.run("google_calendar.create_event", **{**MEETING, "title": title})
    reads_to_the_end(yara, "google_calendar.list_events", "events", "event_id", start="2031-03-04", end="2031-03-05")


def test_calendars_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_calendar.list_calendars", "calendars", "calendar_id")


def test_a_deleted_event_is_gone(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING)
    gone = yara.run("google_calendar.delete_event", event_id=made["event_id"])
    assert gone["deleted"] is True
    left = yara.run("google_calendar.list_events", start="2031-03-04", end="2031-03-05")["events"]
    assert made["event_id"] not in [each["event_id"] for each in left]


def test_busy_times_are_told(yara: GoogleAccount) -> None:
    yara.run("google_calendar.create_event", **MEETING)
    busy = yara.run("google_calendar.query_free_busy", start="2031-03-04", end="2031-03-05")
    assert len(busy["calendars"][0]["busy"]) == 1


def test_calendars_are_listed(yara: GoogleAccount) -> None:
    listed = yara.run("google_calendar.list_calendars")
    assert [each["calendar_id"] for each in listed["calendars"] if each["is_primary"]] == [YARA]


def test_an_invitation_is_answered(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **{**MEETING, "attendees": [YARA, THEO]})
    answered = yara.run("google_calendar.respond_to_event", event_id=made["event_id"], response="accepted")
    own = [each["response"] for each in answered["attendees"] if each["email"] == YARA]
    assert own == ["accepted"]


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(yara: GoogleAccount, answer: dict[str, object], code: str) -> None:
    tells_apart(yara, "google_calendar.list_calendars", "calendar.calendarList.list", answer, code)


def test_a_dead_grant_asks_to_connect_again(yara: GoogleAccount) -> None:
    asks_to_connect_again(yara, "google_calendar.list_calendars", "calendar.calendarList.list")


def test_a_missing_scope_is_known_before_google_is_asked(yara: GoogleAccount) -> None:
    knows_a_missing_scope(yara, "google_calendar.list_calendars")


def test_a_lost_answer_makes_no_second_event(yara: GoogleAccount) -> None:
    yara.misbehave("calendar.events.insert", times=1, drop_after_effect=True)

    made = yara.run("google_calendar.create_event", **MEETING)

    listed = yara.run("google_calendar.list_events", start="2031-03-04", end="2031-03-05", query="Planning")
    assert [each["event_id"] for each in listed["events"]] == [made["event_id"]]


def test_a_title_can_be_cleared_and_times_become_days(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING)

    changed = yara.run(
        "google_calendar.update_event", event_id=made["event_id"], start="2031-03-04", end="2031-03-06", location=""
    )

    assert (changed["all_day"], changed["start"], changed["end"]) == (True, "2031-03-04", "2031-03-06")
    assert (changed["location"], changed["title"]) == ("", "Planning")


SERIES = {"title": "Leave", "start": "2031-03-04", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=6"]}


@pytest.mark.parametrize("fields", [{"title": "Leave", "start": "2031-03-04"}, SERIES], ids=["single", "series"])
@pytest.mark.parametrize("start", ["2031-03-04T10:00", "2031-03-04T10:00:00+01:00"])
def test_whole_days_become_a_time_and_days_again(yara: GoogleAccount, fields: dict[str, object], start: str) -> None:
    made = yara.run("google_calendar.create_event", **fields)

    timed = yara.run("google_calendar.update_event", event_id=made["event_id"], start=start)
    days = yara.run("google_calendar.update_event", event_id=made["event_id"], start="2031-03-05")

    assert (timed["all_day"], timed["start"], timed["end"]) == (
        False,
        "2031-03-04T10:00:00+01:00",
        "2031-03-04T11:00:00+01:00",
    )
    assert timed["time_zone"] == "Europe/Berlin"
    assert timed["recurrence"] == fields.get("recurrence", [])
    assert (days["all_day"], days["start"], days["end"]) == (True, "2031-03-05", "2031-03-06")


def test_a_series_that_was_of_whole_days_keeps_its_hour_when_clocks_change(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **SERIES)
    new_york = {"start": "2031-03-04T09:00", "time_zone": "America/New_York"}
    yara.run("google_calendar.update_event", event_id=made["event_id"], **new_york)
    week = {"start": "2031-03-04", "end": "2031-03-12", "time_zone": "UTC"}
    listed = yara.run("google_calendar.list_events", query="Leave", **week)
    assert [each["start"] for each in listed["events"]] == ["2031-03-04T14:00:00Z", "2031-03-11T13:00:00Z"]


def test_who_stays_invited_keeps_answer_and_comment(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **{**MEETING, "attendees": [YARA, THEO]})
    yara.run("google_calendar.respond_to_event", event_id=made["event_id"], response="tentative", comment="Late")

    changed = yara.run(
        "google_calendar.update_event", event_id=made["event_id"], attendees=["mara@northwind.example", YARA.title()]
    )

    known = {each["email"]: (each["response"], each["comment"]) for each in changed["attendees"]}
    assert known == {"mara@northwind.example": ("needsAction", ""), YARA: ("tentative", "Late")}


def test_a_lost_answer_of_a_change_is_no_conflict(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING)
    yara.misbehave("calendar.events.patch", times=1, drop_after_effect=True)

    changed = yara.run("google_calendar.update_event", event_id=made["event_id"], attendees=[YARA, THEO])

    assert [each["email"] for each in changed["attendees"]] == [YARA, THEO]


def test_own_reminders_give_way_to_the_calendars(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **MEETING, reminders=[{"minutes": 5}])
    changed = yara.run("google_calendar.update_event", event_id=made["event_id"], reminders=None)
    assert (made["reminders"], changed["reminders"]) == ([{"minutes": 5, "method": "popup"}], None)


def test_a_zone_without_a_city_is_refused(yara: GoogleAccount) -> None:
    refused = yara.outcome("google_calendar.create_event", {**MEETING, "time_zone": "CET"})
    assert refused.error is not None
    assert refused.error["code"] == "input_error"
    assert "write Europe/Brussels" in str(refused.error["errors"])


@pytest.mark.parametrize("start", ["9999-12-31", "9999-12-31T23:30:00-11:00"])
def test_the_end_of_the_calendar_is_refused_and_does_not_fail(yara: GoogleAccount, start: str) -> None:
    refused = yara.outcome("google_calendar.create_event", {"title": "For ever", "start": start})
    assert refused.error is not None
    assert refused.error["code"] == "input_error"


@pytest.mark.parametrize("line", ["RDATE;TZID=America/New_York:20310306T040000", "RDATE;VALUE=DATE:20310306"])
def test_extra_dates_of_a_series_are_taken(yara: GoogleAccount, line: str) -> None:
    yara.run("google_calendar.create_event", **{**MEETING, "recurrence": [line], "time_zone": "Europe/Berlin"})
    listed = yara.run("google_calendar.list_events", start="2031-03-04", end="2031-03-12", query="Planning")
    days = [each["start"][:10] for each in listed["events"]]
    assert days == ["2031-03-04", "2031-03-06"]


def test_a_calendar_in_which_private_events_are_kept_back_is_listed(yara: GoogleAccount) -> None:
    (board,) = [each for each in yara.run("google_calendar.list_calendars")["calendars"] if each["name"] == "Board"]
    assert board["access_role"] == "writerWithoutPrivateAccess"
    listed = yara.run("google_calendar.list_events", calendar_id=board["calendar_id"])["events"]
    assert sorted((each["title"], each["visibility"]) for each in listed) == [
        ("", "private"),
        ("Figures of the quarter", "default"),
    ]


def test_the_dates_of_a_series_are_read_to_the_end(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **SERIES)
    series = {"event_id": made["event_id"], "start": "2031-03-04", "end": "2031-04-30"}
    dates = yara.run("google_calendar.list_instances", **series)["events"]
    assert [each["start"] for each in dates][:2] == ["2031-03-04", "2031-03-11"]
    assert {each["recurring_event_id"] for each in dates} == {made["event_id"]}
    reads_to_the_end(yara, "google_calendar.list_instances", "events", "event_id", **series)


def test_a_date_that_was_called_off_is_listed_only_if_asked_for(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.create_event", **SERIES)
    series = {"event_id": made["event_id"], "start": "2031-03-04"}
    second = yara.run("google_calendar.list_instances", **series)["events"][1]
    yara.run("google_calendar.delete_event", event_id=second["event_id"])
    kept = yara.run("google_calendar.list_instances", **series)["events"]
    everything = yara.run("google_calendar.list_instances", include_cancelled=True, **series)["events"]
    assert (len(kept), len(everything)) == (5, 6)
    assert [each["status"] for each in everything if each["event_id"] == second["event_id"]] == ["cancelled"]


def other_calendar(yara: GoogleAccount) -> str:
    made: str = yara.run("google_calendar.create_calendar", name="Deliveries", time_zone="Europe/Berlin")["calendar_id"]
    return made


def test_an_event_moves_with_its_id_and_what_it_says(yara: GoogleAccount) -> None:
    made, other = yara.run("google_calendar.create_event", **MEETING), other_calendar(yara)
    moved = yara.run("google_calendar.move_event", event_id=made["event_id"], destination_calendar_id=other)
    read = yara.run("google_calendar.get_event", event_id=made["event_id"], calendar_id=other)
    assert (moved["event_id"], moved["calendar_id"], read["title"]) == (made["event_id"], other, "Planning")
    left = yara.run("google_calendar.list_events", start="2031-03-04", end="2031-03-05")["events"]
    assert made["event_id"] not in [each["event_id"] for each in left]


def test_a_lost_answer_of_a_move_is_no_refusal(yara: GoogleAccount) -> None:
    made, other = yara.run("google_calendar.create_event", **MEETING), other_calendar(yara)
    yara.misbehave("calendar.events.move", times=1, drop_after_effect=True)
    moved = yara.run("google_calendar.move_event", event_id=made["event_id"], destination_calendar_id=other)
    assert (moved["event_id"], moved["calendar_id"]) == (made["event_id"], other)


def test_one_date_of_a_series_cannot_be_moved(yara: GoogleAccount) -> None:
    made, other = yara.run("google_calendar.create_event", **SERIES), other_calendar(yara)
    (date, *_) = yara.run("google_calendar.list_instances", event_id=made["event_id"], start="2031-03-04")["events"]
    refused = yara.outcome(
        "google_calendar.move_event", {"event_id": date["event_id"], "destination_calendar_id": other}
    )
    assert refused.error is not None
    assert (refused.error["code"], refused.error["vendor_status"]) == ("remote_rejected", 400)


def test_a_calendar_is_made_and_listed(yara: GoogleAccount) -> None:
    made = other_calendar(yara)
    (listed,) = [
        each for each in yara.run("google_calendar.list_calendars")["calendars"] if each["calendar_id"] == made
    ]
    assert (listed["name"], listed["time_zone"], listed["access_role"]) == ("Deliveries", "Europe/Berlin", "owner")


def test_sharing_twice_leaves_one_right_and_none_takes_it_away(yara: GoogleAccount) -> None:
    given = {"calendar_id": other_calendar(yara), "share_with": THEO}
    first = yara.run("google_calendar.share_calendar", role="writer", **given)
    second = yara.run("google_calendar.share_calendar", role="reader", **given)
    gone = yara.run("google_calendar.share_calendar", role="none", **given)
    assert first["rule_id"] == second["rule_id"] == gone["rule_id"]
    assert [each["role"] for each in (first, second, gone)] == ["writer", "reader", "none"]


def test_only_its_owner_shares_a_calendar(yara: GoogleAccount) -> None:
    (board,) = [each for each in yara.run("google_calendar.list_calendars")["calendars"] if each["name"] == "Board"]
    refused = yara.outcome("google_calendar.share_calendar", {"calendar_id": board["calendar_id"], "share_with": THEO})
    assert refused.error is not None
    assert refused.error["vendor_status"] == 403


def test_a_sentence_becomes_an_event(yara: GoogleAccount) -> None:
    made = yara.run("google_calendar.quick_add_event", description="Tea with Theo tomorrow at 4pm")
    assert made["title"] == "Tea with Theo"
    assert made["start"][11:16] == "16:00"
    assert yara.run("google_calendar.get_event", event_id=made["event_id"])["title"] == "Tea with Theo"
