"""What an agent's step gives: its answer, all that was said, and what it took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pydantic import JsonValue

from integrations.execution.llm.conversation import Message, ModelWords, ToolResults, UserWords
from workflows.agents.runtime.entries import Log


def result_of(log: Log, messages: Iterable[Message], output: JsonValue) -> dict[str, JsonValue]:
    """``{output, messages, usage}``. What the vendor charges is the operator's business, so it is not among it."""
    spent, usage = log.spent(), usage_of(log)
    return {
        "output": output,
        "messages": [*_lines(messages)],
        "usage": {
            "turns": spent.turns,
            "tool_calls": spent.tool_calls,
            "tokens": spent.tokens,
            "price": str(usage["price"]) if usage and not usage.get("unpriced") else None,
            "currency": str(usage["currency"]) if usage else None,
        },
    }


def usage_of(log: Log) -> dict[str, object] | None:
    """All answers of the step as one usage; those without a price make the sum a part of the truth, and say so."""
    usages = [*log.usages()]
    if not usages:
        return None
    first = usages[0]
    summed = {
        "id": first["id"],
        "operation": first["operation"],
        "pricing_key": first["pricing_key"],
        "unit": first["unit"],
        "quantity": _sum(usages, "quantity"),
        "cost": _sum(usages, "cost"),
        "price": _sum(usages, "price"),
        "currency": first["currency"],
    }
    return summed | {"unpriced": True} if any(each.get("unpriced") for each in usages) else summed


def _sum(usages: Iterable[Mapping[str, object]], name: str) -> str:
    text = format(sum((Decimal(str(each[name])) for each in usages), Decimal(0)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _lines(messages: Iterable[Message]) -> Iterator[JsonValue]:
    for each in messages:
        if isinstance(each, UserWords):
            yield {"role": "user", "text": each.text}
        elif isinstance(each, ModelWords):
            calls: list[JsonValue] = [{"id": c.id, "name": c.name, "arguments": c.arguments} for c in each.calls]
            yield {"role": "model", "text": each.text, "calls": calls}
        elif isinstance(each, ToolResults):
            for result in each.results:
                line: dict[str, JsonValue] = {"role": "tool", "id": result.id, "name": result.name}
                yield line | {"content": result.content, "is_error": result.is_error}
