"""What steers a run: branches, joins, loops, and the fields of an object."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, StrictBool

from integrations.catalog.between import between
from integrations.catalog.schema import Input, Output, ui
from workflows.engine.control.declare import Control
from workflows.engine.control.handles import DEFAULT, FOR_EACH, IF, MERGE, SET, SWITCH
from workflows.engine.graph import ERROR

CONCURRENCY, MAX_CONCURRENCY = 50, 100
"""Items of a loop at once: where its node says nothing, and at most."""
RESULT = "result"
"""The field of a loop that is resolved at the end of each item, not with the others."""
MAX_CASES = 50
MAX_ITEMS = 100_000
MAX_FIELDS = 500
HandleName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", examples=["paid"])]


class IfParams(Input):
    """Which of two ways a run takes."""

    condition: Annotated[
        StrictBool, Field(examples=["{{ trigger.body.total > 100.0 }}"], json_schema_extra=ui(expression=True))
    ]
    """An expression that gives true or false; nothing else counts as either."""


class SwitchCase(Input):
    """One way, and when it is taken."""

    name: HandleName
    """Name of the output."""
    equals: Annotated[JsonValue, Field(examples=["paid"])] = None
    """Taken if the value is the same: the same type, and the same content."""
    condition: Annotated[StrictBool | None, Field(json_schema_extra=ui(expression=True))] = None
    """Taken if this expression gives true; instead of equals."""

    @between("equals", "condition")
    def is_one_of_both(self) -> str | None:
        """A case compares, or has a condition."""
        given = self.model_fields_set & {"equals", "condition"}
        has_condition = self.condition is not None
        if "equals" in given and self.equals is not None and has_condition:
            return "Give equals or condition, not both."
        return None if given else "Give equals, or a condition."


class SwitchParams(Input):
    """Which of several ways a run takes: the first whose case holds, else default."""

    value: Annotated[JsonValue, Field(examples=["{{ trigger.body.status }}"])] = None
    """What the cases are compared with."""
    cases: Annotated[list[SwitchCase], Field(min_length=1, max_length=MAX_CASES)]
    """Looked at in their order."""

    @between("cases")
    def names_are_unlike(self) -> str | None:
        """Each case is an output of its own."""
        names = [each.name for each in self.cases]
        taken = [name for name in dict.fromkeys(names) if names.count(name) > 1 or name in (DEFAULT, ERROR)]
        return f"Each case has a name of its own, and none is default or error: {', '.join(taken)}." if taken else None


class ForEachParams(Input):
    """The body, which begins at the output each, runs once for each item."""

    items: Annotated[
        list[JsonValue],
        Field(max_length=MAX_ITEMS, examples=["{{ gmail.messages }}"], json_schema_extra=ui(expression=True)),
    ]
    """An expression that gives a list; at most 100,000 items. Inside, item and index are what it stands at."""
    concurrency: Annotated[int, Field(ge=1, le=MAX_CONCURRENCY)] = CONCURRENCY
    """How many items run at the same time; their results keep their order."""
    on_item_error: Literal["stop", "collect"] = "stop"
    """Stop at the first item that fails, or go on and list what failed."""
    result: Annotated[
        JsonValue, Field(examples=["{{ send.message_id }}"], json_schema_extra=ui(expression=True, advanced=True))
    ] = None
    """An expression for the result of an item, at the end of its body; without it that of the last node."""


class ItemFault(Output):
    """Why an item failed."""

    index: int
    """Its place in the list, from 0."""
    code: str
    """One of the codes of errors."""
    detail: str
    """What happened."""


class ForEachResult(Output):
    """What came of all items."""

    results: list[JsonValue]
    """As long as the list of items; null where one failed."""
    count: int
    """How many items there were."""
    errors: list[ItemFault]
    """Of the items that failed."""


class MergeParams(Input):
    """Brings branches together; its inputs are named by the edges that enter it."""

    wait_for: Literal["all", "any"] = "all"
    """Wait until each branch has arrived or ended, or go on with the first that arrives."""


class SetFieldsParams(Input):
    """Makes an object."""

    fields: Annotated[
        dict[str, JsonValue],
        Field(
            max_length=MAX_FIELDS,
            examples=[{"total": "{{ number(trigger.body.total) }}"}],
            json_schema_extra=ui(widget="key_value"),
        ),
    ]
    """Names with their values."""
    keep: bool = False
    """Keep the fields of what arrives, too."""


CONTROLS = (
    Control(
        type=IF,
        label="If",
        icon="split",
        description="Takes one of two ways, by a condition. It gives what came to it.",
        input_model=IfParams,
        output_model=None,
        example={"condition": True},
        sample={},
        expressions=("condition",),
    ),
    Control(
        type=SWITCH,
        label="Switch",
        icon="list-move",
        description="Takes the way of the first case that holds, else default. It gives what came to it.",
        input_model=SwitchParams,
        output_model=None,
        example={"value": "paid", "cases": [{"name": "paid", "equals": "paid"}]},
        sample={},
        expressions=("cases.condition",),
        fixed=("cases.name",),
        outputs_from="cases",
    ),
    Control(
        type=FOR_EACH,
        label="For each",
        icon="repeat",
        description="Runs its body once for each item of a list, then goes on with all results in order.",
        input_model=ForEachParams,
        output_model=ForEachResult,
        example={"items": [{"id": 1}, {"id": 2}]},
        sample={
            "results": [{"sent": True}, None],
            "count": 2,
            "errors": [{"index": 1, "code": "remote_rejected", "detail": "No such address."}],
        },
        expressions=("items", "result"),
        fixed=("on_item_error",),
    ),
    Control(
        type=MERGE,
        label="Merge",
        icon="merge",
        description="Brings branches together. It gives each input's value by the input's name, null where none came.",
        input_model=MergeParams,
        output_model=None,
        example={"wait_for": "all"},
        sample={"left": {"total": 3}, "right": None},
        has_open_inputs=True,
        fixed=("wait_for",),
    ),
    Control(
        type=SET,
        label="Set fields",
        icon="pencil",
        description="Makes an object of the fields you name.",
        input_model=SetFieldsParams,
        output_model=None,
        example={"fields": {"total": 3, "paid": True}},
        sample={"total": 3, "paid": True},
    ),
)
