"""Google Tasks through the one door against the sandbox."""

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
REPEATING = "0PUECRCNO6LU9ROT"
ASSIGNED = "Q590A5D9NAMPP59E"
PROJECT_LIST = "664QL46MHT8DR5QK"
HIDDEN = "Return the badge"


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


def titles(account: GoogleAccount, **question: object) -> list[str]:
    return [each["title"] for each in account.run("google_tasks.list_tasks", **question)["tasks"]]


def test_a_task_is_made_and_read(yara: GoogleAccount) -> None:
    made = yara.run("google_tasks.create_task", title="Ask Mara", due="2031-03-04", notes="Hall 3?")
    read = yara.run("google_tasks.get_task", task_id=made["task_id"])
    assert (read["title"], read["due"], read["notes"], read["status"]) == (
        "Ask Mara",
        "2031-03-04",
        "Hall 3?",
        "needsAction",
    )


@pytest.mark.parametrize("due", ["2031-03-04", "2031-03-04T23:30:00-08:00", "2031-03-04T00:30:00+14:00"])
def test_a_day_does_not_slip_with_each_save(yara: GoogleAccount, due: str) -> None:
    """The good guess that goes wrong: the sandbox takes the day that a time is in UTC."""
    task = yara.run("google_tasks.create_task", title="Ask Mara", due=due)
    for _ in range(3):
        task = yara.run("google_tasks.update_task", task_id=task["task_id"], due=task["due"])
    assert task["due"] == "2031-03-04"


def test_an_update_leaves_everything_else_and_can_clear(yara: GoogleAccount) -> None:
    made = yara.run("google_tasks.create_task", title="Ask Mara", due="2031-03-04", notes="Hall 3?")
    renamed = yara.run("google_tasks.update_task", task_id=made["task_id"], title="Ask Jonas")
    cleared = yara.run("google_tasks.update_task", task_id=made["task_id"], due=None, notes="")
    assert (renamed["title"], renamed["due"], renamed["notes"]) == ("Ask Jonas", "2031-03-04", "Hall 3?")
    assert (cleared["title"], cleared["due"], cleared["notes"]) == ("Ask Jonas", None, "")


def test_a_completed_task_is_seen_when_asked_for_and_opened_again(yara: GoogleAccount) -> None:
    made = yara.run("google_tasks.create_task", title="Ask Mara")
    done = yara.run("google_tasks.complete_task", task_id=made["task_id"])
    assert (done["status"], done["completed"] is None) == ("completed", False)
    assert "Ask Mara" not in titles(yara)
    assert "Ask Mara" in titles(yara, show_completed=True)
    opened = yara.run("google_tasks.update_task", task_id=made["task_id"], status="needsAction")
    assert (opened["status"], opened["completed"]) == ("needsAction", None)


def test_everything_is_seen_hidden_and_assigned_ones_too(yara: GoogleAccount) -> None:
    everything = titles(yara, show_completed=True)
    assert HIDDEN in everything
    assert "Comment on the safety sheet" in everything
    assert HIDDEN not in titles(yara)
    assert "Comment on the safety sheet" not in titles(yara, show_assigned=False)


def test_what_is_cleared_is_still_found(yara: GoogleAccount) -> None:
    assert "Order toner" in titles(yara, show_completed=True)
    yara.run("google_tasks.clear_completed")
    cleared = yara.run("google_tasks.list_tasks", show_completed=True)["tasks"]
    assert [each["is_hidden"] for each in cleared if each["title"] == "Order toner"] == [True]


def test_tasks_of_some_days_are_listed(yara: GoogleAccount) -> None:
    for day in ("2031-03-03", "2031-03-04", "2031-03-05"):
        yara.run("google_tasks.create_task", title=day, due=day)
    assert titles(yara, due_from="2031-03-04", due_until="2031-03-04") == ["2031-03-04"]
    assert titles(yara, due_from="2031-03-04") == ["2031-03-05", "2031-03-04"]


def test_only_a_move_changes_place_parent_and_list(yara: GoogleAccount) -> None:
    first = yara.run("google_tasks.create_task", title="First")
    second = yara.run("google_tasks.create_task", title="Second")
    below = yara.run("google_tasks.move_task", task_id=second["task_id"], parent_id=first["task_id"])
    assert below["parent_id"] == first["task_id"]
    assert titles(yara)[:2] == ["First", "Second"]
    beside = yara.run("google_tasks.move_task", task_id=second["task_id"], previous_id=first["task_id"])
    assert (beside["parent_id"], titles(yara)[:2]) == (None, ["First", "Second"])
    moved = yara.run("google_tasks.move_task", task_id=first["task_id"], to_tasklist_id=PROJECT_LIST)
    assert moved["tasklist_id"] == PROJECT_LIST
    assert titles(yara, tasklist_id=PROJECT_LIST)[0] == "First"
    assert "First" not in titles(yara)


def test_a_lost_answer_of_a_move_moves_once(yara: GoogleAccount) -> None:
    made = yara.run("google_tasks.create_task", title="First")
    yara.misbehave("tasks.tasks.move", times=1, drop_after_effect=True)
    moved = yara.run("google_tasks.move_task", task_id=made["task_id"], to_tasklist_id=PROJECT_LIST)
    assert (moved["task_id"], moved["tasklist_id"]) == (made["task_id"], PROJECT_LIST)


def test_a_repeating_task_cannot_change_its_list(yara: GoogleAccount) -> None:
    refused = yara.outcome("google_tasks.move_task", {"task_id": REPEATING, "to_tasklist_id": PROJECT_LIST})
    assert refused.error is not None
    assert refused.error["code"] == "remote_rejected"
    assert "cannot be moved between lists" in str(refused.error["detail"])
    assert "Water the plants in hall 3" in titles(yara)


def test_an_assigned_task_tells_its_original_and_is_deleted(yara: GoogleAccount) -> None:
    read = yara.run("google_tasks.get_task", task_id=ASSIGNED)
    assert read["assignment"]["surface"] == "DOCUMENT"
    assert read["assignment"]["link"].startswith("https://docs.google.com/document/")
    assert yara.run("google_tasks.delete_task", task_id=ASSIGNED)["deleted"] is True
    assert yara.run("google_tasks.get_task", task_id=ASSIGNED)["is_deleted"] is True


def test_a_lost_answer_of_a_new_task_is_not_sent_again(yara: GoogleAccount) -> None:
    yara.misbehave("tasks.tasks.insert", times=1, drop_after_effect=True)
    lost = yara.outcome("google_tasks.create_task", {"title": "Once"})
    assert lost.error is not None
    assert lost.error["code"] == "outcome_unknown"
    assert titles(yara).count("Once") == 1


def test_lists_are_made_named_and_deleted(yara: GoogleAccount) -> None:
    made = yara.run("google_tasks.create_tasklist", title="Fair")
    named = yara.run("google_tasks.update_tasklist", tasklist_id=made["tasklist_id"], title="Fair in Hamburg")
    assert (named["tasklist_id"], named["title"]) == (made["tasklist_id"], "Fair in Hamburg")
    yara.run("google_tasks.create_task", title="Book", tasklist_id=made["tasklist_id"])
    assert yara.run("google_tasks.delete_tasklist", tasklist_id=made["tasklist_id"])["deleted"] is True
    left = yara.run("google_tasks.list_tasklists")["tasklists"]
    assert made["tasklist_id"] not in [each["tasklist_id"] for each in left]


def test_the_account_s_own_list_cannot_be_deleted(yara: GoogleAccount) -> None:
    refused = yara.outcome("google_tasks.delete_tasklist", {"tasklist_id": "@default"})
    assert refused.error is not None
    assert refused.error["code"] == "remote_rejected"


def test_tasks_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_tasks.list_tasks", "tasks", "task_id", show_completed=True)


def test_task_lists_are_read_to_the_end(yara: GoogleAccount) -> None:
    reads_to_the_end(yara, "google_tasks.list_tasklists", "tasklists", "tasklist_id")


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(yara: GoogleAccount, answer: dict[str, object], code: str) -> None:
    tells_apart(yara, "google_tasks.list_tasklists", "tasks.tasklists.list", answer, code)


def test_a_dead_grant_asks_to_connect_again(yara: GoogleAccount) -> None:
    asks_to_connect_again(yara, "google_tasks.list_tasklists", "tasks.tasklists.list")


def test_a_missing_scope_is_known_before_google_is_asked(yara: GoogleAccount) -> None:
    knows_a_missing_scope(yara, "google_tasks.list_tasklists")


def test_the_longest_texts_are_taken(yara: GoogleAccount) -> None:
    made = yara.run("google_tasks.create_task", title="\N{SPARKLES}" * 1024, notes="n" * 8192)
    assert (made["title"], len(made["notes"])) == ("\N{SPARKLES}" * 1024, 8192)
