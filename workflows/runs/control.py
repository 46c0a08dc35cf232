"""Computes the nodes that only steer: what they give, and which of their outputs fire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from pydantic import JsonValue

from integrations.errors import CallCancelled, MachinaError
from integrations.payloads.contents import Payload, unsaved
from workflows.engine.control.evaluation import Arrived, evaluate
from workflows.engine.control.expressions import as_templates
from workflows.engine.control.handles import EACH, IF, MERGE, RESPOND, SET, STOP, SWITCH
from workflows.engine.decisions import Instance
from workflows.engine.expressions import compiled, resolve
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanEdge, PlanNode
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
    if is_pinned(scope, node):
        return kept(scope, Done(SUCCEEDED, frozenset({MAIN}), value=node.pinned))
    try:
        sources = arriving(scope, node, instance, arrived)
        parameters = {} if node.disabled or node.kind == "trigger" else resolved(scope, node, instance)
        evaluated = evaluate(node, parameters, [each for each, _ in sources])
    except MachinaError as error:
        return kept(scope, failed(node, error))
    done = Done(SUCCEEDED, evaluated.handles, value=evaluated.output)
    passed = sources[0][1] if sources and sources[0][0].output is evaluated.output else None
    if passed is not None:
        done = replace(done, content=passed)
    return kept(scope, _with_effect(node, done))


def kept(scope: Scope, done: Done) -> Done:
    """The same with a content to be stored for what it has given."""
    if done.value is None or done.content is not None or done.is_handled:
        return done
    content = unsaved(done.value, customer_id=scope.run.customer_id)
    return replace(done, content=content, is_new_content=True)


def resolved(scope: Scope, node: PlanNode, instance: Instance, *, without: Sequence[str] = ()) -> dict[str, JsonValue]:
    """The node's parameters with their expressions resolved. Raises ExpressionError that names the node."""
    given = as_templates(node.type, node.parameters)
    value = cast(JsonValue, {name: each for name, each in given.items() if name not in without})
    template = compiled(value)
    if not template.is_constant:
        seen = scope.context(instance, template.names)
        value = resolve(template, seen, node=node.key, wait_url=scope.wait_url(instance))
    return cast(dict[str, JsonValue], value)


def arriving(
    scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]
) -> list[tuple[Arrived, Payload | None]]:
    """What came over the edges, in their order, and as which content it is kept; where a run begins, its input."""
    incoming = scope.plan.incoming(node.id)
    if not incoming:
        return [(Arrived(MAIN, scope.input()), scope.run.input)]
    if scope.run.only == node.id:
        arrived = [edge.id for edge in incoming]
    places = [(edge, (edge.source, instance[1])) for edge in incoming if edge.id in arrived]
    if not _needs_arrivals(node):
        return []
    scope.read([place for edge, place in places if edge.source_handle != EACH])
    return [_arrived(scope, edge, place) for edge, place in places]


def _arrived(scope: Scope, edge: PlanEdge, place: Instance) -> tuple[Arrived, Payload | None]:
    """What the edge's source has given; what a loop begins an item with is the item."""
    if edge.source_handle == EACH and scope.plan.node(edge.source).is_loop:
        path = place[1]
        return Arrived(edge.target_handle, scope.item((edge.source, path[:-1]), path[-1])), None
    return Arrived(edge.target_handle, scope.values.get(place)), scope.contents.get(place)


def _needs_arrivals(node: PlanNode) -> bool:
    """Whether the node gives something of what came to it."""
    if node.disabled or node.type in (IF, SWITCH, MERGE):
        return True
    return node.type == SET and bool(node.parameters.get("keep"))


def _with_effect(node: PlanNode, done: Done) -> Done:
    """What the node's end means for the run."""
    if node.disabled:
        return replace(done, is_output=False)
    match node.type:
        case "flow.if" | "flow.switch":
            return replace(done, is_output=False)
        case "flow.output":
            return replace(done, makes_output=True)
        case "flow.respond":
            return replace(done, is_output=False, answers=True)
        case "flow.stop":
            return _stopped(done)
    return done


def _stopped(done: Done) -> Done:
    given = cast(Mapping[str, JsonValue], done.value)
    message = str(given["message"] or "")
    if not given["is_error"]:
        return replace(done, message=message, is_output=False, stops=True)
    error = CallCancelled(message or "A node has stopped the workflow as a failure.")
    return Done(Step.State.FAILED, error=error.as_dict(), message=error.detail, is_output=False)
