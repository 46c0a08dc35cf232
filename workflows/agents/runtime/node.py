"""An agent's step in a run: from when a worker takes it up to its end, or to where it has to wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from integrations.actors import SYSTEM
from integrations.errors import CallCancelled, MachinaError
from integrations.holders import Holder
from workflows.agents.runtime.agent import Agent
from workflows.agents.runtime.opening import remember_exchange
from workflows.agents.runtime.session import Session, Waits
from workflows.agents.runtime.transcript import result_of, usage_of
from workflows.engine.control.agents import AgentParams
from workflows.engine.control.evaluation import read
from workflows.engine.control.handles import AGENT
from workflows.engine.decisions import Instance
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step
from workflows.runs.cancel import cancel_run
from workflows.runs.control import resolved
from workflows.runs.done import Done, failed

if TYPE_CHECKING:
    from workflows.runs.shift import Shift

UNPRICED = "Nobody knows what some answers cost: their tokens are recorded without a price."


def do(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    """Go on with the agent; returns the steps that this worker goes on with. Raises MachinaError where it fails."""
    session = Session(shift, step, instance)
    try:
        given = read(AgentParams, resolved(shift.scope, node, instance), AGENT)
        agent = Agent(session, node, given)
        output = agent.work()
    except Waits as wait:
        session.let_go(wait)
        return []
    except CallCancelled:
        _stop_called(session)
        return shift.settle(step, _with_usage(session, Done(Step.State.CANCELLED)))
    except MachinaError as error:
        return shift.settle(step, _with_usage(session, failed(node, error)))
    with transaction.atomic():
        remember_exchange(session, given, Holder.whose(session.run.customer), str(output))
    value = result_of(session.log, agent.messages, output)
    return shift.settle(step, _with_usage(session, Done(Step.State.SUCCEEDED, frozenset({MAIN}), value=value)))


def _with_usage(session: Session, done: Done) -> Done:
    """With what its answers took, also where it did not come to its end."""
    usage = usage_of(session.log)
    notes = [UNPRICED if usage and usage.get("unpriced") else "", session.log.note]
    return replace(done, usage=usage, warnings=tuple(filter(None, notes)))


def _stop_called(session: Session) -> None:
    """Runs that it has begun end with it."""
    for run in Run.objects.filter(parent_step=session.step.pk, state__in=Run.OPEN):
        cancel_run(SYSTEM, run.pk)
