"""What a server's tools were when a workflow first met them: one that says something else later waits for a person.

A server is trusted for what it was when somebody chose it. Whoever runs it could otherwise wait until its tools are in
use, and then give them other words, which the model would follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pydantic import JsonValue

from integrations.errors import ApprovalRefused
from workflows.agents.runtime.calls import answered
from workflows.agents.runtime.entries import Place, RemoteServer, RemoteTool
from workflows.agents.runtime.session import Session
from workflows.agents.runtime.tools import SERVER, host_of
from workflows.engine.plan import PlanNode
from workflows.models import Approval, ToolPin
from workflows.runs.calling import holder_of

MOST_NAMED = 5


def require_known(
    session: Session, node: PlanNode, params: Mapping[str, JsonValue], server: RemoteServer, place: Place
) -> None:
    """Raises Waits for a person where tools have changed, ApprovalRefused if that one does not want them so.

    Whatever the agent asks about otherwise. A node that is drawn anew is met anew; a run without a workflow has nothing
    to compare with.
    """
    if session.run.workflow_id is None:
        return
    now = {each.name: _digest(each) for each in server.tools}
    key = _hash([str(session.run.workflow_id), node.id, holder_of(session.run, node).scope, dict(params)])
    pin, _ = ToolPin.objects.get_or_create(
        key=key, defaults={"workflow_id": session.run.workflow_id, "node_id": node.id, "tools": now}
    )
    if pin.tools != now:
        _ask(session, node, server, place, pin.tools, now)
        pin.tools = now
        pin.save(update_fields=["tools", "at"])


def _ask(
    session: Session,
    node: PlanNode,
    server: RemoteServer,
    place: Place,
    before: Mapping[str, str],
    now: Mapping[str, str],
) -> None:
    """Returns where a person has let the tools pass as they are now."""
    key, words = f"{session.key(place)}:changed", _in_words(server, before, now)
    approval = answered(session, node, SERVER, server.given, key=key, summary=words)
    if approval.state != Approval.State.APPROVED:
        raise ApprovalRefused(f"Nobody has let the changed tools of {host_of(server)} pass. {approval.note}".strip())


def _in_words(server: RemoteServer, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    said = [
        ("new", [name for name in now if name not in before]),
        ("gone", [name for name in before if name not in now]),
        ("described otherwise", [name for name in now if before.get(name, now[name]) != now[name]]),
    ]
    changes = "; ".join(f"{what}: {_names(names)}" for what, names in said if names)
    return f"The tools of {host_of(server)} are not what they were when this workflow first used them. {changes}."


def _names(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(sorted(names)[:MOST_NAMED]) + more


def _digest(tool: RemoteTool) -> str:
    return _hash(tool.model_dump(mode="json"))


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
