"""What pages, blocks and databases have in common in answers."""

from __future__ import annotations

from pydantic import AwareDatetime

from integrations.catalog.schema import Output


class NotionParent(Output):
    """Where something lies."""

    kind: str
    """page, block, database, data_source or workspace."""
    parent_id: str | None = None
    """Its id; empty for the workspace."""


class NotionDated(Output):
    """When something was made and last changed, and by whom. Notion's times are of whole minutes."""

    created_time: AwareDatetime | None = None
    """When it was made."""
    last_edited_time: AwareDatetime | None = None
    """When it was last changed."""
    created_by: str | None = None
    """Id of the user who made it."""
    last_edited_by: str | None = None
    """Id of the user who changed it last."""
    in_trash: bool = False
    """Whether it lies in the trash."""
