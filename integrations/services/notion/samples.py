"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of things that every demo workspace of the sandbox has.
"""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.notion.models.blocks import NotionBlock
from integrations.services.notion.models.databases import (
    NotionDatabase,
    NotionDataSource,
    NotionDataSourceName,
    NotionProperty,
)
from integrations.services.notion.models.files import NotionFileUpload
from integrations.services.notion.models.pages import NotionFound, NotionPage
from integrations.services.notion.models.parts import NotionParent
from integrations.services.notion.models.people import NotionComment, NotionUser

HANDBOOK = "1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e01"
"""A page with content of many kinds, and pages below it."""
NOTES = "1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e02"
"""A page to write into."""
OBSOLETE = "1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e03"
"""A page that may go to the trash and come back."""
TASKS = "2a9d4b10-6c2f-4d1b-8e4f-8b2c3d4e5f01"
"""A database with two data sources."""
SPRINT = "2a9d4b10-6c2f-4d1b-8e4f-8b2c3d4e5f11"
"""Its first data source."""
PARAGRAPH = "3b8e5c21-7d30-4e2c-9f50-9c3d4e5f6a01"
"""A block that may be changed."""
LEFTOVER = "3b8e5c21-7d30-4e2c-9f50-9c3d4e5f6a02"
"""A block that may be deleted."""

_MADE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_ADA = "4c7f6d32-8e41-4f3d-a061-ad4e5f6a7b01"
_BOT = "4c7f6d32-8e41-4f3d-a061-ad4e5f6a7b02"

PAGE: dict[str, object] = NotionPage(
    page_id="1f0c2a64-5b1e-4c0a-9d3e-7a1b2c3d4e07",
    title="Prepare the launch",
    url="https://www.notion.so/Prepare-the-launch-1f0c2a645b1e4c0a9d3e7a1b2c3d4e07",
    icon="🚀",
    parent=NotionParent(kind="data_source", parent_id=SPRINT),
    properties={
        "Name": "Prepare the launch",
        "Status": "In progress",
        "Due": {"start": "2026-03-09", "end": None, "time_zone": None},
        "Tags": ["launch", "marketing"],
        "Points": 5,
        "Done": False,
    },
    created_time=_MADE,
    last_edited_time=_MADE,
    created_by=_ADA,
    last_edited_by=_ADA,
).model_dump(mode="json")

FOUND: dict[str, object] = NotionFound(
    kind="page",
    page_id=HANDBOOK,
    title="Team handbook",
    url="https://www.notion.so/Team-handbook-1f0c2a645b1e4c0a9d3e7a1b2c3d4e01",
    parent=NotionParent(kind="workspace"),
    created_time=_MADE,
    last_edited_time=_MADE,
    created_by=_ADA,
    last_edited_by=_ADA,
).model_dump(mode="json")

BLOCK: dict[str, object] = NotionBlock(
    block_id=PARAGRAPH,
    type="paragraph",
    plain_text="We meet every Monday at ten.",
    markdown="We meet **every Monday** at ten.",
    content={"rich_text": [{"type": "text", "plain_text": "We meet every Monday at ten."}], "color": "default"},
    parent=NotionParent(kind="page", parent_id=NOTES),
    created_time=_MADE,
    last_edited_time=_MADE,
    created_by=_ADA,
    last_edited_by=_ADA,
).model_dump(mode="json")

DATABASE: dict[str, object] = NotionDatabase(
    database_id=TASKS,
    title="Tasks",
    description="What is to be done.",
    url="https://www.notion.so/2a9d4b106c2f4d1b8e4f8b2c3d4e5f01",
    data_sources=[
        NotionDataSourceName(data_source_id=SPRINT, name="This sprint"),
        NotionDataSourceName(data_source_id="2a9d4b10-6c2f-4d1b-8e4f-8b2c3d4e5f12", name="Backlog"),
    ],
    icon="✅",
    parent=NotionParent(kind="page", parent_id=HANDBOOK),
    created_time=_MADE,
    last_edited_time=_MADE,
    created_by=_ADA,
    last_edited_by=_ADA,
).model_dump(mode="json", by_alias=True)

DATA_SOURCE: dict[str, object] = NotionDataSource(
    data_source_id=SPRINT,
    database_id=TASKS,
    title="This sprint",
    url="https://www.notion.so/2a9d4b106c2f4d1b8e4f8b2c3d4e5f11",
    icon="✅",
    properties=[
        NotionProperty(name="Name", type="title", property_id="title"),
        NotionProperty(
            name="Status",
            type="status",
            property_id="s1",
            options=["Not started", "In progress", "Done"],
            settings={"options": [{"name": "Not started"}, {"name": "In progress"}, {"name": "Done"}]},
        ),
        NotionProperty(name="Due", type="date", property_id="d1"),
    ],
    created_time=_MADE,
    last_edited_time=_MADE,
    created_by=_ADA,
    last_edited_by=_ADA,
).model_dump(mode="json")

USER: dict[str, object] = NotionUser(
    user_id=_ADA, name="Ada Lovelace", kind="person", email="ada@globex.example"
).model_dump(mode="json")

COMMENT: dict[str, object] = NotionComment(
    comment_id="5d60e743-9f52-404e-b172-be5f6a7b8c01",
    discussion_id="5d60e743-9f52-404e-b172-be5f6a7b8c11",
    plain_text="Please check the dates.",
    markdown="Please check the **dates**.",
    parent=NotionParent(kind="page", parent_id=NOTES),
    created_time=_MADE,
    last_edited_time=_MADE,
    created_by=_BOT,
).model_dump(mode="json")

UPLOAD: dict[str, object] = NotionFileUpload(
    file_upload_id="6e71f854-a063-415f-8283-cf6a7b8c9d01",
    filename="plan.pdf",
    mime_type="application/pdf",
    size=182_044,
    status="uploaded",
    expiry_time=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
).model_dump(mode="json")
