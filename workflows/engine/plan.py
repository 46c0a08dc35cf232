"""A graph made ready to be run: who follows whom, which loop a node stands in, and where it begins. Immutable."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from types import MappingProxyType
from typing import Literal

from pydantic import JsonValue

from integrations.catalog.registry import Catalog, catalog
from workflows.engine.control.expressions import as_templates
from workflows.engine.control.handles import (
    AGENT,
    EACH,
    FOR_EACH,
    IF,
    MANUAL,
    MERGE,
    OUTPUT,
    SET,
    STOP,
    SWITCH,
    TOOL,
    TOOLS,
    TRIGGERS,
    outputs_of,
    passing_output,
)
from workflows.engine.graph import AccountMode, Graph, GraphNode, NodeSettings, Variable, graph_hash

Kind = Literal["trigger", "control", "operation"]
PURE = frozenset({IF, SWITCH, SET, OUTPUT, STOP})
MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One node of a plan."""

    id: str
    key: str
    type: str
    kind: Kind
    name: str
    parameters: Mapping[str, JsonValue]
    """Fields that are one expression each stand between braces here, however they were written."""
    account_mode: AccountMode | None
    customer_id: str | None
    connection: str | None
    settings: NodeSettings
    disabled: bool
    pinned: JsonValue
    loop: str | None
    """Id of the innermost for_each whose body it stands in."""
    inputs: tuple[str, ...]
    """Names of the inputs that edges of the whole graph enter, in the order of the edges."""
    outputs: tuple[str, ...]
    """Names of its outputs, without that for errors."""
    waits_for_any: bool
    """A merge that is ready at the first arrival."""
    passes_to: str | None
    """Where what arrives goes on while it is disabled."""

    @property
    def is_loop(self) -> bool:
        """Whether it runs its body; one that is disabled is passed over with it."""
        return self.type == FOR_EACH and not self.disabled

    @property
    def collects(self) -> bool:
        """Whether a loop goes on after an item that failed."""
        return self.parameters.get("on_item_error") == "collect"


@dataclass(frozen=True, slots=True)
class PlanEdge:
    """From an output to an input."""

    id: str
    source: str
    source_handle: str
    target: str
    target_handle: str


@dataclass(frozen=True, eq=False)
class Plan:
    """What of a graph is run. Made by ``plan_of``; parts of one by its methods."""

    nodes: Mapping[str, PlanNode]
    """By id, in the order of the document."""
    edges: tuple[PlanEdge, ...]
    tool_edges: tuple[PlanEdge, ...]
    """From nodes to the agents that they are lent to: what they lead from is run by the agent alone."""
    order: tuple[str, ...]
    """Ids in an order in which nobody comes before what it waits for; nodes in a cycle or behind one are not in it."""
    starts: tuple[str, ...]
    """Where a run begins: the trigger it was planned for, else what has no incoming edge."""
    variables: tuple[Variable, ...]
    """What a deployment sets for itself."""
    _out: Mapping[str, tuple[PlanEdge, ...]] = field(repr=False)
    _incoming: Mapping[str, tuple[PlanEdge, ...]] = field(repr=False)
    _bodies: Mapping[str, tuple[str, ...]] = field(repr=False)
    _upstream: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _parts: dict[tuple[str | None, str | None, str | None], Plan] = field(default_factory=dict, repr=False)

    def node(self, node_id: str) -> PlanNode:
        """Raises KeyError for an id that is not in this plan."""
        return self.nodes[node_id]

    def by_key(self, key: str) -> PlanNode | None:
        """The node that expressions call so; the first where several do."""
        return next((node for node in self.nodes.values() if node.key == key), None)

    def out(self, node_id: str, handle: str | None = None) -> tuple[PlanEdge, ...]:
        """The edges that leave a node, at one output or at all of them."""
        edges = self._out.get(node_id, ())
        return edges if handle is None else tuple(edge for edge in edges if edge.source_handle == handle)

    def incoming(self, node_id: str) -> tuple[PlanEdge, ...]:
        """The edges that enter a node, in the order of the document."""
        return self._incoming.get(node_id, ())

    def tools_of(self, agent_id: str) -> tuple[str, ...]:
        """Ids of the nodes that are lent to an agent, in the order of the edges."""
        return tuple(dict.fromkeys(edge.source for edge in self.tool_edges if edge.target == agent_id))

    def agent_of(self, node_id: str) -> str | None:
        """Id of the agent that a node is lent to; None for a node of the flow."""
        return next((edge.target for edge in self.tool_edges if edge.source == node_id), None)

    def loop_of(self, node_id: str) -> str | None:
        """Id of the innermost for_each whose body holds the node."""
        return self.nodes[node_id].loop

    def loops_of(self, node_id: str) -> tuple[str, ...]:
        """Ids of all for_each around the node, outermost first: one for each index of its path."""
        around: list[str] = []
        loop = self.nodes[node_id].loop
        while loop is not None:
            around.append(loop)
            loop = self.nodes[loop].loop
        return tuple(reversed(around))

    def body_of(self, loop_id: str) -> tuple[str, ...]:
        """Ids of the nodes that run once for each item, without those of loops inside."""
        return self._bodies.get(loop_id, ())

    def upstream(self, node_id: str) -> frozenset[str]:
        """Ids of all nodes that have ended for certain, or been skipped, when this one runs.

        Of a body it holds what came before its loop, not the loop itself, which has not ended then. Behind a loop it
        holds the loop, not its body, which has run any number of times.
        """
        if (agent := self._leader_of(node_id)) != node_id:
            return self.upstream(agent)
        known = self._upstream.get(node_id)
        if known is None:
            found = reached([node_id], lambda each: (edge.source for edge in self.incoming(each)))
            known = self._upstream[node_id] = frozenset(found - {node_id, *self.loops_of(node_id)})
        return known

    def downstream(self, node_id: str) -> frozenset[str]:
        """Ids of all nodes that can only run after this one, those of a loop's body among them."""
        return frozenset(reached([node_id], lambda each: (edge.target for edge in self.out(each))) - {node_id})

    def is_pure(self, node_id: str) -> bool:
        """Whether its output follows from what is stored already, so that it may be computed again after a crash."""
        node = self.nodes[node_id]
        is_merge_of_all = node.type == MERGE and not node.waits_for_any
        return node.disabled or node.kind == "trigger" or node.type in PURE or is_merge_of_all

    def part(self, *, trigger: str | None = None, until: str | None = None, only: str | None = None) -> Plan:
        """What of it is run: from one trigger on, up to one node, or one node alone (a loop with its body).

        Without a trigger those that are enabled begin, ``trigger.manual`` before all others; a graph that has none
        begins wherever nothing enters. Edges from what is left out do not count. Raises KeyError for an unknown id.
        """
        wanted = (trigger, until, only)
        if wanted not in self._parts:
            self._parts[wanted] = self._cut(*wanted)
        return self._parts[wanted]

    def _cut(self, trigger: str | None, until: str | None, only: str | None) -> Plan:
        if only is not None:
            return self._of({self.nodes[only].id, *self._inside(only)})
        wanted = self.nodes.keys() if until is None else self._leading_to(until)
        starts = self._usual_starts(wanted) if trigger is None else [self.nodes[trigger].id]
        return self._of(reached(starts, lambda each: (edge.target for edge in self.out(each))) & wanted)

    def _usual_starts(self, wanted: Collection[str]) -> list[str]:
        triggers = [n for n in self.nodes.values() if n.kind == "trigger" and not n.disabled and n.id in wanted]
        manual = [node.id for node in triggers if node.type == MANUAL]
        return (manual or [node.id for node in triggers])[:1] or [each for each in self.starts if each in wanted]

    def _leading_to(self, node_id: str) -> set[str]:
        """The node, all before it, and the bodies of loops that have to end first."""
        around = {*self.loops_of(node_id)}
        kept = reached([self.nodes[node_id].id], lambda each: (edge.source for edge in self.incoming(each)))
        for loop in [each for each in kept if self.nodes[each].is_loop and each not in around]:
            kept.update(self._inside(loop))
        return kept

    def _inside(self, loop_id: str) -> set[str]:
        """All of a loop's body, with the loops in it; nothing for another node."""
        return reached([loop_id], self.body_of) - {loop_id}

    def _leader_of(self, node_id: str) -> str:
        """The node of the flow that runs it: itself, or the agent at whose disposal it is in the end."""
        seen = {node_id}
        while (agent := self.agent_of(node_id)) is not None and agent not in seen:
            seen.add(node_id := agent)
        return node_id

    def _of(self, kept: set[str]) -> Plan:
        kept = reached(kept, self.tools_of)
        if len(kept) == len(self.nodes):
            return self
        drawn = (*self.edges, *self.tool_edges)
        edges = [edge for edge in drawn if edge.source in kept and edge.target in kept]
        return _planned([node for node in self.nodes.values() if node.id in kept], edges, self.variables)


def plan_of(graph: Graph, *, digest: str | None = None) -> Plan:
    """The plan of a graph, made once for each ``graph_hash``; give it as ``digest`` where it is stored beside."""
    digest = digest or graph_hash(graph)
    plan = known_plan(digest)
    if plan is None:
        plan = compiled_plan(graph)
        with _lock:
            _kept[digest, catalog()] = plan
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return plan


def known_plan(digest: str) -> Plan | None:
    """The plan of the graph with this hash, if this process has made it lately: then the graph need not be read."""
    with _lock:
        plan = _kept.get((digest, catalog()))
        if plan is not None:
            _kept.move_to_end((digest, catalog()))
        return plan


_kept: OrderedDict[tuple[str, Catalog], Plan] = OrderedDict()
_lock = Lock()


def compiled_plan(graph: Graph) -> Plan:
    """The plan of any graph, also of one with problems; what is in a cycle never runs."""
    edges = [PlanEdge(e.id, e.source, e.source_handle, e.target, e.target_handle) for e in graph.edges]
    inputs: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for edge in edges:
        if not lends(edge):
            inputs[edge.target][edge.target_handle] = None
    events = catalog().triggers
    return _planned(
        [_node(each, tuple(inputs[each.id]), events) for each in graph.nodes], edges, tuple(graph.variables)
    )


def _node(node: GraphNode, inputs: tuple[str, ...], events: Collection[str]) -> PlanNode:
    is_trigger = node.type in TRIGGERS or node.type in events
    return PlanNode(
        id=node.id,
        key=node.key,
        type=node.type,
        kind="trigger" if is_trigger else "control" if node.type.startswith(("flow.", "agent.")) else "operation",
        name=node.name,
        parameters=as_templates(node.type, node.parameters),
        account_mode=node.account_mode,
        customer_id=node.customer_id,
        connection=node.connection,
        settings=node.settings,
        disabled=node.disabled,
        pinned=node.pinned,
        loop=None,
        inputs=inputs,
        outputs=outputs_of(node.type, node.parameters),
        waits_for_any=node.type == MERGE and not node.disabled and node.parameters.get("wait_for") == "any",
        passes_to=passing_output(node.type, node.parameters),
    )


def _planned(nodes: Sequence[PlanNode], edges: Sequence[PlanEdge], variables: tuple[Variable, ...]) -> Plan:
    agents = {node.id for node in nodes if node.type == AGENT}
    lending = tuple(edge for edge in edges if lends(edge) and edge.target in agents)
    lent = {edge.source: edge.target for edge in reversed(lending)}
    edges = [edge for edge in edges if edge not in lending] if lending else edges
    out: defaultdict[str, list[PlanEdge]] = defaultdict(list)
    incoming: defaultdict[str, list[PlanEdge]] = defaultdict(list)
    for edge in edges:
        out[edge.source].append(edge)
        incoming[edge.target].append(edge)
    order = _in_order([node.id for node in nodes], out, incoming)
    by_id = {node.id: node for node in nodes}
    loops = _loops(order, by_id, incoming)
    for node_id in lent:
        loops[node_id] = loops.get(_last(lent, node_id))
    bodies: defaultdict[str, list[str]] = defaultdict(list)
    for node in nodes:
        loop = loops.get(node.id)
        if loop is not None and node.id not in lent:
            bodies[loop].append(node.id)
    return Plan(
        nodes=MappingProxyType({node.id: replace(node, loop=loops.get(node.id)) for node in nodes}),
        edges=tuple(edges),
        tool_edges=lending,
        order=tuple(order),
        starts=tuple(node.id for node in nodes if node.id not in incoming and node.id not in lent),
        variables=variables,
        _out={node_id: tuple(each) for node_id, each in out.items()},
        _incoming={node_id: tuple(each) for node_id, each in incoming.items()},
        _bodies={loop: tuple(each) for loop, each in bodies.items()},
    )


def lends(edge: PlanEdge) -> bool:
    """Whether it lends a node to an agent."""
    return edge.source_handle == TOOL and edge.target_handle == TOOLS


def _last(lent: Mapping[str, str], node_id: str) -> str:
    """Where the chain of agents ends that a node is lent along."""
    seen = {node_id}
    while (agent := lent.get(node_id)) is not None and agent not in seen:
        seen.add(node_id := agent)
    return node_id


def _in_order(
    ids: Iterable[str], out: Mapping[str, Sequence[PlanEdge]], incoming: Mapping[str, Sequence[PlanEdge]]
) -> list[str]:
    waiting = {node_id: len(incoming.get(node_id, ())) for node_id in ids}
    ready = deque(node_id for node_id, count in waiting.items() if count == 0)
    order: list[str] = []
    while ready:
        node_id = ready.popleft()
        order.append(node_id)
        for edge in out.get(node_id, ()):
            waiting[edge.target] -= 1
            if waiting[edge.target] == 0:
                ready.append(edge.target)
    return order


def _loops(
    order: Iterable[str], nodes: Mapping[str, PlanNode], incoming: Mapping[str, Sequence[PlanEdge]]
) -> dict[str, str | None]:
    """The innermost loop of each node: the one its first edge comes from. In a sound graph all its edges agree."""
    loops: dict[str, str | None] = {}
    for node_id in order:
        first = next(iter(incoming.get(node_id, ())), None)
        loops[node_id] = None if first is None else scope_of_edge(first, nodes, loops)
    return loops


def scope_of_edge(edge: PlanEdge, nodes: Mapping[str, PlanNode], loops: Mapping[str, str | None]) -> str | None:
    """The loop in whose body an edge ends: that which it begins at, else the one its source stands in."""
    source = nodes[edge.source]
    return source.id if source.is_loop and edge.source_handle == EACH else loops.get(source.id)


def reached(begin: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    """Everything that can be come to, the beginnings among it."""
    seen = {*begin}
    pending = [*seen]
    while pending:
        for each in following(pending.pop()):
            if each not in seen:
                seen.add(each)
                pending.append(each)
    return seen
