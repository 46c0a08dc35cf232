"""Many tools: the model is told of those that it has searched for, because a long list leaves it no room to think."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from integrations.errors import InputError
from integrations.execution.llm.conversation import ToolOffer
from workflows.agents.runtime.tools import Tool

SEARCH_TOOLS = "search_tools"
MANY = 40
"""With more tools than so many the model searches for what it needs."""
MOST_FOUND = 10
LONGEST_QUERY = 300
LONGEST_SUMMARY = 200
_WORD = re.compile(r"[a-z0-9]+")
_STEM = 5
"""Words that begin with so many letters alike count as one: message and messages."""


def search_offer(count: int) -> ToolOffer:
    """The tool by which others are found."""
    words = (
        f"Find tools among {count}: gives the {MOST_FOUND} that fit best, which you may call from then on. Say in a few"
        " English words what you want to do, for example: send an e-mail. Search again for something else."
    )
    query: dict[str, JsonValue] = {"type": "string", "description": "What you want to do.", "maxLength": LONGEST_QUERY}
    schema: dict[str, JsonValue] = {
        "type": "object",
        "properties": {"query": query},
        "required": ["query"],
        "additionalProperties": False,
    }
    return ToolOffer(name=SEARCH_TOOLS, description=words, input_schema=schema)


def found_tools(tools: Mapping[str, Tool], arguments: JsonValue) -> str:
    """What a search gives, as the model reads it: ``{tools: [{name, description}]}``. Raises InputError."""
    query = arguments.get("query") if isinstance(arguments, dict) else None
    if not isinstance(query, str) or not query.strip() or len(query) > LONGEST_QUERY or arguments != {"query": query}:
        words = f"Give {SEARCH_TOOLS} a query of at most {LONGEST_QUERY} letters, and nothing else."
        raise InputError(words, field="query")
    found = [tools[name] for name in _best(tools, query)]
    if not found:
        names = ", ".join(sorted({_family(name) for name in tools}))[:1_000]
        raise InputError(f"No tool fits {query!r}. Use other words; there are tools of: {names}.", field="query")
    told = [{"name": each.name, "description": each.offer.description[:LONGEST_SUMMARY]} for each in found]
    return json.dumps({"tools": told}, ensure_ascii=False)


def names_in(content: str) -> list[str]:
    """The names of the tools that a search gave."""
    return [str(each["name"]) for each in json.loads(content)["tools"]]


def _best(tools: Mapping[str, Tool], query: str) -> list[str]:
    """The best first: rare words count more, those of a name most."""
    named = {name: set(_words(name)) for name in tools}
    described = {name: set(_words(_text_of(each))) for name, each in tools.items()}
    spread = Counter(word for name in tools for word in named[name] | described[name])
    wanted, scores = set(_words(query)), dict[str, float]()
    for name in tools:
        scores[name] = sum(
            math.log(1 + len(tools) / spread[word]) * (3 if word in named[name] else 1)
            for word in wanted & (named[name] | described[name])
        )
    return sorted((name for name in tools if scores[name]), key=lambda name: -scores[name])[:MOST_FOUND]


def _text_of(tool: Tool) -> str:
    properties = tool.offer.input_schema.get("properties")
    return " ".join([tool.offer.description, *(properties if isinstance(properties, dict) else ())])


def _words(text: str) -> Iterator[str]:
    return (word[:_STEM] for word in _WORD.findall(text.lower().replace("_", " ")) if len(word) > 1)


def _family(name: str) -> str:
    return name.partition("_")[0]
