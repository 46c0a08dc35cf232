"""What lies in a demo workspace. The ids are the same in each, as examples name them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.sandbox.models import Account, NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.blocks import add_blocks
from integrations.sandbox.notion.call import Call
from integrations.sandbox.notion.errors import Resource
from integrations.sandbox.notion.ids import id_of
from integrations.sandbox.notion.pages import set_values
from integrations.sandbox.notion.schema import new_schema
from integrations.sandbox.notion.store import add, last_position
from integrations.sandbox.notion.users import user_id

Kind = NotionRecord.Kind

HANDBOOK = "1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e01"
NOTES = "1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e02"
OBSOLETE = "1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e03"
TASKS = "2a9d4b10-6c2f-4d1b-8e4f-8b2c3d4e5f01"
SPRINT = "2a9d4b10-6c2f-4d1b-8e4f-8b2c3d4e5f11"
BACKLOG = "2a9d4b10-6c2f-4d1b-8e4f-8b2c3d4e5f12"
PARAGRAPH = "3b8e5c21-7d30-4e2c-9f50-9c3d4e5f6a01"
LEFTOVER = "3b8e5c21-7d30-4e2c-9f50-9c3d4e5f6a02"


def text(content: str, *, link: str | None = None, **marks: bool) -> Resource:
    said = {"content": content, **({"link": {"url": link}} if link else {})}
    return {"type": "text", "text": said, **({"annotations": marks} if marks else {})}


def block(kind: str, *items: Resource, children: Sequence[Resource] = (), **more: object) -> Resource:
    below = {"children": list(children)} if children else {}
    return {"type": kind, kind: {"rich_text": list(items), **more, **below}}


def row(*cells: str) -> Resource:
    return {"type": "table_row", "table_row": {"cells": [[text(cell)] for cell in cells]}}


def fill_workspace(account: Account, now: datetime) -> None:
    """Pages, a database with two data sources, and comments."""
    call = _as_person(account, now - timedelta(days=9))
    handbook = _page(call, HANDBOOK, "Team handbook", None, icon="📘")
    add_blocks(call, handbook, _handbook())
    notes = _page(call, NOTES, "Meeting notes", handbook, icon="📝")
    _fixed(call, notes, PARAGRAPH, "paragraph", [text("We meet "), text("every Monday", bold=True), text(" at ten.")])
    _fixed(call, notes, LEFTOVER, "paragraph", [text("Room booked until March: can be deleted.")])
    add_blocks(call, notes, [block("to_do", text("Send the minutes"), checked=False)])
    obsolete = _page(call, OBSOLETE, "Plan of last year", handbook)
    add_blocks(call, obsolete, [block("paragraph", text("Everything in it is done."))])
    _tasks(_as_person(account, now - timedelta(days=5)), handbook)
    later = _as_person(account, now - timedelta(days=2))
    for number, said in enumerate(("Is the second part still true?", "Yes, until summer.")):
        body = {"rich_text": [text(said)], "discussion_id": id_of("discussion handbook")}
        add(later, Kind.COMMENT, body, parent=handbook, position=1000 + number, record_id=id_of(f"comment {number}"))


def _as_person(account: Account, moment: datetime) -> Call:
    """A call by which the person itself writes."""
    return Call(
        account=account,
        client_id="",
        bot_id=user_id(account),
        path={},
        query={},
        body={},
        root="",
        moment=moment,
        form={},
        file=None,
    )


def _page(call: Call, record_id: str, title: str, parent: NotionRecord | None, icon: str = "") -> NotionRecord:
    body = {
        "title": [text(title)],
        "icon": {"type": "emoji", "emoji": icon} if icon else None,
        "cover": None,
        "values": {},
    }
    position = last_position(call, parent) + 1 if parent else 0
    return add(call, Kind.PAGE, body, parent=parent, position=position, record_id=record_id)


def _fixed(call: Call, page: NotionRecord, record_id: str, kind: str, items: list[Resource]) -> None:
    body = {"type": kind, "content": {"rich_text": items}}
    add(call, Kind.BLOCK, body, parent=page, position=last_position(call, page) + 1, record_id=record_id)


def _handbook() -> list[Resource]:
    return [
        block("heading_2", text("Meetings")),
        block(
            "paragraph",
            text("We meet "),
            text("every Monday", bold=True),
            text(" at ten, in room "),
            text("Elbe", code=True),
        ),
        block("to_do", text("Book the room"), checked=True),
        block("to_do", text("Invite the new colleagues"), checked=False),
        block("heading_2", text("How we work")),
        block(
            "bulleted_list_item",
            text("Write things down"),
            children=[
                block("bulleted_list_item", text("in the "), text("wiki", link="https://wiki.globex.example/")),
                block("bulleted_list_item", text("not in chats", strikethrough=True)),
            ],
        ),
        block("numbered_list_item", text("Ask")),
        block("numbered_list_item", text("Decide")),
        block("quote", text("Short is kind.", italic=True)),
        block("callout", text("Holidays are in the calendar."), icon={"type": "emoji", "emoji": "🌴"}),
        block("toggle", text("Why Mondays?"), children=[block("paragraph", text("Because the week is young."))]),
        block("code", text("git pull --rebase\nmake test"), language="shell"),
        {"type": "divider", "divider": {}},
        {
            "type": "table",
            "table": {
                "table_width": 2,
                "has_column_header": True,
                "has_row_header": False,
                "children": [row("Who", "Where"), row("Yara", "Berlin"), row("Theo", "London")],
            },
        },
        {"type": "equation", "equation": {"expression": "e = m c^2"}},
        {"type": "bookmark", "bookmark": {"url": "https://globex.example/", "caption": []}},
    ]


def _tasks(call: Call, handbook: NotionRecord) -> None:
    body = {
        "title": [text("Tasks")],
        "description": [text("What is to be done.")],
        "icon": {"type": "emoji", "emoji": "✅"},
        "is_inline": False,
    }
    place = last_position(call, handbook) + 1
    database = add(call, Kind.DATABASE, body, parent=handbook, position=place, record_id=TASKS)
    sprint = _source(call, database, SPRINT, "This sprint", _properties())
    backlog = _source(call, database, BACKLOG, "Backlog", {"Name": {"title": {}}, "Idea of": {"rich_text": {}}})
    days = call.moment.date()
    for number, (name, status, points, tags) in enumerate(
        (
            ("Write the announcement", "In progress", 3, ["launch", "text"]),
            ("Order the boxes", "Not started", 2, ["freight"]),
            ("Check the prices", "In progress", 5, ["launch"]),
            ("Thank the testers", "Done", 1, []),
        )
    ):
        due = (days + timedelta(days=3 + 4 * number)).isoformat()
        _row(
            call,
            sprint,
            f"task {number}",
            {
                "Name": {"title": [text(name)]},
                "Status": {"status": {"name": status}},
                "Points": {"number": points},
                "Tags": {"multi_select": [{"name": each} for each in tags]},
                "Due": {"date": {"start": due}},
                "Done": {"checkbox": status == "Done"},
                "Owner": {"people": [{"id": user_id(call.account)}]},
                "Link": {"url": "https://globex.example/"},
            },
        )
    _row(call, backlog, "idea 0", {"Name": {"title": [text("A podcast")]}, "Idea of": {"rich_text": [text("Mara")]}})


def _properties() -> Resource:
    return {
        "Name": {"title": {}},
        "Status": {"status": {}},
        "Due": {"date": {}},
        "Tags": {"multi_select": {"options": [{"name": "launch"}, {"name": "text"}, {"name": "freight"}]}},
        "Points": {"number": {"format": "number"}},
        "Done": {"checkbox": {}},
        "Owner": {"people": {}},
        "Link": {"url": {}},
        "Notes": {"rich_text": {}},
        "Blocked by": {"relation": {"data_source_id": SPRINT, "single_property": {}}},
        "Made": {"created_time": {}},
    }


def _source(call: Call, database: NotionRecord, record_id: str, title: str, configs: Resource) -> NotionRecord:
    body = {
        "title": [text(title)],
        "icon": {"type": "emoji", "emoji": "✅"},
        "properties": new_schema(configs),
        "database_parent": resources.parent(database),
    }
    position = last_position(call, database) + 1
    return add(call, Kind.DATA_SOURCE, body, parent=database, position=position, record_id=record_id)


def _row(call: Call, source: NotionRecord, name: str, values: Resource) -> None:
    body: Resource = {"icon": None, "cover": None, "title": [], "values": {}, "database_id": source.parent_id}
    position = last_position(call, source) + 1
    record = add(call, Kind.PAGE, body, parent=source, position=position, record_id=id_of(name))
    set_values(call, record, values, source)
    record.save(update_fields=["body"])
