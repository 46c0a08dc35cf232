"""Field types that several inputs of Google Tasks share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import BlankIsNone, ui

TasklistId = Annotated[
    Identifier,
    Field(
        description="Id of the task list, from list_tasklists; @default is the account's own first list.",
        examples=["@default"],
        json_schema_extra=ui(options="tasklists", advanced=True),
    ),
]
MainTasklistId = Annotated[
    Identifier,
    Field(
        description="Id of the task list, from list_tasklists; @default is the account's own first list.",
        examples=["@default"],
        json_schema_extra=ui(options="tasklists"),
    ),
]
"""The same where it stands first."""
TaskId = Annotated[
    Identifier,
    Field(
        description="Id of the task, from create_task, list_tasks or the trigger.",
        json_schema_extra=ui(options="tasks", rests_on=["tasklist_id"]),
    ),
]
OtherTaskId = Annotated[Identifier | None, BlankIsNone]
Title = Annotated[str, Field(max_length=1024)]
