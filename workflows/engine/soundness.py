"""What is wrong with the edges of a drawing, whatever its nodes do: cycles, handles, loops, what is never reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from workflows.engine.control.handles import AGENT, CALL_WORKFLOW, MERGE, RESPOND, TOOL, TOOLS, WEBHOOK, with_error
from workflows.engine.control.registry import controls
from workflows.engine.graph import MAIN, Variable
from workflows.engine.plan import Plan, PlanNode, reached, scope_of_edge
from workflows.engine.problem import EDGES, Problem

DEEPEST_AGENTS = 3
"""Agents that work for one another."""


def structure_problems(plan: Plan) -> Iterator[Problem]:
    """Everything wrong with how the nodes hang together, kind by kind."""
    return chain(
        _doubled_keys(plan),
        _cycles(plan),
        _handles(plan),
        _tools(plan),
        _loops(plan),
        _unreachable(plan),
        _missing_inputs(plan),
        _answers(plan),
        _ways_on(plan),
    )


def variable_problems(variables: Iterable[Variable]) -> Iterator[Problem]:
    """Variables of one name."""
    seen: set[str] = set()
    for number, each in enumerate(variables):
        if each.name in seen:
            yield Problem("", f"variables.{number}.name", f"There are two variables {each.name!r}. Rename one of them.")
        seen.add(each.name)


def _doubled_keys(plan: Plan) -> Iterator[Problem]:
    first: dict[str, PlanNode] = {}
    for node in plan.nodes.values():
        other = first.setdefault(node.key, node)
        if other is not node:
            message = f"Expressions call {_named(other)} {node.key!r}, too. Give one of them another key."
            yield Problem(node.id, "key", message)


def _cycles(plan: Plan) -> Iterator[Problem]:
    """Nodes that are in a cycle, or between two of them: those left when all before and behind have been taken off."""
    left = {*plan.nodes} - {*plan.order}
    counts = {each: sum(edge.target in left for edge in plan.out(each)) for each in left}
    ends = [each for each, count in counts.items() if count == 0]
    while ends:
        ended = ends.pop()
        left.discard(ended)
        for edge in plan.incoming(ended):
            if edge.source in left:
                counts[edge.source] -= 1
                if counts[edge.source] == 0:
                    ends.append(edge.source)
    for node in plan.nodes.values():
        if node.id in left:
            message = (
                f"{_named(node)} waits for itself, in a cycle. Repeat work with For each, and remove an edge here."
            )
            yield Problem(node.id, EDGES, message)


def _handles(plan: Plan) -> Iterator[Problem]:
    for edge in plan.edges:
        source, target = plan.nodes[edge.source], plan.nodes[edge.target]
        outputs = with_error(source.outputs, source.settings.on_error)
        if edge.source_handle not in outputs:
            there = f"Its outputs are: {', '.join(outputs)}." if outputs else "It has none."
            yield Problem(source.id, EDGES, f"{_named(source)} has no output {edge.source_handle!r}. {there}")
        if edge.target_handle == TOOLS and target.type == AGENT:
            words = f"{_named(target)} is lent nodes by their handle {TOOL!r}; {_named(source)} leads there by another."
            yield Problem(target.id, EDGES, words)
        elif target.kind == "trigger":
            yield Problem(target.id, EDGES, f"{_named(target)} starts the workflow; nothing can lead to it.")
        elif target.type == MERGE and not edge.target_handle.isidentifier():
            yield Problem(
                target.id, EDGES, f"{edge.target_handle!r} cannot be the name of an input. Use a-z, 0-9 and _."
            )
        elif target.type != MERGE and edge.target_handle != MAIN:
            yield Problem(target.id, EDGES, f"{_named(target)} has no input {edge.target_handle!r}, only {MAIN!r}.")


def _tools(plan: Plan) -> Iterator[Problem]:
    """What is lent to an agent: something that can be called, lent once, and not a part of the flow as well."""
    for node_id in dict.fromkeys(edge.source for edge in plan.tool_edges):
        node = plan.nodes[node_id]
        agents = [edge.target for edge in plan.tool_edges if edge.source == node_id]
        if node.kind != "operation" and node.type not in (CALL_WORKFLOW, AGENT):
            words = "is no tool. Connect operations, workflows to be called, or other agents."
            yield Problem(node_id, EDGES, f"{_named(node)} {words}")
        elif len(agents) > 1:
            yield Problem(node_id, EDGES, f"{_named(node)} is lent to several agents. Give each a node of its own.")
        elif plan.incoming(node_id) or plan.out(node_id):
            yield Problem(node_id, EDGES, f"{_named(node)} is lent to an agent, so nothing else leads to it or on.")
        elif _depth(plan, node_id) > DEEPEST_AGENTS:
            words = f"works for agents more than {DEEPEST_AGENTS} deep, or for itself. Put it nearer to the first one."
            yield Problem(node_id, EDGES, f"{_named(node)} {words}")


def _depth(plan: Plan, node_id: str) -> int:
    """How many agents it works for, one above the other; more than is allowed where that never ends."""
    depth, agent = 0, plan.agent_of(node_id)
    while agent is not None and depth <= DEEPEST_AGENTS:
        depth, agent = depth + 1, plan.agent_of(agent)
    return depth


def _loops(plan: Plan) -> Iterator[Problem]:
    """A body is entered by its loop alone, and left by nobody."""
    loops = {node.id: node.loop for node in plan.nodes.values()}
    for node_id in plan.order:
        edges = plan.incoming(node_id)
        scopes = {scope_of_edge(edge, plan.nodes, loops) for edge in edges}
        if len(scopes) > 1:
            named = " and ".join(sorted(_named(plan.nodes[each]) for each in scopes if each is not None))
            message = (
                f"{_named(plan.nodes[node_id])} is reached both from inside and from outside the body of {named}."
                f" Go on behind a loop from its output {MAIN!r}."
            )
            yield Problem(node_id, EDGES, message)


def _unreachable(plan: Plan) -> Iterator[Problem]:
    triggers = [node.id for node in plan.nodes.values() if node.kind == "trigger"]
    if not triggers:
        return
    in_order = {*plan.order}
    led_to = reached(triggers, lambda each: (edge.target for edge in plan.out(each)))
    for node in plan.nodes.values():
        if node.id not in led_to and not node.disabled and node.id in in_order and plan.agent_of(node.id) is None:
            message = f"No trigger leads to {_named(node)}, so it never runs. Connect it, or disable it."
            yield Problem(node.id, EDGES, message)


def _missing_inputs(plan: Plan) -> Iterator[Problem]:
    for node in plan.nodes.values():
        if node.type == MERGE and not node.disabled and not plan.incoming(node.id):
            yield Problem(node.id, EDGES, f"{_named(node)} has no input. Connect the branches it brings together.")


def _answers(plan: Plan) -> Iterator[Problem]:
    """A caller who waits for a node gets an answer from one."""
    for node in plan.nodes.values():
        if node.type == WEBHOOK and not node.disabled and node.parameters.get("respond") == "node":
            answers = [each for each in plan.downstream(node.id) if plan.nodes[each].type == RESPOND]
            if not any(not plan.nodes[each].disabled for each in answers):
                message = "No node Respond follows, so no caller would be answered. Add one, or choose another answer."
                yield Problem(node.id, "respond", message)


def _ways_on(plan: Plan) -> Iterator[Problem]:
    for node in plan.nodes.values():
        if node.settings.on_error == "continue" and node.type in controls() and MAIN not in node.outputs:
            message = f"{_named(node)} has no output {MAIN!r} to go on at. Choose stop or branch."
            yield Problem(node.id, "settings.on_error", message)


def _named(node: PlanNode) -> str:
    return repr(node.name or node.key)
