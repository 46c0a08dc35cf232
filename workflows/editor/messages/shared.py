"""Words and shapes that several messages use."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypeAliasType

StepState = TypeAliasType(
    "StepState",
    Literal["queued", "running", "waiting", "succeeded", "failed", "cancelled", "skipped", "outcome_unknown"],
)
RunState = TypeAliasType("RunState", Literal["queued", "running", "waiting", "succeeded", "failed", "cancelled"])
ConnectionStatus = TypeAliasType(
    "ConnectionStatus",
    Literal["pending", "active", "refresh_failing", "needs_reconnect", "scope_missing", "paused", "revoked"],
)


class Shape(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class FieldProblem(Shape):
    """One wrong field of a request."""

    field: str
    """Its dotted path."""
    message: str
    """What to change."""
    node: str | None = None
    """Key of the node that it stands in, for expression_error."""


class SocketError(Shape):
    """Why something was refused or failed."""

    code: str
    """One of the codes of the contract."""
    detail: str
    """What happened, to which thing, and what to do now."""
    errors: list[FieldProblem] | None = None
    """Every wrong field, for input_error and expression_error."""
    retry_after: int | None = None
    """Whole seconds to wait, for rate_limited."""
    connect_url: str | None = None
    """Where to connect or reconnect the account."""
    vendor_status: int | None = None
    """HTTP status of the vendor's answer, for remote_rejected."""


class Usage(Shape):
    """What one call used and costs; amounts are decimal numbers as text."""

    id: str
    """Id of the usage record."""
    operation: str
    """Key of the operation."""
    pricing_key: str
    """Key of the price within its service."""
    quantity: str
    """How many units."""
    unit: str
    """What is counted."""
    cost: str
    """What the vendor charges us."""
    price: str
    """What we charge the customer."""
    currency: str
    """Three letters."""
    unpriced: bool = False
    """Whether nobody knows what it, or a part of it, costs: amounts leave that out."""
