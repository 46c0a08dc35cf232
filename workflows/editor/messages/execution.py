"""Requests and replies about running things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from integrations.catalog.registry import catalog
from integrations.errors import FieldError
from integrations.execution.params import problems
from integrations.holders import holder_problem
from workflows.editor.messages.base import Reply, Request
from workflows.editor.messages.shared import RunState, SocketError, StepState, Usage
from workflows.engine.graph import AccountMode, Identifier
from workflows.engine.values import value_problems


class Ping(Request):
    """Keeps the socket open, and brings what it should have been told and was not."""


class Pong(Reply):
    """The socket is open, and was told everything up to here."""

    position: int | None = None
    """Position of the newest event of the workflow subscribed to last, as in ``subscribe``."""
    may_have_missed: bool = False
    """Whether pushes that nobody can fetch later may have got lost since the last ping, such as connection_status."""


class ExecuteNode(Request):
    """Run one node as it stands in the editor, saved or not."""

    node_id: Identifier
    """Id of the node in the graph."""
    node_type: Annotated[str, Field(min_length=1, max_length=128)]
    """Key of the operation, for example gmail.send_message."""
    parameters: dict[str, JsonValue]
    """Values of the operation's input fields."""
    workflow: UUID | None = None
    """Id of the workflow it stands in, whose other viewers then see the run as well."""
    connection: UUID | None = None
    """Id of the connection to use; without it the default account."""
    account_mode: AccountMode
    """Whether to act on the owner's account or on a customer's."""
    customer_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Key of the customer, with account_mode customer."""

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        """The account holder is always named: a missing customer never means the owner."""
        wrong = holder_problem(raw.get("account_mode"), raw.get("customer_id"), field="customer_id")
        if wrong is not None:
            yield wrong
        yield from value_problems(raw.get("parameters"))

    @classmethod
    def problems_beside(cls, raw: Mapping[str, object]) -> Iterable[FieldError]:
        """Of the parameters, by the names that the operation has for them."""
        operation = catalog().operations.get(str(raw.get("node_type")))
        return problems(operation, raw.get("parameters")) if operation else ()


class ExecuteNodeResult(Reply):
    """How a node's run ended. ``success`` is true for ``succeeded`` alone; else there is an ``error``."""

    run: str
    """Id of the run."""
    step: str
    """Id of the step."""
    state: StepState
    """How it ended."""
    node_id: str
    """Id of the node in the graph."""
    result: JsonValue = None
    """The output of the operation, if it succeeded, up to 256 KB of JSON."""
    payload: str | None = None
    """Id of an output above 256 KB, which /api/v1/payloads/<id>/ gives."""
    size: int | None = None
    """Bytes of its JSON."""
    preview: str | None = None
    """Its first characters."""
    withheld: str | None = None
    """Why there is no output to see: it may not be read by who is signed in, or is no longer kept."""
    warnings: list[str] = []
    """What is wrong with a result that came all the same, for example an item that could not be read."""
    usage: Usage | None = None
    """What the call used and costs, if it was metered."""
    execution_time: int
    """Milliseconds the call took."""
    error: SocketError | None = None
    """Why it did not succeed."""

    @property
    def is_success(self) -> bool:
        return self.state == "succeeded"


class DrawingToRun(Request):
    """Which drawing, and for whom."""

    workflow: UUID
    """Id of the workflow."""
    graph: dict[str, JsonValue] | None = None
    """A drawing that has not been saved; it is stored as a revision before it runs."""
    base: Annotated[int, Field(ge=1)] | None = None
    """Number of the revision that the drawing started from; with it the drawing is saved as the next one."""
    account_mode: AccountMode | None = None
    """Whether to run it for the owner or for a customer; without customer_id the owner."""
    customer_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Key of the customer to run it for; absent for the owner."""

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        """Whoever says customer names one; nobody means the owner by a customer that is missing."""
        mode, customer = raw.get("account_mode"), raw.get("customer_id")
        if (mode, customer) != (None, None):
            wrong = holder_problem(mode, customer, field="customer_id")
            if wrong is not None:
                yield wrong
        if raw.get("base") is not None and raw.get("graph") is None:
            yield FieldError("base", "There is no drawing to be saved. Leave base out, or send the graph.")


class ExecuteWorkflow(DrawingToRun):
    """Run a whole workflow: its current drawing, or one that has not been saved."""

    input: JsonValue = None
    """What its trigger would deliver."""
    until: Identifier | None = None
    """Id of the node after which to stop."""
    only: Identifier | None = None
    """Id of the only node to run, on what the last run has come to."""
    pinned: bool | dict[Identifier, JsonValue] = True
    """Whether nodes give their pinned data; or what stands for the output of which node, by its id."""

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        """Up to a node or one node alone, and values within their bounds."""
        yield from super().problems_between_fields(raw)
        if raw.get("until") is not None and raw.get("only") is not None:
            yield FieldError("only", "Run up to a node, or one node alone: leave until or only out.")
        for name in ("input", "pinned"):
            yield from value_problems(raw.get(name), path=name)


class ExecuteWorkflowResult(Reply):
    """The run has started; events follow."""

    run: str
    """Id of the run."""


class CancelExecution(Request):
    """Stop a run."""

    run: UUID
    """Id of the run."""


class CancelExecutionResult(Reply):
    """The run's state after the request; a call under way is stopped as soon as it can be."""

    state: RunState
    """The run's state."""


class RetryRun(Request):
    """Try a run again that is over: a new run, in which what has succeeded is not done again."""

    run: UUID
    """Id of the run."""
    from_: Annotated[Identifier | None, Field(alias="from")] = None
    """Id of the node from which on all is done again; without it what has failed and what follows from it."""


class RetryRunResult(Reply):
    """The new run has started; events follow."""

    run: str
    """Id of the new run."""
