"""Our conversation as the library's messages, and the library's answer as ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from pydantic import JsonValue, TypeAdapter
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from integrations.execution.llm.conversation import (
    FINAL,
    Message,
    ModelAnswer,
    ModelQuestion,
    ModelWords,
    Size,
    ToolOffer,
    ToolResults,
    ToolWish,
    UserWords,
)
from integrations.execution.llm.vendors import ModelVendor

_RESPONSE = TypeAdapter(ModelResponse)
GIVE_IT = "Give the answer by calling this tool, once everything else is done."


def messages_of(question: ModelQuestion) -> list[ModelMessage]:
    """The conversation; what belongs into one request stands in one."""
    messages: list[ModelMessage] = []
    for each in question.messages:
        if isinstance(each, ModelWords):
            messages.append(_response(each))
        elif messages and isinstance(messages[-1], ModelRequest):
            messages[-1] = ModelRequest(parts=[*messages[-1].parts, *_parts(each)])
        else:
            messages.append(ModelRequest(parts=[*_parts(each)]))
    last = messages[-1] if messages else None
    if isinstance(last, ModelRequest) and question.instructions:
        messages[-1] = ModelRequest(parts=last.parts, instructions=question.instructions)
    return messages


def parameters_of(question: ModelQuestion) -> ModelRequestParameters:
    """The tools. ``strict`` is left unset: one vendor's strict mode silently empties objects of a free form."""
    tools = [_tool(each) for each in question.tools]
    if question.output_schema is None:
        return ModelRequestParameters(function_tools=tools)
    final = ToolDefinition(
        name=FINAL, description=GIVE_IT, parameters_json_schema=_object(question.output_schema), kind="output"
    )
    return ModelRequestParameters(
        function_tools=tools, output_tools=[final], output_mode="tool", allow_text_output=False
    )


def answer_of(response: ModelResponse, question: ModelQuestion, vendor: ModelVendor) -> ModelAnswer:
    """The answer; two calls of one id become calls of two."""
    response = _with_own_ids(response)
    wishes = [_wish(part) for part in response.parts if isinstance(part, ToolCallPart)]
    usage, details = response.usage, response.provider_details or {}
    reported = details.get("cost") if vendor.style == "openrouter" else None
    dumped = cast(list[dict[str, JsonValue]], ModelMessagesTypeAdapter.dump_python([response], mode="json"))
    return ModelAnswer(
        text="".join(part.content for part in response.parts if isinstance(part, TextPart)),
        calls=wishes,
        finish=response.finish_reason or "stop",
        response=dumped[0],
        vendor=vendor.priced_as,
        model=response.model_name or question.model,
        size=Size(
            read=usage.input_tokens,
            cached=usage.cache_read_tokens,
            cache_written=usage.cache_write_tokens,
            written=usage.output_tokens,
        ),
        reported_cost=None if reported is None else str(reported),
    )


def unwrapped(value: JsonValue, schema: dict[str, JsonValue]) -> JsonValue:
    """The answer as its schema has it: one that is no object came as a field of one."""
    is_wrapped = schema.get("type") != "object"
    return value.get("response") if is_wrapped and isinstance(value, dict) else value


def _response(words: ModelWords) -> ModelResponse:
    if words.response is not None:
        return _RESPONSE.validate_python(words.response)
    parts: list[Any] = [TextPart(content=words.text)] if words.text else []
    parts += [ToolCallPart(tool_name=each.name, args=_args(each), tool_call_id=each.id) for each in words.calls]
    return ModelResponse(parts=parts)


def _parts(message: Message) -> Iterator[Any]:
    if isinstance(message, UserWords):
        yield UserPromptPart(content=message.text)
    elif isinstance(message, ToolResults):
        for each in message.results:
            yield ToolReturnPart(
                tool_name=each.name,
                content=each.content,
                tool_call_id=each.id,
                outcome="failed" if each.is_error else "success",
            )


def _tool(offer: ToolOffer) -> ToolDefinition:
    return ToolDefinition(
        name=offer.name, description=offer.description, parameters_json_schema=cast(dict[str, Any], offer.input_schema)
    )


def _object(schema: dict[str, JsonValue]) -> dict[str, Any]:
    """Vendors take objects alone."""
    if schema.get("type") == "object":
        return cast(dict[str, Any], schema)
    return {"type": "object", "properties": {"response": schema}, "required": ["response"]}


def _with_own_ids(response: ModelResponse) -> ModelResponse:
    """Some servers give two calls one id; results are told apart by it."""
    seen: set[str] = set()
    parts: list[Any] = []
    for number, part in enumerate(response.parts):
        if isinstance(part, ToolCallPart):
            if part.tool_call_id in seen:
                part.tool_call_id = f"{part.tool_call_id}-{number}"
            seen.add(part.tool_call_id)
        parts.append(part)
    response.parts = parts
    return response


def _wish(part: ToolCallPart) -> ToolWish:
    arguments = part.args
    if isinstance(arguments, str):
        with suppress(ValueError, RecursionError):
            arguments = json.loads(arguments or "{}")
    return ToolWish(id=part.tool_call_id, name=part.tool_name, arguments=cast(JsonValue, arguments or {}))


def _args(wish: ToolWish) -> Any:
    return wish.arguments if isinstance(wish.arguments, dict | str) else {}
