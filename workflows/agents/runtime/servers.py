"""Servers of other people whose tools are lent to an agent: what they offer is read once, when the agent begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from pydantic import JsonValue

from integrations.catalog.registry import catalog
from integrations.errors import InputError, from_dict
from integrations.execution import door
from integrations.execution.outcome import Outcome
from workflows.agents.runtime.calls import require_over
from workflows.agents.runtime.entries import Place, RemoteServer, RemoteTool
from workflows.agents.runtime.pins import require_known
from workflows.agents.runtime.session import Session
from workflows.agents.runtime.shapes import misfits
from workflows.agents.runtime.tools import SERVER
from workflows.engine.plan import PlanNode
from workflows.models import Step
from workflows.runs.calling import holder_of
from workflows.runs.control import resolved

WHOSE = ("url", "provider")
"""What a call of a tool is made with as well."""


def servers_of(session: Session, agent_id: str, scope: str) -> list[RemoteServer]:
    """What the servers offer that are lent to an agent. Raises Waits, also where a person has to look at tools that
    have changed, and MachinaError for a server that cannot be asked: an agent without its tools would guess."""
    plan, found = session.shift.plan, list[RemoteServer]()
    for index, node_id in enumerate(plan.tools_of(agent_id), start=1):
        node = plan.node(node_id)
        if node.type == SERVER and not node.disabled and SERVER in catalog().operations:
            params = resolved(session.shift.scope, node, session.instance)
            server = _read(session, node, params, (scope, 0, index))
            require_known(session, node, params, server, (scope, 0, index))
            found.append(server)
    return found


def _read(session: Session, node: PlanNode, params: Mapping[str, JsonValue], place: Place) -> RemoteServer:
    outcome = door.execute(
        SERVER,
        params,
        call_key=session.key(place),
        actor=session.actor,
        holder=holder_of(session.run, node),
        source=session.run.source,
        record=lambda outcome: session.hold(),
        rides_on=session.step,
        connection=UUID(node.connection) if node.connection else None,
        run_id=session.run.pk,
        node_id=node.id,
    )
    require_over(outcome)
    if outcome.state != Step.State.SUCCEEDED:
        raise from_dict(outcome.error or {})
    reading = params.get("reading_tools")
    return RemoteServer(
        node=node.id,
        given={name: params[name] for name in WHOSE if params.get(name)},
        unasked=[str(each) for each in reading] if isinstance(reading, list) else [],
        tools=_tools_in(outcome),
    )


def _tools_in(outcome: Outcome) -> list[RemoteTool]:
    """Those whose schema is one: by another, nothing could be checked. Of several with one name the first: a pin and
    what may go unasked are by name, and the others would hide behind it."""
    told = cast(list[Mapping[str, JsonValue]], (outcome.result or {}).get("tools") or [])
    names = RemoteTool.model_fields.keys()
    tools = [RemoteTool.model_validate({name: each[name] for name in names}) for each in told]
    by_name = {each.name: each for each in reversed(tools) if _has_schema(each)}
    return [*by_name.values()][::-1]


def _has_schema(tool: RemoteTool) -> bool:
    try:
        misfits({}, tool.input_schema, field="input_schema", whole="arguments")
    except InputError:
        return False
    return True
