"""What the sandbox's Notion refuses, in Notion's words."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox.notion.handlers import HANDLERS
from integrations.sandbox.notion.methods import BY_ID
from integrations.sandbox.notion.seed.content import HANDBOOK, NOTES, OBSOLETE, PARAGRAPH, SPRINT, TASKS
from integrations.sandbox.tests.notion import Workspace, paragraph

CHILDREN = f"blocks/{NOTES}/children"
EMOJI = "😀"


@pytest.fixture
def notion(db: None) -> Workspace:
    return Workspace()


def test_every_published_method_has_a_handler() -> None:
    assert set(HANDLERS) == set(BY_ID)


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({"Notion-Version": ""}, (400, "missing_version")),
        ({"Notion-Version": "2022-06-28"}, (400, "validation_error")),
        ({"Authorization": ""}, (401, "unauthorized")),
        ({"Authorization": "Bearer nonsense"}, (401, "unauthorized")),
        ({"Authorization": "Basic bWU6c2VjcmV0"}, (401, "unauthorized")),
    ],
)
def test_version_and_token_are_wanted(notion: Workspace, headers: dict[str, str], answer: tuple[int, str]) -> None:
    assert notion.refused("GET", "users/me", headers=headers)[:2] == answer


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "nothing"), ("PUT", f"pages/{NOTES}"), ("POST", f"pages/{NOTES}"), ("GET", "pages"), ("GET", "pages/")],
)
def test_an_address_that_notion_has_not_is_refused(notion: Workspace, verb: str, path: str) -> None:
    assert notion.refused(verb, path)[:2] == (400, "invalid_request_url")


@pytest.mark.parametrize(
    ("capabilities", "verb", "path", "body"),
    [
        (("insert_content",), "GET", f"pages/{NOTES}", None),
        (("read_content",), "POST", "pages", {"parent": {"page_id": NOTES}}),
        (("read_content",), "PATCH", f"pages/{NOTES}", {"in_trash": True}),
        (("read_content",), "GET", "users", None),
        (("read_content",), "GET", f"comments?block_id={NOTES}", None),
        (("read_comments",), "POST", "comments", {"parent": {"page_id": NOTES}, "rich_text": []}),
    ],
)
def test_a_capability_that_was_not_allowed_is_missed(
    db: None, capabilities: tuple[str, ...], verb: str, path: str, body: object
) -> None:
    assert Workspace(capabilities=capabilities).refused(verb, path, body)[:2] == (403, "restricted_resource")


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"{", "invalid_json"), (b"[]", "invalid_json"), (b'"x"', "invalid_json"), (b"[" * 100_000, "invalid_json")],
)
def test_a_body_that_is_no_object_is_refused(notion: Workspace, raw: bytes, code: str) -> None:
    assert notion.refused("POST", "search", raw=raw)[:2] == (400, code)


@pytest.mark.parametrize(
    ("verb", "path", "body", "words"),
    [
        ("POST", "search", {"text": "x"}, "body.text should be not present"),
        ("POST", "search", {"page_size": 101}, "body.page_size should be ≥ `1` and ≤ `100`"),
        ("POST", "search", {"start_cursor": "nonsense"}, "start_cursor provided is invalid"),
        ("GET", "users?page_size=0", None, "query.page_size"),
        ("GET", "users?limit=5", None, "query.limit should be not present"),
        ("GET", "comments", None, "query.block_id should be defined"),
        ("GET", "pages/not-an-id", None, "should be a valid uuid"),
        ("PATCH", CHILDREN, {}, "body.children should be defined"),
        ("PATCH", CHILDREN, {"children": [], "after": PARAGRAPH}, "body.after should be not present"),
        ("PATCH", f"pages/{NOTES}", {"archived": True}, "body.archived should be not present"),
        (
            "PATCH",
            CHILDREN,
            {"children": [{"transcription": {}}]},
            "body.children[0].transcription should be not present",
        ),
        ("PATCH", CHILDREN, {"children": [{"type": "paragraph", "to_do": {"rich_text": []}}]}, "[0].type should be"),
        ("PATCH", CHILDREN, {"children": [{"code": {"rich_text": [], "language": "klingon"}}]}, "code.language"),
        ("PATCH", CHILDREN, {"children": [{"paragraph": {"rich_text": [], "color": "mauve"}}]}, "paragraph.color"),
        ("PATCH", CHILDREN, {"children": [{"table": {"table_width": 1}}]}, "table.children should be defined"),
        (
            "POST",
            "databases",
            {"parent": {"page_id": NOTES}, "properties": {}},
            "body.properties should be not present",
        ),
        ("PATCH", f"blocks/{PARAGRAPH}", {"to_do": {"checked": True}}, "body.paragraph should be defined"),
        ("POST", "file_uploads", {"mode": "multi_part"}, "number_of_parts should be defined"),
        ("POST", "file_uploads", {"mode": "external_url", "external_url": "http://x.example/a"}, "valid HTTPS URL"),
    ],
)
def test_what_is_not_in_the_table_is_refused(notion: Workspace, verb: str, path: str, body: object, words: str) -> None:
    status, code, message = notion.refused(verb, path, body)

    assert (status, code) == (400, "validation_error")
    assert words in message


@pytest.mark.parametrize(
    ("child", "words"),
    [
        (paragraph("x" * 2001), "rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`"),
        (paragraph(EMOJI * 1001), "rich_text[0].text.content.length should be ≤ `2000`, instead was `2002`"),
        ({"paragraph": {"rich_text": [{"text": {"content": "x"}}] * 101}}, "rich_text.length should be ≤ `100`"),
        ({"equation": {"expression": "x" * 1001}}, "equation.expression.length should be ≤ `1000`"),
        ({"bookmark": {"url": "https://x.example/" + "x" * 2000}}, "bookmark.url.length should be ≤ `2000`"),
        (paragraph("a", *[paragraph("b")] * 101), "paragraph.children.length should be ≤ `100`"),
        (paragraph("a", paragraph("b", paragraph("c", paragraph("d")))), "children should be not present"),
    ],
)
def test_notions_limits_hold(notion: Workspace, child: object, words: str) -> None:
    status, code, message = notion.refused("PATCH", CHILDREN, {"children": [child]})

    assert (status, code) == (400, "validation_error")
    assert words in message


def test_what_is_just_within_the_limits_is_taken(notion: Workspace) -> None:
    deepest = paragraph("a", paragraph("b", paragraph("c")))
    children = [paragraph("x" * 2000), paragraph(EMOJI * 1000), deepest, *[paragraph("y")] * 97]

    answer = notion.ask("PATCH", CHILDREN, {"children": children})

    assert (answer["http"], len(answer["results"])) == (200, 100)
    assert notion.refused("PATCH", CHILDREN, {"children": [*children, paragraph("z")]})[1] == "validation_error"


def test_a_request_has_a_thousand_blocks_and_half_a_megabyte_at_most(notion: Workspace) -> None:
    many = [paragraph("a", *[paragraph("b")] * 100) for _ in range(10)]
    assert "at most 1000 block elements" in notion.refused("PATCH", CHILDREN, {"children": many})[2]

    heavy = [{"paragraph": {"rich_text": [{"text": {"content": "x" * 2000}}] * 100}} for _ in range(3)]
    assert notion.refused("PATCH", CHILDREN, {"children": heavy})[0] == 413


@pytest.mark.parametrize(
    "path", [f"pages/{TASKS}", f"databases/{NOTES}", f"blocks/{SPRINT}/children", f"users/{NOTES}"]
)
def test_what_is_of_another_kind_is_not_there(notion: Workspace, path: str) -> None:
    assert notion.refused("GET", path)[:2] == (404, "object_not_found")


def test_another_workspace_is_not_there(notion: Workspace) -> None:
    other = Workspace("eve@lab.example")
    made = notion.ask("POST", "pages", {"parent": {"page_id": NOTES}, "properties": {"title": {"title": []}}})

    assert other.refused("GET", f"pages/{made['id']}")[:2] == (404, "object_not_found")
    assert other.refused("PATCH", f"blocks/{made['id']}/children", {"children": [paragraph("x")]})[0] == 404


def test_what_no_database_can_store_is_replaced(notion: Workspace) -> None:
    raw = b'{"children": [{"paragraph": {"rich_text": [{"text": {"content": "a\\u0000b\\ud800c"}}]}}]}'

    (block,) = notion.ask("PATCH", CHILDREN, raw=raw)["results"]

    assert block["paragraph"]["rich_text"][0]["plain_text"] == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("pages", {"parent": {"data_source_id": SPRINT}, "properties": {"Nope": {"number": 1}}}, "is not a property"),
        (
            "pages",
            {"parent": {"data_source_id": SPRINT}, "properties": {"Points": {"select": None}}},
            "expected to be number",
        ),
        (
            "pages",
            {"parent": {"data_source_id": SPRINT}, "properties": {"Status": {"status": {"name": "Lost"}}}},
            'Status option "Lost" does not exist',
        ),
        ("pages", {"parent": {"database_id": TASKS}}, "multiple data sources"),
        ("pages", {"parent": {}}, "body.parent should be defined"),
        (
            f"data_sources/{SPRINT}/query",
            {"filter": {"property": "Nope", "number": {"equals": 1}}},
            "Could not find property",
        ),
        (
            f"data_sources/{SPRINT}/query",
            {"filter": {"property": "Points", "select": {"equals": "x"}}},
            "does not match",
        ),
        (f"data_sources/{SPRINT}/query", {"filter": {"property": "Points", "number": {"is": 1}}}, "should have one of"),
        (f"data_sources/{SPRINT}/query", {"filter": {"property": "Points", "number": {"less_than": "x"}}}, "cannot be"),
        ("comments", {"rich_text": [{"text": {"content": "x"}}]}, "one of body.parent and body.discussion_id"),
    ],
)
def test_what_does_not_fit_the_data_is_refused(notion: Workspace, path: str, body: object, words: str) -> None:
    status, _, message = notion.refused("POST", path, body)

    assert status == 400
    assert words in message


def test_a_block_without_room_for_others_takes_none(notion: Workspace) -> None:
    (divider,) = notion.ask("PATCH", CHILDREN, {"children": [{"divider": {}}]})["results"]

    refused = notion.refused("PATCH", f"blocks/{divider['id']}/children", {"children": [paragraph("x")]})

    assert "does not support children" in refused[2]


def test_what_lies_in_the_trash_is_not_changed(notion: Workspace) -> None:
    assert notion.ask("PATCH", f"pages/{OBSOLETE}", {"in_trash": True})["in_trash"] is True

    refused = notion.refused("PATCH", f"pages/{OBSOLETE}", {"icon": None})

    assert "archived ancestor" in refused[2]
    assert notion.ask("PATCH", f"pages/{OBSOLETE}", {"in_trash": False})["in_trash"] is False


def test_times_are_of_whole_minutes(notion: Workspace) -> None:
    page: dict[str, Any] = notion.ask("PATCH", f"pages/{HANDBOOK}", {"is_locked": True})

    assert page["last_edited_time"].endswith(":00.000Z")
    assert page["last_edited_time"] > page["created_time"]


def test_a_write_that_fails_leaves_nothing(notion: Workspace) -> None:
    before = notion.ask("GET", f"{CHILDREN}?page_size=100")["results"]
    wrong = {"table": {"table_width": 2, "children": [{"table_row": {"cells": [[]]}}]}}

    notion.refused("PATCH", CHILDREN, {"children": [paragraph("x"), wrong]})

    assert notion.ask("GET", f"{CHILDREN}?page_size=100")["results"] == before
