"""The account that a trigger node names, as its row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from workflows.engine.graph import AccountMode
from workflows.models import Trigger


class NamedAccount(BaseModel):
    """What a node says of whose account it uses."""

    account_mode: AccountMode = "customer"
    """The owner's, or a customer's."""
    customer_id: str | None = None
    """Key of the customer; null for the deployment's own."""
    connection: UUID | None = None
    """Null for the default account."""

    @classmethod
    def in_node(cls, node: Mapping[str, Any]) -> dict[str, object]:
        """As the row keeps it."""
        said = {name: node.get(name) for name in cls.model_fields if node.get(name)}
        return cls.model_validate(said).model_dump(mode="json")

    @classmethod
    def of(cls, trigger: Trigger) -> NamedAccount:
        return cls.model_validate(trigger.account or {})
