"""One agent: its model is asked, the calls of each answer are made, and all results go back together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from pydantic import JsonValue

from integrations.errors import InputError, RemoteRejected, from_dict
from integrations.execution.llm.asking import ask, vendor_for
from integrations.execution.llm.conversation import (
    FINAL,
    Message,
    ModelAnswer,
    ModelQuestion,
    ModelWords,
    ToolResult,
    ToolResults,
    ToolWish,
    UserWords,
)
from integrations.execution.llm.vendors import SANDBOX
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from workflows.agents.memory.remembering import keep_summary, summary_due
from workflows.agents.runtime import bounds
from workflows.agents.runtime.calls import (
    approved,
    arguments_of,
    checked_input,
    needs_approval,
    perform,
    remote_arguments,
    require_over,
    stricter,
)
from workflows.agents.runtime.entries import CUT_OFF, Place
from workflows.agents.runtime.lending import arguments_for_workflow, keep_result, run_workflow
from workflows.agents.runtime.opening import opening, summary_question
from workflows.agents.runtime.servers import servers_of
from workflows.agents.runtime.session import Session, Waits
from workflows.agents.runtime.shapes import require_shape
from workflows.agents.runtime.taking_up import digest_of, take_up
from workflows.agents.runtime.toolbox import Toolbox
from workflows.agents.runtime.tools import Tool, tools_of
from workflows.agents.runtime.untrusted import marked, told
from workflows.agents.skills.document import SkillDocument
from workflows.agents.skills.registry import chosen_skills
from workflows.engine.control.agents import AgentParams
from workflows.engine.control.agents import Approval as Wanted
from workflows.engine.control.evaluation import read
from workflows.engine.control.handles import AGENT
from workflows.engine.plan import PlanNode
from workflows.models import Step
from workflows.runs.calling import holder_of
from workflows.runs.control import resolved
from workflows.runs.done import Done
from workflows.runs.turn import Turn

MISSING = "Give the answer by calling {final}."


class Agent:
    """One agent at work in a session: the node itself, or one that works for it, in a scope of its own."""

    def __init__(
        self, session: Session, node: PlanNode, given: AgentParams, *, scope: str = "", above: Wanted = "never"
    ):
        self.session = session
        self.node = node
        self.given = given
        self.scope = scope
        self.approval: Wanted = stricter(given.approval, above)
        self.holder = holder_of(session.run, node)
        named = given.model.connection or (UUID(node.connection) if node.connection else None)
        self.connection = named
        self.vendor, self.model = vendor_for(
            session.actor, holder=self.holder, model=given.model.name, connection=named
        )
        self.skills: tuple[SkillDocument, ...] = tuple(
            each.document for each in chosen_skills(Holder.whose(session.run.customer), given.skills)
        )
        self._toolbox = Toolbox({}, self.skills, session.log, scope)

    def work(self) -> JsonValue:
        """The answer. Raises Waits, and MachinaError where the agent stops."""
        bounds.require_price(self.given.limits, self.vendor, self.model, self.holder)
        self._open()
        turn = 1
        while True:
            answer = self.session.log.answers.get((self.scope, turn, 0)) or self._ask(turn)
            if answer.finish in CUT_OFF:
                raise RemoteRejected(CUT_OFF[answer.finish])
            self._require_priced(answer)
            self._make_calls(turn, answer)
            final = self._final(turn, answer)
            if final is not None:
                return final[0]
            turn += 1

    @property
    def messages(self) -> list[Message]:
        """All that was said, oldest first."""
        log, said = self.session.log, list[Message]()
        for each in log.openings[self.scope].messages:
            is_user = each["role"] == "user"
            said.append(UserWords(text=each["text"]) if is_user else ModelWords(text=each["text"]))
        turn = 1
        while (answer := log.answers.get((self.scope, turn, 0))) is not None:
            said.append(ModelWords(text=answer.text, calls=answer.calls, response=answer.response))
            results = [log.results.get((self.scope, turn, index)) for index in range(1, len(answer.calls) + 1)]
            known = [each for each in results if each is not None]
            if answer.calls and len(known) == len(answer.calls):
                said.append(ToolResults(results=known))
            elif not answer.calls and self.given.output_schema is not None:
                said.append(UserWords(text=MISSING.format(final=FINAL)))
            turn += 1
        return said

    # The beginning, and answers

    def _open(self) -> None:
        log, inputs, note = self.session.log, "", ""
        if not self.scope and not log.openings:  # the node's own agent takes up an earlier one
            inputs = digest_of(self.given, self.skills, tools_of(self.session.shift.plan, self.node.id))
            note = take_up(self.session, inputs)
        if self.scope not in log.openings:
            servers = servers_of(self.session, self.node.id, self.scope)
            self._sum_up()
            begun = opening(self.given, self.skills, Holder.whose(self.session.run.customer), servers)
            begun = begun.model_copy(update={"inputs": inputs, "note": note})
            with transaction.atomic():
                self.session.hold()
                log.keep((self.scope, 0, 0), begun)
            log.know((self.scope, 0, 0), begun)
        tools = tools_of(self.session.shift.plan, self.node.id, log.openings[self.scope].servers)
        self._toolbox = Toolbox(tools, self.skills, log, self.scope)

    def _sum_up(self) -> None:
        """Let the model sum up what its memory no longer shows; where it does not, more is shown the next time."""
        memory, holder = self.given.memory, Holder.whose(self.session.run.customer)
        wish = None if memory is None else summary_due(holder, memory.session_key, memory.window)
        if memory is None or wish is None:
            return
        place = (f"{self.scope}summary/", 1, 0)
        answer = self.session.log.answers.get(place) or self._answered(place, summary_question(wish, self._asked()))
        if answer.text.strip():
            keep_summary(holder, memory.session_key, wish, answer.text)

    def _asked(self, **more: Any) -> ModelQuestion:
        """A question to the model of this agent."""
        provider = None if self.vendor == SANDBOX else self.vendor
        return ModelQuestion(provider=provider, model=self.model, messages=[], **more)

    def _ask(self, turn: int) -> ModelAnswer:
        refusal = bounds.refusal(self.given.limits, self.session.log.spent(self.scope))
        if refusal is not None:
            raise refusal
        return self._answered((self.scope, turn, 0), self._question())

    def _answered(self, place: Place, question: ModelQuestion) -> ModelAnswer:
        """Ask, and keep the answer with the end of its call. Raises Waits, and what a person has to put right."""
        session, turn = self.session, place[1]
        written: list[Turn] = []
        kept: list[ModelAnswer] = []

        def record(outcome: Outcome) -> None:
            session.hold()
            written.clear()
            kept.clear()
            if outcome.state == Step.State.SUCCEEDED:
                answer = ModelAnswer.model_validate(outcome.result)
                session.log.keep(place, answer, usage=outcome.usage, milliseconds=outcome.execution_time)
                kept.append(answer)
                words = _words(answer)
                written.append(session.write(lambda told: told.say(session.step, Step.State.RUNNING, words)))

        outcome = ask(
            question,
            holder=self.holder,
            connection=self.connection,
            call_key=session.key(place),
            actor=session.actor,
            source=session.run.source,
            run_id=session.run.pk,
            node_id=self.node.id,
            rides_on=session.step,
            record=record,
            listen=lambda text: session.telling.listen(turn, text),
        )
        session.telling.flush(turn)
        session.known(written[0] if written else None)
        require_over(outcome)
        if not kept:
            raise from_dict(outcome.error or {})
        session.log.know(place, kept[0])
        return session.log.answers[place]

    def _question(self) -> ModelQuestion:
        return self._asked(
            instructions=self.session.log.openings[self.scope].instructions,
            tools=self._toolbox.offers(),
            output_schema=self.given.output_schema,
        ).model_copy(update={"messages": self.messages})

    def _require_priced(self, answer: ModelAnswer) -> None:
        """What has answered may be called otherwise than what was asked."""
        if self.given.limits.money is not None and answer.amount is None:
            bounds.require_price(self.given.limits, self.vendor, answer.model, self.holder)

    # Calls

    def _make_calls(self, turn: int, answer: ModelAnswer) -> None:
        """All calls of an answer. What has to wait is asked for first, and waited for together."""
        waits: list[Waits] = []
        for index, wish in enumerate(answer.calls, start=1):
            place = (self.scope, turn, index)
            if place in self.session.log.results:
                continue
            try:
                self._call(place, wish)
            except Waits as wait:
                waits.append(wait)
            except InputError as error:
                self._tell(place, wish, told(error.as_dict()), is_error=True)
        if waits:
            raise _together(waits)

    def _call(self, place: Place, wish: ToolWish) -> None:
        if place[2] > bounds.MOST_CALLS:
            raise InputError(f"At most {bounds.MOST_CALLS} calls at once are made. Call it again later.")
        if wish.name == FINAL and self.given.output_schema is not None:
            self._check_final(place, wish)
            return
        bounds.require_calls(self.given.limits, self.session.log.spent(self.scope))
        text = self._toolbox.answered(wish)
        if text is not None:
            self._tell(place, wish, text)
            return
        tool = self._toolbox.tool(wish.name)
        ways = {"operation": self._operation, "workflow": self._workflow, "agent": self._agent, "remote": self._remote}
        ways[tool.kind](place, tool, wish)

    def _operation(self, place: Place, tool: Tool, wish: ToolWish) -> None:
        assert tool.operation is not None
        arguments = arguments_of(self.session, tool, wish)
        data = checked_input(tool.operation.input_model, arguments, tool.name)
        params: Mapping[str, object] = arguments
        if needs_approval(self.approval, tool.operation.effect_for(data)):
            let = self._approved(place, tool, wish, arguments)
            if let is None:
                return
            params = let
        perform(self.session, tool, place, wish, params)

    def _remote(self, place: Place, tool: Tool, wish: ToolWish) -> None:
        """A person may change what a server's tool is called with, but not which tool of which server."""
        params = remote_arguments(tool, wish)
        if needs_approval(self.approval, tool.effect):
            let = self._approved(place, tool, wish, params)
            if let is None:
                return
            params |= {"arguments": cast(JsonValue, let["arguments"])}
        perform(self.session, tool, place, wish, params)

    def _workflow(self, place: Place, tool: Tool, wish: ToolWish) -> None:
        fixed = resolved(self.session.shift.scope, tool.node, self.session.instance)
        arguments = cast(dict[str, JsonValue], arguments_for_workflow(wish, fixed))
        params: Mapping[str, object] = arguments
        if needs_approval(self.approval, "write"):
            summary = f"Run the workflow {tool.node.name or tool.node.key!r} with {json.dumps(arguments)[:500]}"
            let = self._approved(place, tool, wish, arguments, summary=summary)
            if let is None:
                return
            params = let
        run_workflow(self.session, tool, place, wish, params)

    def _agent(self, place: Place, tool: Tool, wish: ToolWish) -> None:
        """Another agent does it, within what is left to this one."""
        given = wish.arguments if isinstance(wish.arguments, dict) else {}
        task = given.get("task")
        if not isinstance(task, str) or not task.strip() or len(given) != 1:
            raise InputError(f"Give {tool.name} a task, and nothing else.", field="task")
        fixed = resolved(self.session.shift.scope, tool.node, self.session.instance)
        prompt = "\n\n".join(filter(None, [str(fixed.get("prompt") or ""), task]))
        scope = f"{self.scope}{place[1]}.{place[2]}/"
        params = self._within_what_is_left(read(AgentParams, {**fixed, "prompt": prompt}, AGENT))
        output = Agent(self.session, tool.node, params, scope=scope, above=self.approval).work()
        content = marked(tool.name, output, key=self.session.key(place))
        keep_result(
            self.session,
            tool,
            place,
            ToolResult(id=wish.id, name=tool.name, content=content),
            Done(Step.State.SUCCEEDED),
        )

    def _within_what_is_left(self, params: AgentParams) -> AgentParams:
        """What works for it counts as its own, so it begins nothing that its own limits forbid."""
        refusal = bounds.refusal(self.given.limits, self.session.log.spent(self.scope))
        if refusal is not None:
            raise refusal
        return params.model_copy(
            update={"limits": bounds.tightened(params.limits, self.given.limits, self.session.log.spent(self.scope))}
        )

    def _approved(
        self, place: Place, tool: Tool, wish: ToolWish, arguments: dict[str, JsonValue], *, summary: str = ""
    ) -> Mapping[str, object] | None:
        """The arguments as a person has let them pass; None where the model was told that it may not. Raises Waits."""
        channel = self.given.approval_channel
        let = approved(self.session, tool, place, arguments, channel=channel, summary=summary)
        if isinstance(let, ToolResult):
            self._tell(place, wish, let.content, is_error=True)
            return None
        return let

    def _tell(self, place: Place, wish: ToolWish, content: str, *, is_error: bool = False) -> None:
        """Give the model an answer of ours."""
        result = ToolResult(id=wish.id, name=wish.name, content=content, is_error=is_error)
        with transaction.atomic():
            self.session.hold()
            self.session.log.keep(place, result)
        self.session.log.know(place, result)
        said = {"call": wish.id, "tool": wish.name, "state": "failed" if is_error else "succeeded"}
        self.session.telling.happened(place[1], "tool_result", **said, result=content[:2_000])

    # The end

    def _check_final(self, place: Place, wish: ToolWish) -> None:
        assert self.given.output_schema is not None
        require_shape(final_value(wish.arguments, self.given.output_schema), self.given.output_schema)
        self._tell(place, wish, "Taken.")

    def _final(self, turn: int, answer: ModelAnswer) -> tuple[JsonValue] | None:
        """The answer in the end, if this one is it."""
        if self.given.output_schema is None:
            return None if answer.calls else (answer.text,)
        for index, wish in enumerate(answer.calls, start=1):
            result = self.session.log.results.get((self.scope, turn, index))
            if wish.name == FINAL and result is not None and not result.is_error:
                return (final_value(wish.arguments, self.given.output_schema),)
        return None


def final_value(arguments: JsonValue, schema: dict[str, JsonValue]) -> JsonValue:
    """The answer as its schema has it: one that is no object came as a field of one."""
    if schema.get("type") == "object" or not isinstance(arguments, dict):
        return arguments
    return arguments.get("response")


def _together(waits: list[Waits]) -> Waits:
    """One wait for all; a time among them is the first that is over."""
    times = [each.until for each in waits if each.until is not None]
    return Waits(
        waits[0].message if len(waits) == 1 else f"Waits for {len(waits)} calls. {waits[0].message}",
        until=min(times) if times else None,
        approvals=[pk for each in waits for pk in each.approvals],
        runs=[pk for each in waits for pk in each.runs],
    )


def _words(answer: ModelAnswer) -> str:
    """For the run's events."""
    called = ", ".join(each.name for each in answer.calls)
    return " ".join(filter(None, [answer.text.strip()[:300], f"Calls {called}." if called else ""])) or "Answers."
