"""What the model does: it obeys every line `call <tool name> <JSON>` it reads, and else answers with a short text.

Gullible on purpose: whoever writes such a line into a mail or a document is obeyed, so that hostile content can be
tried.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_CALLS = 16
SHOWN = 200
FINAL = "final_result"
"""The tool that clients offer where they want an answer of a certain shape."""
_CALL = re.compile(r"call[ \t]+([A-Za-z0-9_-]{1,64})(?:[ \t]+(\{.*))?[ \t]*")


@dataclass(frozen=True)
class Call:
    """One tool the model wants to be called, with arguments as JSON text."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Reply:
    """Either calls, or a text."""

    text: str = ""
    calls: tuple[Call, ...] = ()


def reply_to(messages: Sequence[Mapping[str, object]], tools: Mapping[str, Mapping[str, object]]) -> Reply:
    """What follows from the newest messages; ``tools`` are the offered ones by name, with their schemas."""
    newest = [text_of(each) for each in _newest(messages)]
    calls = tuple(call for text in newest for call in calls_in(text))[:MOST_CALLS] if tools else ()
    if calls:
        return Reply(calls=calls)
    if FINAL in tools:
        return Reply(calls=(Call(FINAL, json.dumps(_sample(tools[FINAL]))),))
    is_result = any(each.get("role") == "tool" for each in _newest(messages))
    read = " ".join(" ".join(newest).split())[:SHOWN]
    return Reply(text=f"The sandbox's model has {'seen' if is_result else 'read'}: {read or 'nothing'}")


def calls_in(text: str) -> Iterator[Call]:
    """The calls that the lines of a text ask for, also of texts inside JSON."""
    for line in text.splitlines():
        line = line.strip()
        found = _CALL.fullmatch(line)
        if found is not None:
            arguments = (found[2] or "{}").strip()
            if isinstance(_parsed(arguments), dict):
                yield Call(found[1], arguments)
        elif line.startswith(("{", "[", '"')):
            for inner in _strings(_parsed(line)):
                yield from calls_in(inner)


def text_of(message: Mapping[str, object]) -> str:
    """The words of a message, whose content is a text or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        return "\n".join(str(each.get("text", "")) for each in content if isinstance(each, Mapping))
    return content if isinstance(content, str) else ""


def _newest(messages: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """What came after the model's last answer: the newest message, or all tool results of one turn."""
    if not messages or messages[-1].get("role") != "tool":
        return list(messages[-1:])
    results = []
    for each in reversed(messages):
        if each.get("role") != "tool":
            break
        results.append(each)
    return results[::-1]


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _strings(document: object) -> Iterator[str]:
    pending = [document]
    while pending:
        current = pending.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            pending.extend(reversed(current.values()))
        elif isinstance(current, list):
            pending.extend(reversed(current))


def _sample(schema: Mapping[str, object], depth: int = 0) -> object:
    """Something of the shape; of what is not required, nothing."""
    if isinstance(given := schema.get("enum"), list) and given:
        return given[0]
    if "const" in schema:
        return schema["const"]
    properties = schema.get("properties")
    if schema.get("type") == "object" or isinstance(properties, Mapping):
        return _object(schema, properties if isinstance(properties, Mapping) else {}, depth)
    samples: dict[object, object] = {"string": "sandbox", "integer": 1, "number": 1, "boolean": True, "array": []}
    return samples.get(schema.get("type"))


def _object(schema: Mapping[str, object], properties: Mapping[str, object], depth: int) -> dict[str, object]:
    required = schema.get("required")
    names = required if isinstance(required, list) and depth < 8 else []
    inner = {str(name): properties.get(name) for name in names}
    return {name: _sample(each if isinstance(each, Mapping) else {}, depth + 1) for name, each in inner.items()}
