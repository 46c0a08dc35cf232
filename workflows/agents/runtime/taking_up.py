"""An agent in a run that takes up an earlier one: it goes on from what it had come to, if it is given the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from django.db import transaction

from integrations.execution.llm.conversation import ToolResult
from integrations.execution.work import may_have_happened_under
from workflows.agents.runtime.entries import Log, Place
from workflows.agents.runtime.session import Session, key_of, run_id_of
from workflows.agents.runtime.tools import Tool
from workflows.agents.runtime.untrusted import told
from workflows.agents.skills.document import SkillDocument
from workflows.engine.control.agents import AgentParams
from workflows.models import Run, Step
from workflows.runs.identity import step_id
from workflows.runs.scope import ContentGone

OTHERWISE = "It begins anew: what it is given, or may call, is not what it was in the run that this one takes up."
GONE = "It begins anew: what it had come to in the run that this one takes up is no longer kept."
UNKNOWN = "The earlier run was stopped in the middle of this call."


def digest_of(given: AgentParams, skills: Iterable[SkillDocument], tools: Mapping[str, Tool]) -> str:
    """The same for the same job, whatever it may spend on it and whoever is asked."""
    job = given.model_dump(mode="json", exclude={"limits", "approval"})
    offers = [each.offer.model_dump(mode="json") for each in tools.values()]
    read = [[each.name, each.body, dict(each.references)] for each in skills]
    return hashlib.sha256(json.dumps([job, offers, read], sort_keys=True, default=str).encode()).hexdigest()


def take_up(session: Session, inputs: str) -> str:
    """Take over what the same step had come to in the run that this one takes up; says why it does not.

    Empty where it did, and where there is nothing to take over: one that had succeeded is done again on purpose.
    """
    run = session.run
    if run.earlier_id is None or run.only:
        return ""
    found = Step.objects.select_related("run").filter(pk=step_id(run.earlier_id, session.instance))
    step = found.exclude(state=Step.State.SUCCEEDED).first()
    try:
        before = Log.read(step) if step is not None else None
    except ContentGone:
        return GONE
    if step is None or before is None or "" not in before.openings:
        return ""
    if before.openings[""].inputs != inputs:
        return OTHERWISE
    _take_over(session, before)
    return ""


def _take_over(session: Session, before: Log) -> None:
    log, interrupted = session.log, dict(_interrupted(before))
    with transaction.atomic():
        session.hold()
        rows = log.adopt(before)
        for place, result in interrupted.items():
            log.keep(place, result)
        turns = len(before.answers)
        words = f"Goes on after {turns} {'answer' if turns == 1 else 'answers'} of the run that this one takes up."
        turn = session.write(lambda written: written.say(session.step, Step.State.RUNNING, words))
    session.known(turn)
    log.know_adopted(before, rows)
    for place, result in interrupted.items():
        log.know(place, result)


def _interrupted(before: Log) -> Iterable[tuple[Place, ToolResult]]:
    """Calls that were begun, and whose end the agent has not heard of: they are not made again."""
    for (scope, turn, _), answer in before.answers.items():
        for index, wish in enumerate(answer.calls, start=1):
            place = (scope, turn, index)
            if place not in before.results and _may_have_happened(before.step, place):
                content = told({"code": "outcome_unknown", "detail": UNKNOWN})
                yield place, ToolResult(id=wish.id, name=wish.name, content=content, is_error=True)


def _may_have_happened(step: Step, place: Place) -> bool:
    if Run.objects.filter(pk=run_id_of(step, place)).exclude(state=Run.State.FAILED).exists():
        return True
    return may_have_happened_under(step.run_id, key_of(step, place))
