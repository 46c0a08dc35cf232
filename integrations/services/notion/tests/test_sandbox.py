"""Notion through the one door against the sandbox."""

from __future__ import annotations

import httpx
import pytest

from integrations.catalog.registry import catalog
from integrations.models import UsageLine
from integrations.sandbox.notion.seed.content import HANDBOOK, LEFTOVER, NOTES, OBSOLETE, SPRINT, TASKS
from integrations.services.notion.tests.account import PATIENCE, NotionAccount

ORDER = ("read", "idempotent_write", "write", "destructive")
OPERATIONS = sorted(
    catalog().services["notion"].operations.values(), key=lambda each: (ORDER.index(each.effect), each.key)
)
VENDOR_ERRORS: list[tuple[dict[str, object], str]] = [
    ({"status": 401}, "reconnect_required"),
    ({"status": 403}, "scope_missing"),
    ({"status": 404}, "remote_rejected"),
    ({"status": 409}, "remote_rejected"),
    ({"status": 429, "retry_after": 600}, "rate_limited"),
    ({"status": 529, "retry_after": 600}, "rate_limited"),
    ({"status": 503}, "remote_unavailable"),
    ({"status": 400}, "remote_rejected"),
]


@pytest.fixture
def notion(sandbox: str, redis_server: object) -> NotionAccount:
    return NotionAccount(sandbox)


@pytest.mark.parametrize("email", ["yara.keller@globex.example", "theo.marsh@sandmail.example"])
def test_every_example_works_as_it_stands(sandbox: str, redis_server: object, email: str) -> None:
    account = NotionAccount(sandbox, email)

    outcomes = {each.key: account.outcome(each.key, each.example) for each in OPERATIONS}

    assert {key: outcome.error for key, outcome in outcomes.items() if outcome.error is not None} == {}
    assert {key: outcome.warnings for key, outcome in outcomes.items() if outcome.warnings} == {}
    assert {key: one.result for key, one in outcomes.items() if (one.result or {}).get("count") == 0} == {}


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(notion: NotionAccount, answer: dict[str, object], code: str) -> None:
    notion.misbehave("notion.search", **answer)

    outcome = notion.outcome("search", {})

    assert outcome.error is not None
    assert outcome.error["code"] == code


def test_a_dead_grant_asks_to_connect_again(notion: NotionAccount) -> None:
    notion.misbehave("notion.search", status=401)
    notion.misbehave("notion.oauth.token", status=400, error="invalid_grant")

    outcome = notion.outcome("search", {})

    assert outcome.error is not None
    assert outcome.error["code"] == "reconnect_required"
    assert outcome.error["connect_url"]
    assert (notion.connection().status, notion.connection().status_reason) == ("needs_reconnect", "invalid_grant")


def test_a_missing_scope_is_known_before_notion_is_asked(notion: NotionAccount) -> None:
    notion.forget_scopes()

    outcome = notion.outcome("search", {})

    assert outcome.error is not None
    assert outcome.error["code"] == "scope_missing"
    assert outcome.error["connect_url"]
    assert notion.asked("notion.search") == {}
    assert not UsageLine.objects.exists()


def test_an_access_that_ended_without_saying_so_is_renewed_once(notion: NotionAccount) -> None:
    ahead = {"advance_seconds": 4000}
    httpx.post(f"{notion.origin}/sandbox/_control/clock", json=ahead, timeout=PATIENCE).raise_for_status()

    assert notion.run("search", query="handbook")["count"] == 1
    assert notion.run("search", query="handbook")["count"] == 1
    assert notion.asked("notion.oauth.token") == {"notion.oauth.token": 2}  # the code, and one refresh


@pytest.mark.parametrize(
    ("operation", "items", "item_id", "params"),
    [
        ("list_blocks", "blocks", "block_id", {"block_id": HANDBOOK}),
        ("list_comments", "comments", "comment_id", {"block_id": HANDBOOK}),
        ("list_users", "users", "user_id", {}),
        ("search", "results", "title", {}),
        ("query_data_source", "pages", "page_id", {"data_source_id": SPRINT}),
    ],
)
def test_lists_are_read_to_the_end(
    notion: NotionAccount, operation: str, items: str, item_id: str, params: dict[str, object]
) -> None:
    whole = notion.run(operation, max_results=100, **params)
    page = notion.run(operation, max_results=1, **params)
    read = page[items]
    while page["next_page_token"]:
        page = notion.run(operation, max_results=1, page_token=page["next_page_token"], **params)
        read = [*read, *page[items]]
    everything = notion.run(operation, max_results=2, all_pages=True, **params)

    assert whole["next_page_token"] is None
    assert len(read) > 1
    assert [each[item_id] for each in read] == [each[item_id] for each in whole[items]]
    assert [each[item_id] for each in everything[items]] == [each[item_id] for each in whole[items]]


def test_a_page_of_one_question_is_no_page_of_another(notion: NotionAccount) -> None:
    token = notion.run("list_blocks", block_id=HANDBOOK, max_results=1)["next_page_token"]

    refused = notion.outcome("list_blocks", {"block_id": NOTES, "page_token": token})

    assert refused.error is not None
    assert refused.error["code"] == "input_error"
    assert "'page_token'" in str(refused.error["errors"])


def test_a_row_keeps_every_property_that_it_was_given(notion: NotionAccount) -> None:
    person = notion.run("list_users")["users"][0]
    other = notion.run("query_data_source", data_source_id=SPRINT, max_results=1)["pages"][0]
    given = {
        "Status": "Done",
        "Due": {"start": "2031-03-04", "end": "2031-03-06"},
        "Tags": ["launch", "brand new"],
        "Points": 2.5,
        "Done": True,
        "Owner": [person],
        "Link": "https://globex.example/x",
        "Notes": "a *b* _c_",
        "Blocked by": [other],
    }

    made = notion.run("create_page", data_source_id=SPRINT, title="Everything", properties=given)
    read = notion.run("get_page", page_id=made["page_id"])

    assert read["title"] == read["properties"]["Name"] == "Everything"
    assert read["properties"] | {"Made": None} == {
        **given,
        "Name": "Everything",
        "Due": {"start": "2031-03-04", "end": "2031-03-06", "time_zone": None},
        "Owner": [{"user_id": person["user_id"], "name": None, "email": None}],
        "Blocked by": [other["page_id"]],
        "Made": None,
    }


def test_an_update_sends_what_is_given_and_can_clear_it(notion: NotionAccount) -> None:
    made = notion.run(
        "create_page",
        data_source_id=SPRINT,
        title="Change me",
        icon="🚀",
        cover_url="https://globex.example/c.png",
        properties={"Status": "Done", "Due": "2031-03-04", "Tags": ["launch"], "Points": 3},
    )

    changed = notion.run(
        "update_page", page_id=made["page_id"], properties={"due": None, "Tags": [], "Points": None}, icon=""
    )

    assert (changed["title"], changed["icon"], changed["cover_url"]) == (
        "Change me",
        None,
        "https://globex.example/c.png",
    )
    assert changed["properties"] | {"Status": "Done"} == changed["properties"]
    assert (changed["properties"]["Due"], changed["properties"]["Tags"], changed["properties"]["Points"]) == (
        None,
        [],
        None,
    )


def test_properties_that_do_not_fit_are_all_named_before_anything_is_sent(notion: NotionAccount) -> None:
    wrong = {"Points": "many", "Due": 7, "Nope": 1, "Made": "2031-01-01", "Done": "yes"}

    outcome = notion.outcome("create_page", {"data_source_id": SPRINT, "title": "x", "properties": wrong})

    assert outcome.error is not None
    assert [name for name in wrong if f"'properties.{name}'" not in str(outcome.error["errors"])] == []
    assert notion.asked("notion.pages.create") == {}


def test_a_database_has_several_data_sources_with_properties_of_their_own(notion: NotionAccount) -> None:
    database = notion.run("get_database", database_id=TASKS)
    sources = {each["name"]: each["data_source_id"] for each in database["data_sources"]}

    names = {
        name: [each["name"] for each in notion.run("get_data_source", data_source_id=source)["properties"]]
        for name, source in sources.items()
    }
    rows = {name: notion.run("query_data_source", data_source_id=each)["count"] for name, each in sources.items()}

    assert set(names) == {"This sprint", "Backlog"}
    assert "Status" in names["This sprint"]
    assert names["Backlog"] == ["Name", "Idea of"]
    assert rows == {"This sprint": 4, "Backlog": 1}


def test_a_data_source_is_changed_by_names(notion: NotionAccount) -> None:
    made = notion.run(
        "create_database",
        parent_page_id=NOTES,
        title="Suppliers",
        properties={"Kind": ["Print", "Freight"], "Old": "text"},
    )
    (source,) = made["data_sources"]

    changed = notion.run(
        "update_data_source",
        data_source_id=source["data_source_id"],
        title="All suppliers",
        properties={"Since": "date", "Kind": {"name": "Category"}, "Old": None},
    )

    kinds = {each["name"]: each["type"] for each in changed["properties"]}
    assert changed["title"] == "All suppliers"
    assert kinds == {"Name": "title", "Category": "select", "Since": "date"}


def test_rows_are_filtered_and_sorted(notion: NotionAccount) -> None:
    condition = {
        "and": [
            {"property": "Done", "checkbox": {"equals": False}},
            {"property": "Points", "number": {"greater_than": 2}},
        ]
    }

    found = notion.run(
        "query_data_source",
        data_source_id=SPRINT,
        filter=condition,
        sorts=[{"property": "Points", "direction": "descending"}],
    )

    assert [each["properties"]["Points"] for each in found["pages"]] == [5, 3]


def test_a_filter_that_notion_refuses_is_told_in_its_words(notion: NotionAccount) -> None:
    refused = notion.outcome(
        "query_data_source", {"data_source_id": SPRINT, "filter": {"property": "Nope", "number": {"equals": 1}}}
    )

    assert refused.error is not None
    assert refused.error["code"] == "remote_rejected"
    assert "Could not find property" in str(refused.error["detail"])


def test_a_page_goes_to_the_trash_and_comes_back(notion: NotionAccount) -> None:
    assert notion.run("trash_page", page_id=OBSOLETE)["in_trash"] is True
    assert notion.run("search", query="last year")["count"] == 0
    assert notion.run("restore_page", page_id=OBSOLETE)["in_trash"] is False
    assert notion.run("search", query="last year")["count"] == 1


def test_a_block_is_changed_and_deleted(notion: NotionAccount) -> None:
    changed = notion.run("update_block", block_id=LEFTOVER, markdown="now **this**", color="blue")
    assert (changed["plain_text"], changed["markdown"], changed["type"]) == ("now this", "now **this**", "paragraph")
    assert changed["content"]["color"] == "blue"

    assert notion.run("delete_block", block_id=LEFTOVER)["deleted"] is True
    assert LEFTOVER not in [each["block_id"] for each in notion.run("list_blocks", block_id=NOTES)["blocks"]]


def test_comments_are_answered_in_their_discussion(notion: NotionAccount) -> None:
    first = notion.run("create_comment", block_id=NOTES, markdown="Is **this** right?")
    answer = notion.run("create_comment", in_discussion=first["discussion_id"], markdown="Yes.")
    listed = notion.run("list_comments", block_id=NOTES)["comments"]

    assert answer["discussion_id"] == first["discussion_id"]
    assert [each["markdown"] for each in listed] == ["Is **this** right?", "Yes."]


def test_an_address_of_notion_stands_for_its_id(notion: NotionAccount) -> None:
    bare = NOTES.replace("-", "")
    addresses = [
        f"https://www.notion.so/Meeting-notes-{bare}",
        f"https://www.notion.so/globex/Meeting-notes-{bare}?pvs=4",
        f"https://www.notion.so/globex/{HANDBOOK.replace('-', '')}?v=1&p={bare}",
        NOTES,
        bare,
    ]

    assert {notion.run("get_page", page_id=each)["title"] for each in addresses} == {"Meeting notes"}


def test_a_page_of_ones_own_lies_in_the_workspace(notion: NotionAccount) -> None:
    made = notion.run("create_page", parent="workspace", title="Mine", icon="https://globex.example/i.png")

    assert made["parent"] == {"kind": "workspace", "parent_id": None}
    assert (made["title"], made["icon"]) == ("Mine", "https://globex.example/i.png")


@pytest.mark.parametrize(
    ("operation", "params", "field"),
    [
        ("update_page", {"page_id": NOTES}, "title"),
        ("update_page", {"page_id": NOTES, "icon": "http://globex.example/i.png"}, "icon"),
        ("update_data_source", {"data_source_id": SPRINT}, "title"),
        ("update_block", {"block_id": LEFTOVER, "checked": True}, "checked"),
        ("update_block", {"block_id": LEFTOVER, "language": "python"}, "language"),
        ("update_block", {"block_id": LEFTOVER, "markdown": "one\n\ntwo"}, "markdown"),
        ("update_block", {"block_id": LEFTOVER, "markdown": "---"}, "markdown"),
        ("append_blocks", {"block_id": NOTES, "markdown": "<!-- nothing -->"}, "markdown"),
        ("append_blocks", {"block_id": NOTES, "blocks": [{"type": "paragraph"}]}, "blocks.0"),
        ("create_comment", {"block_id": NOTES, "markdown": "---"}, "markdown"),
        ("create_database", {"parent_page_id": NOTES, "title": "x", "properties": {"Name": "date"}}, "properties"),
        ("create_database", {"parent_page_id": NOTES, "title": "x", "properties": {"A": "colour"}}, "properties.A"),
    ],
)
def test_what_cannot_be_done_is_said_before_it_is_tried(
    notion: NotionAccount, operation: str, params: dict[str, object], field: str
) -> None:
    outcome = notion.outcome(operation, params)

    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"
    assert f"'{field}'" in str(outcome.error["errors"])
