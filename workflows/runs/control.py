"""Computes the nodes that only steer: what they give, and which of their outputs fire."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from pydantic import JsonValue

from integrations.errors import CallCancelled, MachinaError
from integrations.payloads.contents import unsaved
from workflows.engine.control.handles import IF, MERGE, OUTPUT, RESPOND, SET, STOP, SWITCH
from workflows.engine.decisions import Instance
from workflows.engine.expressions import compiled, condition, resolve
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Step
from workflows.runs.done import Done, failed
from workflows.runs.scope import Scope

SUCCEEDED = Step.State.SUCCEEDED


def is_computed(scope: Scope, node: PlanNode) -> bool:
    """Whether the node is computed without a transaction of its own."""
    return scope.plan.is_pure(node.id) or node.type == RESPOND or is_pinned(scope, node)


def is_pinned(scope: Scope, node: PlanNode) -> bool:
    """Whether the node gives its pinned data; what chooses between outputs always chooses."""
    return node.pinned is not None and scope.run.is_pinned and not node.disabled and node.type not in (IF, SWITCH, STOP)


def computed(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    """How the node ends. Its errors are a part of that."""
    try:
        if is_pinned(scope, node):
            done = Done(SUCCEEDED, frozenset({MAIN}), value=node.pinned)
        elif node.disabled:
            return _passed_over(scope, node, instance, arrived)
        elif node.kind == "trigger":
            return Done(SUCCEEDED, frozenset({MAIN}), value=scope.input(), content=scope.run.input)
        else:
            done = _COMPUTED[node.type](scope, node, instance, arrived)
    except MachinaError as error:
        done = failed(node, error)
    return kept(scope, done)


def kept(scope: Scope, done: Done) -> Done:
    """The same with a content to be stored for what it has given."""
    if done.value is None or done.content is not None or done.is_handled:
        return done
    content = unsaved(done.value, customer_id=scope.run.customer_id)
    return replace(done, content=content, is_new_content=True)


def resolved(scope: Scope, node: PlanNode, instance: Instance, value: JsonValue) -> JsonValue:
    """A parameter with its expressions resolved. Raises ExpressionError that names the node."""
    template = compiled(value)
    if template.is_constant:
        return value
    return resolve(template, scope.context(instance, template.names), node=node.key)


def holds(scope: Scope, node: PlanNode, instance: Instance, value: JsonValue, field: str) -> bool:
    """Whether a condition is true. Raises ExpressionError, also where it is neither true nor false."""
    if isinstance(value, bool):
        return value
    template = compiled(value)
    return condition(template, scope.context(instance, template.names), node=node.key, field=field)


def arriving(scope: Scope, instance: Instance, arrived: Sequence[str]) -> dict[str, Instance]:
    """The instances from which something came, by the ids of the edges."""
    edges = {edge.id: edge for edge in scope.plan.incoming(instance[0])}
    return {each: (edges[each].source, instance[1]) for each in arrived if each in edges}


def _passed_over(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    """What arrives at a disabled node goes on."""
    handles = frozenset({node.passes_to}) if node.passes_to else frozenset()
    if node.kind == "trigger":
        return Done(SUCCEEDED, handles, value=scope.input(), content=scope.run.input)
    source = next(iter(arriving(scope, instance, arrived).values()), None)
    if source is None:
        return Done(SUCCEEDED, handles)
    scope.read([source])
    return kept(scope, Done(SUCCEEDED, handles, value=scope.values[source], is_output=False))


def _if(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    is_true = holds(scope, node, instance, node.parameters.get("condition"), "condition")
    handle = "true" if is_true else "false"
    return Done(SUCCEEDED, frozenset({handle}), value={"result": is_true}, is_output=False)


def _switch(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    value = resolved(scope, node, instance, {"value": node.parameters.get("value")})
    wanted = cast(dict[str, JsonValue], value)["value"]
    cases = cast(list[Mapping[str, JsonValue]], node.parameters.get("cases") or [])
    for number, case in enumerate(cases):
        if _is_case(scope, node, instance, case, number, wanted):
            name = str(case["name"])
            return Done(SUCCEEDED, frozenset({name}), value={"case": name, "value": wanted}, is_output=False)
    return Done(SUCCEEDED, frozenset({"default"}), value={"case": "default", "value": wanted}, is_output=False)


def _is_case(
    scope: Scope, node: PlanNode, instance: Instance, case: Mapping[str, JsonValue], number: int, value: JsonValue
) -> bool:
    if case.get("condition") is not None:
        return holds(scope, node, instance, case["condition"], f"cases.{number}.condition")
    expected = resolved(scope, node, instance, case.get("equals"))
    return isinstance(expected, bool) == isinstance(value, bool) and expected == value


def _set(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    fields = resolved(scope, node, instance, {"fields": node.parameters.get("fields") or {}})
    own = cast(dict[str, dict[str, JsonValue]], fields)["fields"]
    kept_fields: dict[str, JsonValue] = {}
    if node.parameters.get("keep"):
        sources = arriving(scope, instance, arrived)
        scope.read(sources.values())
        for source in sources.values():
            given = scope.values[source]
            kept_fields |= given if isinstance(given, dict) else {}
    return Done(SUCCEEDED, frozenset({MAIN}), value=kept_fields | own)


def merged(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    """What came, by the names of the inputs; null where a branch has ended without arriving."""
    sources = arriving(scope, instance, arrived)
    scope.read(sources.values())
    value: dict[str, JsonValue] = dict.fromkeys(node.inputs)
    for edge in scope.plan.incoming(node.id):
        if edge.id in sources:
            value[edge.target_handle] = scope.values[sources[edge.id]]
    return Done(SUCCEEDED, frozenset({MAIN}), value=value)


def _output(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    value = cast(dict[str, JsonValue], resolved(scope, node, instance, {"value": node.parameters.get("value")}))
    done = kept(scope, Done(SUCCEEDED, frozenset({MAIN}), value=value["value"]))
    return replace(done, makes_output=True)


def _respond(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    given = {name: node.parameters.get(name) for name in ("status", "headers", "body")}
    answer = cast(dict[str, JsonValue], resolved(scope, node, instance, cast(JsonValue, given)))
    answer = {"status": answer["status"] or 200, "headers": answer["headers"] or {}, "body": answer["body"]}
    return Done(SUCCEEDED, frozenset({MAIN}), value=answer, is_output=False, answers=True)


def _stop(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    value = cast(dict[str, JsonValue], resolved(scope, node, instance, {"message": node.parameters.get("message")}))
    message = str(value["message"] or "")
    if node.parameters.get("is_error"):
        error = CallCancelled(message or "The workflow was stopped as a failure by this node.")
        return Done(Step.State.FAILED, error=error.as_dict(), message=error.detail, is_output=False)
    return Done(SUCCEEDED, value={"message": message}, message=message, is_output=False, stops=True)


_COMPUTED: Mapping[str, Callable[[Scope, PlanNode, Instance, Sequence[str]], Done]] = {
    IF: _if,
    SWITCH: _switch,
    SET: _set,
    MERGE: merged,
    OUTPUT: _output,
    RESPOND: _respond,
    STOP: _stop,
}
