"""What a node that computes nothing but its own parameters gives, and which of its outputs fire. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from integrations.catalog.wrong import wrong_fields
from integrations.errors import InputError
from workflows.engine.control.branching import IfParams, SetFieldsParams, SwitchParams
from workflows.engine.control.ending import OutputParams, RespondParams, StopParams
from workflows.engine.control.handles import DEFAULT, IF, OUTPUT, RESPOND, SET, STOP, SWITCH
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode

ModelT = TypeVar("ModelT", bound=BaseModel)
NOTHING: frozenset[str] = frozenset()
ONWARDS = frozenset({MAIN})


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came to a node over one of its edges: the output of the edge's source."""

    handle: str
    """The input that the edge enters."""
    output: JsonValue


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a node gives."""

    output: JsonValue
    handles: frozenset[str]
    """The outputs that fire."""


def evaluate(node: PlanNode, parameters: Mapping[str, JsonValue], arrived: Sequence[Arrived]) -> Evaluated:
    """The end of a trigger, of a disabled node, and of if, switch, merge, set, respond, output and stop.

    ``parameters`` are resolved; ``arrived`` stands in the order of the edges, and for a node where a run starts it is
    what the run was started with. Raises InputError with every wrong field.
    """
    first = arrived[0].output if arrived else None
    if node.disabled:
        return Evaluated(first, NOTHING if node.passes_to is None else frozenset({node.passes_to}))
    match node.type:
        case "flow.if":
            return Evaluated(first, frozenset({"true" if read(IfParams, parameters, IF).condition else "false"}))
        case "flow.switch":
            return Evaluated(first, frozenset({_case(read(SwitchParams, parameters, SWITCH))}))
        case "flow.set":
            made = read(SetFieldsParams, parameters, SET)
            return Evaluated({**(first if made.keep and isinstance(first, dict) else {}), **made.fields}, ONWARDS)
        case "flow.merge":
            return Evaluated(_merged(node, arrived), ONWARDS)
        case "flow.respond":
            answer = read(RespondParams, parameters, RESPOND)
            return Evaluated(answer.model_dump(mode="json"), ONWARDS)
        case "flow.output":
            return Evaluated(read(OutputParams, parameters, OUTPUT).value, NOTHING)
        case "flow.stop":
            return Evaluated(read(StopParams, parameters, STOP).model_dump(mode="json"), NOTHING)
    if node.kind != "trigger":
        raise ValueError(f"{node.type} does more than it says; it is not evaluated here")
    return Evaluated(first, ONWARDS)


def read(model: type[ModelT], parameters: Mapping[str, JsonValue], type_: str) -> ModelT:
    """Resolved parameters as their model. Raises InputError with every wrong field."""
    try:
        return model.model_validate(dict(parameters))
    except ValidationError as error:
        wrong = wrong_fields(error, model)
        fields = ", ".join(dict.fromkeys(each.field for each in wrong))
        raise InputError(f"{type_} cannot use these parameters: {fields}.", errors=wrong) from None


def same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same JSON: true is not 1, while 1 is 1.0."""
    pending = [(one, other)]
    while pending:
        left, right = pending.pop()
        if isinstance(left, bool) or isinstance(right, bool):
            if left is not right:
                return False
        elif isinstance(left, dict) and isinstance(right, dict):
            if left.keys() != right.keys():
                return False
            pending.extend((left[name], right[name]) for name in left)
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            pending.extend(zip(left, right, strict=True))
        elif left != right:
            return False
    return True


def _case(switch: SwitchParams) -> str:
    for each in switch.cases:
        if each.condition if each.condition is not None else same(switch.value, each.equals):
            return each.name
    return DEFAULT


def _merged(node: PlanNode, arrived: Sequence[Arrived]) -> dict[str, JsonValue]:
    """Each input with what came first over one of its edges, in the order of the edges."""
    merged: dict[str, JsonValue] = dict.fromkeys(node.inputs)
    came: set[str] = set()
    for each in arrived:
        if each.handle not in came:
            merged[each.handle] = each.output
            came.add(each.handle)
    return merged
