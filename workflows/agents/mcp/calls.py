"""A tool called over the protocol: the same door, levels, approval and metering as over REST."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from mcp.shared.exceptions import UrlElicitationRequiredError
from mcp_types import CallToolResult, ClientCapabilities, ElicitRequestURLParams, TextContent

from integrations.database import in_thread
from integrations.errors import MachinaError, NotConnected, ReconnectRequired, ScopeMissing, from_dict
from integrations.execution.answers import answer_of
from integrations.execution.outcome import Call, Outcome
from integrations.execution.waiting import take_place
from integrations.payloads.shown import error_shown
from workflows.agents.approvals.links import page_of
from workflows.agents.mcp.caller import Caller
from workflows.agents.mcp.definitions import exact, fits, result_schema
from workflows.agents.toolset.calling import ToolCall, begin
from workflows.agents.toolset.offered import operation_of
from workflows.agents.toolset.told import told_to_model
from workflows.models import Approval

logger = logging.getLogger(__name__)

SOURCE = "mcp"
WAIT_SECONDS = 60.0
TO_CONNECT = (NotConnected, ReconnectRequired, ScopeMissing)


async def call_tool(
    caller: Caller, name: str, arguments: Mapping[str, Any], capabilities: ClientCapabilities | None
) -> CallToolResult:
    """What the tool gave, or why not, in words for the model.

    Raises UrlElicitationRequiredError where an account has to be connected and the client can show an address.
    """
    try:
        return await _called(caller, name, arguments)
    except MachinaError as error:
        seen = from_dict(error_shown(caller.actor, error.as_dict()) or {})
        if isinstance(seen, TO_CONNECT) and seen.connect_url and _can_show_addresses(capabilities):
            raise UrlElicitationRequiredError([_to_show(seen, seen.connect_url)], seen.detail) from None
        return _told(told_to_model(seen), is_error=True)
    except Exception:  # the boundary to a client that is told nothing of our side
        logger.exception("mcp.tool_failed", extra={"tool": name[:80]})
        return _told("internal_error: Something went wrong on our side. Try again later.", is_error=True)


async def _called(caller: Caller, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
    wish = ToolCall(name=name, arguments=arguments, holder=caller.named_holder, source=SOURCE, is_asked_again=True)
    place = await in_thread(take_place)
    try:
        begun = await in_thread(partial(begin, caller.actor, wish, call_id=place.call_id))
        if isinstance(begun, Approval):
            return _waits_for_a_person(begun)
        place.call = begun
        outcome = await place.awaited(WAIT_SECONDS)
    finally:
        place.leave()
    return _waits(begun) if outcome is None else await in_thread(partial(_result, caller, name, begun, outcome))


def _result(caller: Caller, name: str, call: Call, outcome: Outcome) -> CallToolResult:
    answer = answer_of(caller.actor, call.customer_id, outcome)
    result = exact(answer["result"])
    schema = result_schema(operation_of(caller.actor, name))
    texts = [json.dumps(result, ensure_ascii=False), *(f"Warning: {each}" for each in outcome.warnings)]
    return CallToolResult(
        content=[TextContent(type="text", text=each) for each in texts],
        structured_content=result if isinstance(result, dict) and fits(schema, result) else {},
    )


def _waits_for_a_person(approval: Approval) -> CallToolResult:
    words = (
        f"A person has to approve this before it is done: {approval.summary}\n"
        f"It is approval {approval.pk}, answered by an operator at {page_of(approval)} "
        f"until {approval.expires_at:%Y-%m-%d %H:%M} UTC.\n"
        "Tell the person. Once it is approved it is done by itself; the same call with the same arguments then gives "
        "its result."
    )
    return _told(words)


def _waits(call: Call) -> CallToolResult:
    words = (
        f"It goes on, as call {call.pk}. Do not call again: it would be done twice. Tell the person where it stands."
    )
    return _told(words)


def _told(words: str, *, is_error: bool = False) -> CallToolResult:
    structured: dict[str, Any] | None = None if is_error else {}
    return CallToolResult(
        content=[TextContent(type="text", text=words)], structured_content=structured, is_error=is_error
    )


def _can_show_addresses(capabilities: ClientCapabilities | None) -> bool:
    return bool(capabilities and capabilities.elicitation and capabilities.elicitation.url is not None)


def _to_show(error: MachinaError, url: str) -> ElicitRequestURLParams:
    return ElicitRequestURLParams(mode="url", message=error.detail, url=url, elicitation_id=str(uuid4()))
