"""Facts of the service Notion (API version 2026-03-11)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service

READ = "read_content"
INSERT = "insert_content"
UPDATE = "update_content"
READ_COMMENTS = "read_comments"
INSERT_COMMENTS = "insert_comments"
READ_USERS = "read_users"

service = Service(
    key="notion",
    name="Notion",
    provider="notion",
    color="#37352F",
    documentation_url="https://developers.notion.com/reference/intro",
    folder=Path(__file__).parent,
    # What Notion calls the capabilities of an app: https://developers.notion.com/reference/capabilities
    scopes={
        READ: "Read the pages and databases you choose to share",
        INSERT: "Add pages, databases, content and files to them",
        UPDATE: "Change those pages and databases, and move them to the trash",
        READ_COMMENTS: "Read the comments on them",
        INSERT_COMMENTS: "Comment on them",
        READ_USERS: "See the people of your workspace with their e-mail addresses",
    },
    hosts=("api.notion.com",),
    # https://developers.notion.com/reference/request-limits: three a second on average, counted by the minute.
    limits=(Limit(amount=180, seconds=60, per="connection"),),
    test_operation="search",
)
