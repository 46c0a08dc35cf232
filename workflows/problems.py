"""What keeps a drawing from being run or published: its edges, its nodes' types and parameters, unknown customers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from integrations.errors import FieldError, InputError, NotFound, PayloadTooLarge
from integrations.execution.params import checked
from integrations.holders import unknown_customers
from workflows.engine.control.registry import kind_of_node
from workflows.engine.expressions.check import check_graph
from workflows.engine.graph import Graph
from workflows.engine.outputs import input_schema_of, output_schema_of
from workflows.engine.parameters import parameter_problems
from workflows.engine.plan import MOST_KEPT, Plan, PlanNode, known_plan, plan_of
from workflows.engine.problem import Problem
from workflows.engine.soundness import structure_problems, variable_problems
from workflows.models import Revision

OWNER_HAS_NO_CUSTOMER = "The owner's account belongs to no customer. Set account_mode to customer, or remove this."


def problems_of(graph: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a drawing, in the order of its nodes; of disabled ones only how they hang together."""
    plan = plan_of(Graph.model_validate(graph))
    return _of_plan(plan, unknown_customers(_customers([plan])))


def problems_of_each(revisions: Iterable[Revision]) -> dict[UUID, list[Problem]]:
    """The same for stored drawings, by their ids. What was found out once for a drawing is not looked for again."""
    plans = {each.pk: stored_plan(each) for each in revisions}
    unknown = unknown_customers(_customers(plans.values()))
    return {key: _of_plan(plan, unknown) for key, plan in plans.items()}


def stored_plan(revision: Revision) -> Plan:
    """The plan of a stored drawing; it is read only if this process has not done so lately."""
    known = known_plan(revision.graph_hash)
    return known or plan_of(Graph.model_validate(revision.graph), digest=revision.graph_hash)


def require_sound(graph: Mapping[str, Any], *, within: Collection[str] | None = None) -> None:
    """Raises InputError with every problem, each at the id of its node and the field.

    ``within`` are the ids of the nodes that are going to run, where that is not all of them.
    """
    found = [each for each in problems_of(graph) if within is None or not each.node or each.node in within]
    if found:
        errors = [FieldError(each.field, each.message, each.node) for each in found]
        raise InputError(f"{found[0].node}: {found[0].field}: {found[0].message}", errors=errors)


def _of_plan(plan: Plan, unknown: Collection[str]) -> list[Problem]:
    places = {node_id: place for place, node_id in enumerate(plan.nodes)}
    accounts = (problem for node in _enabled(plan) for problem in _of_account(node, unknown))
    return sorted([*accounts, *_lasting(plan)], key=lambda each: places.get(each.node, -1))


@lru_cache(maxsize=MOST_KEPT)
def _lasting(plan: Plan) -> tuple[Problem, ...]:
    """Those that do not depend on who our customers are."""
    parameters = (problem for node in _enabled(plan) for problem in _of_parameters(plan, node))
    return (*variable_problems(plan.variables), *structure_problems(plan), *parameters, *_of_expressions(plan))


def _of_expressions(plan: Plan) -> Iterator[Problem]:
    ids: dict[str, str] = {}
    for node in plan.nodes.values():
        ids.setdefault(node.key, node.id)
    mistakes = check_graph(
        plan,
        partial(output_schema_of, plan),
        input_schema_of=input_schema_of,
        variables=[each.name for each in plan.variables],
    )
    return (Problem(ids[key], field, message) for key, field, message in mistakes)


def _enabled(plan: Plan) -> Iterator[PlanNode]:
    return (node for node in plan.nodes.values() if not node.disabled)


def _customers(plans: Iterable[Plan]) -> set[str]:
    return {node.customer_id for plan in plans for node in _enabled(plan) if node.customer_id}


def _of_account(node: PlanNode, unknown: Collection[str]) -> Iterator[Problem]:
    """A node of a customer that names none is the run's customer's."""
    if node.customer_id and node.account_mode == "owner":
        yield Problem(node.id, "customer_id", OWNER_HAS_NO_CUSTOMER)
    elif node.customer_id in unknown:
        message = f"There is no customer {node.customer_id!r}. GET /api/v1/customers/ lists them."
        yield Problem(node.id, "customer_id", message)


def _of_parameters(plan: Plan, node: PlanNode) -> Iterator[Problem]:
    try:
        kind = kind_of_node(node.type)
        checked(node.parameters)
    except NotFound as error:
        yield Problem(node.id, "type", error.detail)
    except PayloadTooLarge as error:
        yield Problem(node.id, "parameters", error.detail)
    except InputError as error:
        yield from (Problem(node.id, each.field, each.message) for each in error.errors)
    else:
        found = parameter_problems(node, kind.input_model, may_lack=plan.agent_of(node.id) is not None)
        yield from (Problem(node.id, each.field, each.message) for each in found)
