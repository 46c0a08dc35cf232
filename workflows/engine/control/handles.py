"""Where edges may leave a node and enter it, by its type and parameters alone."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.engine.graph import ERROR, MAIN

IF, SWITCH, FOR_EACH, MERGE = "flow.if", "flow.switch", "flow.for_each", "flow.merge"
SET, WAIT, CALL_WORKFLOW = "flow.set", "flow.wait", "flow.call_workflow"
RESPOND, OUTPUT, STOP = "flow.respond", "flow.output", "flow.stop"
MANUAL, WEBHOOK, SCHEDULE = "trigger.manual", "trigger.webhook", "trigger.schedule"
CHAT = "trigger.chat"
TRIGGERS = (MANUAL, WEBHOOK, SCHEDULE, CHAT)
AGENT = "agent.run"
TOOL, TOOLS = "tool", "tools"
"""An edge from a node's ``tool`` to an agent's ``tools`` lends the node to the agent; the flow does not run it."""
EACH = "each"
"""The output of for_each that its body begins at."""
DEFAULT = "default"
"""The output of switch that fires when no case holds."""


def outputs_of(type_: str, parameters: Mapping[str, object]) -> tuple[str, ...]:
    """Names of a node's outputs in the order in which they are drawn, without the one for its errors."""
    match type_:
        case "flow.if":
            return ("true", "false")
        case "flow.switch":
            return (*dict.fromkeys(_case_names(parameters)), DEFAULT)
        case "flow.for_each":
            return (EACH, MAIN)
        case "flow.output" | "flow.stop":
            return ()
    return (MAIN,)


def passing_output(type_: str, parameters: Mapping[str, object]) -> str | None:
    """Where what arrives at a disabled node goes on: its first output, and past the body of a loop."""
    outputs = outputs_of(type_, parameters)
    return MAIN if MAIN in outputs else next(iter(outputs), None)


def with_error(outputs: tuple[str, ...], on_error: str) -> tuple[str, ...]:
    """The outputs with that for errors, where the node has one."""
    return (*outputs, ERROR) if on_error == "branch" else outputs


def _case_names(parameters: Mapping[str, object]) -> list[str]:
    """Of the cases that have a name of their own; what is no list of cases is told where parameters are checked."""
    cases = parameters.get("cases")
    named = [each.get("name") for each in cases if isinstance(each, Mapping)] if isinstance(cases, list) else []
    return [name for name in named if isinstance(name, str) and name]
