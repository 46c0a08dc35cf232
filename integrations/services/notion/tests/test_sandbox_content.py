"""Content of any length and depth at the sandbox: within Notion's limits, in order, and whole after lost answers."""

from __future__ import annotations

import pytest

from integrations.sandbox.notion.seed.content import LEFTOVER, NOTES, PARAGRAPH, SPRINT
from integrations.services.notion.tests.account import NotionAccount

LINES = [f"Line {number}" for number in range(250)]
LONG = "\n\n".join(LINES)
DEEP = "- one\n  - two\n    - three\n      - four\n        - five\n\n- end"


@pytest.fixture
def notion(sandbox: str, redis_server: object) -> NotionAccount:
    return NotionAccount(sandbox)


def texts(notion: NotionAccount, page_id: str) -> list[str]:
    return [each["plain_text"] for each in notion.run("list_blocks", block_id=page_id, all_pages=True)["blocks"]]


def empty_page(notion: NotionAccount) -> str:
    page_id: str = notion.run("create_page", parent_page_id=NOTES, title="Empty")["page_id"]
    return page_id


def test_a_hundred_blocks_a_request_in_order(notion: NotionAccount) -> None:
    page = empty_page(notion)

    added = notion.run("append_blocks", block_id=page, markdown=LONG)

    assert (added["count"], len(added["block_ids"]), added["last_block_id"]) == (250, 250, added["block_ids"][-1])
    assert texts(notion, page) == LINES
    assert notion.asked("notion.blocks.children.append") == {"notion.blocks.children.append": 3}


def test_two_levels_a_request_and_the_rest_below_what_has_arrived(notion: NotionAccount) -> None:
    page = empty_page(notion)

    added = notion.run("append_blocks", block_id=page, markdown=DEEP)

    assert (added["count"], len(added["block_ids"])) == (6, 2)
    assert notion.run("get_page_markdown", page_id=page)["markdown"] == DEEP
    levels = [
        (each["plain_text"], each["level"]) for each in notion.run("list_blocks", block_id=page, nested=True)["blocks"]
    ]
    assert levels == [("one", 0), ("two", 1), ("three", 2), ("four", 3), ("five", 4), ("end", 0)]


def test_two_thousand_utf_16_units_a_text(notion: NotionAccount) -> None:
    page = empty_page(notion)
    said = "😀" * 1500 + "x" * 1500  # 4,500 units, 3,000 characters

    notion.run("append_blocks", block_id=page, markdown=said)

    (block,) = notion.run("list_blocks", block_id=page)["blocks"]
    assert block["plain_text"] == said
    pieces = [each["text"]["content"] for each in block["content"]["rich_text"]]
    assert [len(each.encode("utf-16-le")) // 2 for each in pieces] == [2000, 2000, 500]
    assert notion.run("get_page_markdown", page_id=page)["markdown"] == said


def test_a_text_of_more_than_a_hundred_pieces_goes_on_below(notion: NotionAccount) -> None:
    page = empty_page(notion)
    said = " ".join(f"**w{number}** v{number}" for number in range(80))

    notion.run("append_blocks", block_id=page, markdown=f"- {said}")

    blocks = notion.run("list_blocks", block_id=page, nested=True)["blocks"]
    assert [each["type"] for each in blocks] == ["bulleted_list_item", "paragraph"]
    assert "".join(each["plain_text"] for each in blocks) == said.replace("*", "")


def test_a_table_of_more_rows_than_one_request_takes(notion: NotionAccount) -> None:
    page = empty_page(notion)
    table = "\n".join(["| n | square |", "| --- | --- |", *(f"| {n} | {n * n} |" for n in range(150))])

    notion.run("append_blocks", block_id=page, markdown=table)

    assert notion.run("get_page_markdown", page_id=page)["markdown"] == table


def test_a_long_page_is_made_whole(notion: NotionAccount) -> None:
    made = notion.run("create_page", data_source_id=SPRINT, title="Long", markdown=f"{LONG}\n\n{DEEP}")

    assert notion.run("get_page_markdown", page_id=made["page_id"])["markdown"] == f"{LONG}\n\n{DEEP}"


def test_content_goes_where_it_is_wanted(notion: NotionAccount) -> None:
    before = texts(notion, NOTES)

    notion.run("append_blocks", block_id=NOTES, markdown="first", position="start")
    notion.run("append_blocks", block_id=NOTES, markdown="second", position="after", after=PARAGRAPH)
    notion.run("append_blocks", block_id=NOTES, markdown="\n\n".join(["third", *LINES]))

    place = before.index("We meet every Monday at ten.") + 1
    assert texts(notion, NOTES) == ["first", *before[:place], "second", *before[place:], "third", *LINES]


def test_long_content_after_a_block_stays_together(notion: NotionAccount) -> None:
    before = texts(notion, NOTES)

    notion.run("append_blocks", block_id=NOTES, markdown=LONG, position="after", after=LEFTOVER)

    place = before.index("Room booked until March: can be deleted.") + 1
    assert texts(notion, NOTES) == [*before[:place], *LINES, *before[place:]]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_lost_answer_is_looked_for_and_nothing_comes_twice(notion: NotionAccount, times: int) -> None:
    page = empty_page(notion)
    notion.misbehave("notion.blocks.children.append", times=times, drop_after_effect=True)

    added = notion.run("append_blocks", block_id=page, markdown=LONG)

    assert texts(notion, page) == LINES
    assert len(set(added["block_ids"])) == 250


def test_a_request_that_never_arrived_is_sent_again(notion: NotionAccount) -> None:
    page = empty_page(notion)
    notion.misbehave("notion.blocks.children.append", times=1, status=502)

    notion.run("append_blocks", block_id=page, markdown=LONG)

    assert texts(notion, page) == LINES


@pytest.mark.parametrize("position", [{}, {"position": "start"}, {"position": "after", "after": PARAGRAPH}])
def test_a_lost_answer_is_found_in_its_place(notion: NotionAccount, position: dict[str, object]) -> None:
    before = texts(notion, NOTES)
    notion.misbehave("notion.blocks.children.append", times=1, drop_after_effect=True)

    notion.run("append_blocks", block_id=NOTES, markdown="one\n\ntwo", **position)

    after = texts(notion, NOTES)
    assert len(after) == len(before) + 2
    assert after[after.index("one") + 1] == "two"


def test_where_it_stops_is_told_and_can_be_gone_on_from(notion: NotionAccount) -> None:
    page = empty_page(notion)
    blocks = [{"paragraph": {"rich_text": [{"text": {"content": line}}]}} for line in LINES]
    refused = [*blocks[:120], {"paragraph": {"rich_text": [], "color": "ultraviolet"}}]

    outcome = notion.outcome("append_blocks", {"block_id": page, "blocks": refused})

    assert outcome.error is not None
    assert outcome.error["code"] == "outcome_unknown"
    (last,) = [each for each in notion.run("list_blocks", block_id=page)["blocks"] if each["plain_text"] == "Line 99"]
    told = f"100 of 121 blocks are there, the last is {last['block_id']}: go on after it"
    assert told in str(outcome.error["detail"])
    notion.run("append_blocks", block_id=page, blocks=blocks[100:], position="after", after=last["block_id"])
    assert texts(notion, page) == LINES


def test_a_lost_page_is_found_and_filled(notion: NotionAccount) -> None:
    notion.misbehave("notion.pages.create", times=1, drop_after_effect=True)

    made = notion.run("create_page", parent_page_id=NOTES, title="Only once", markdown=LONG)

    assert notion.run("search", query="Only once")["count"] == 1
    assert texts(notion, made["page_id"]) == LINES


@pytest.mark.parametrize("place", [{"parent_page_id": NOTES}, {"data_source_id": SPRINT}])
def test_a_lost_page_with_its_content_is_found(notion: NotionAccount, place: dict[str, str]) -> None:
    notion.misbehave("notion.pages.create", times=1, drop_after_effect=True)

    made = notion.run("create_page", title="Only once", markdown="- [ ] **it**", **place)

    assert [each["page_id"] for each in notion.run("search", query="Only once")["results"]] == [made["page_id"]]


def test_two_pages_alike_leave_it_unknown_which_is_ours(notion: NotionAccount) -> None:
    notion.run("create_page", parent_page_id=NOTES, title="Twice")
    notion.misbehave("notion.pages.create", times=1, drop_after_effect=True)

    outcome = notion.outcome("create_page", {"parent_page_id": NOTES, "title": "Twice"})

    assert outcome.error is not None
    assert outcome.error["code"] == "outcome_unknown"
    assert notion.run("search", query="Twice")["count"] == 2


def test_a_lost_comment_and_a_lost_database_are_found(notion: NotionAccount) -> None:
    notion.misbehave("notion.comments.create", times=1, drop_after_effect=True)
    notion.misbehave("notion.databases.create", times=1, drop_after_effect=True)

    comment = notion.run("create_comment", block_id=NOTES, markdown="Once")
    database = notion.run("create_database", parent_page_id=NOTES, title="Once")

    assert [each["comment_id"] for each in notion.run("list_comments", block_id=NOTES)["comments"]] == [
        comment["comment_id"]
    ]
    assert [each["database_id"] for each in notion.run("search", query="Once")["results"]] == [database["database_id"]]


def test_the_same_call_twice_makes_one_page(notion: NotionAccount) -> None:
    given = {"parent_page_id": NOTES, "title": "Same"}

    first = notion.outcome("create_page", given, call_key="once")
    second = notion.outcome("create_page", given, call_key="once")

    assert first.result is not None
    assert second.result == first.result
    assert notion.run("search", query="Same")["count"] == 1


def test_reading_stops_at_its_limit_and_says_so(notion: NotionAccount) -> None:
    made = notion.run("create_page", parent_page_id=NOTES, title="Long", markdown=LONG)

    read = notion.run("get_page_markdown", page_id=made["page_id"], max_blocks=150, with_title=True)

    assert read["markdown"] == "\n\n".join(["# Long", *LINES[:150]])
    assert (read["count"], read["is_complete"]) == (150, False)
    assert "first 150 blocks" in read["warnings"][0]


def test_what_cannot_be_read_does_not_take_the_rest_with_it(notion: NotionAccount) -> None:
    page = empty_page(notion)
    notion.run("append_blocks", block_id=page, markdown="- a\n  - b\n\npara")
    notion.misbehave("notion.blocks.children.list", times=1, delay_ms=1)
    notion.misbehave("notion.blocks.children.list", status=404)

    read = notion.run("get_page_markdown", page_id=page)

    assert read["markdown"] == "- a\n\npara"
    assert read["is_complete"] is False
    assert "could not be read" in read["warnings"][0]
