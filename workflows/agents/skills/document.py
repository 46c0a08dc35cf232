"""What a SKILL.md says: front matter and body, read without trusting it. Pure; no database, no file is opened."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from integrations.errors import FieldError, InputError

LONGEST_NAME, LONGEST_DESCRIPTION = 64, 1_024
MOST_FRONT_MATTER, MOST_TEXT = 16_384, 65_536
MOST_TOOLS, MOST_METADATA = 200, 20
MOST_REFERENCES = 20
KEYS = ("name", "description", "allowed-tools", "metadata", "license", "compatibility")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TOOL = re.compile(r"[A-Za-z0-9_-]{1,64}")
REFERENCE = re.compile(r"references(/[a-z0-9][a-z0-9_-]{0,63}){1,3}\.(md|txt|json|csv)")
FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
SHAPE = "Begin with a line ---, then name and description, then a line --- and the text."


@dataclass(frozen=True)
class SkillDocument:
    """A SKILL.md that is valid.

    ``allowed_tools`` is None where the front matter leaves them open: then the skill narrows nothing.
    """

    name: str
    description: str
    allowed_tools: tuple[str, ...] | None
    metadata: Mapping[str, str]
    body: str
    text: str
    references: Mapping[str, str] = field(default_factory=dict)
    """Further texts by their paths, such as ``references/prices.md``."""


def read_skill(text: str, references: Mapping[str, str] | None = None) -> SkillDocument:
    """Raises InputError with everything that is wrong, by ``text`` and the front matter's own names."""
    whole = text.replace("\r\n", "\n")
    if len(whole.encode("utf-8", "surrogatepass")) > MOST_TEXT or "\0" in whole:
        raise _refusal([FieldError("text", f"Write at most {MOST_TEXT // 1024} KB, and no NUL.")])
    head, body = _parts(whole)
    facts = _front_matter(head)
    more = dict(references or {})
    problems = [*_problems(facts), *_problems_of_references(more)]
    if not body:
        problems.append(FieldError("text", "Say below the front matter what the model should do."))
    if problems:
        raise _refusal(problems)
    tools = facts.get("allowed-tools")
    return SkillDocument(
        name=facts["name"],
        description=" ".join(facts["description"].split()),
        allowed_tools=None if tools is None else tuple(dict.fromkeys(_names(tools))),
        metadata=facts.get("metadata") or {},
        body=body,
        text=whole,
        references=more,
    )


def _parts(text: str) -> tuple[str, str]:
    """The front matter and what follows. Raises InputError."""
    begin = FENCE.match(text.lstrip("\ufeff \n"))
    rest = text.lstrip("\ufeff \n")[begin.end() :] if begin else ""
    end = FENCE.search(rest)
    if begin is None or end is None:
        raise _refusal([FieldError("text", f"It has no front matter. {SHAPE}")])
    return rest[: end.start()], rest[end.end() :].strip()


class _Words(yaml.BaseLoader):
    """Takes every value as the text that was written, and refuses what could grow or hide: anchors and twins."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "anchors and aliases are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise yaml.composer.ComposerError(None, None, f"{twice!r} is said twice")
        return super().construct_mapping(node, deep=deep)


def _front_matter(head: str) -> dict[str, Any]:
    """Raises InputError where it is no mapping."""
    if len(head) > MOST_FRONT_MATTER:
        raise _refusal([FieldError("text", f"Keep the front matter below {MOST_FRONT_MATTER // 1024} KB.")])
    try:
        loader = _Words(head)
        try:
            found = loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "it is nested too deep"
        message = f"The front matter is no valid YAML{where}: {why}. Put quotes around a text with a colon."
        raise _refusal([FieldError("text", message)]) from None
    if not isinstance(found, dict):
        raise _refusal([FieldError("text", f"The front matter has no names with values. {SHAPE}")])
    return found


def _problems(facts: Mapping[str, Any]) -> Iterator[FieldError]:
    for key in facts:
        if key not in KEYS:
            yield FieldError(str(key)[:60], f"{str(key)[:60]!r} is unknown here. Front matter has {', '.join(KEYS)}.")
    name, description = facts.get("name"), facts.get("description")
    if not isinstance(name, str) or not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        told = f"{name[:80]!r} is no name. " if isinstance(name, str) and name else ""
        yield FieldError("name", f"{told}Give small letters, digits and single dashes, 64 at most: `plan-meeting`.")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= LONGEST_DESCRIPTION:
        yield FieldError("description", f"Say in 1 to {LONGEST_DESCRIPTION:,} characters what it is for.")
    yield from _problems_of_tools(facts.get("allowed-tools"))
    metadata = facts.get("metadata")
    if metadata is not None and not _is_metadata(metadata):
        yield FieldError("metadata", f"Give up to {MOST_METADATA} names with short texts below it, or leave it out.")
    for key in ("license", "compatibility"):
        if key in facts and not isinstance(facts[key], str):
            yield FieldError(key, "Give a text.")


def _problems_of_tools(given: object) -> Iterator[FieldError]:
    if given is None:
        return
    names = _names(given)
    if len(names) > MOST_TOOLS:
        yield FieldError("allowed-tools", f"Name at most {MOST_TOOLS} tools.")
    for name in names[:MOST_TOOLS]:
        if not TOOL.fullmatch(name):
            yield FieldError("allowed-tools", f"{name[:80]!r} is no name of a tool. Separate tools by spaces.")


def _names(given: object) -> list[str]:
    """A text with spaces between, or a list; anything else is shown as one name that is none."""
    if isinstance(given, str):
        return given.split()
    if isinstance(given, list) and all(isinstance(each, str) for each in given):
        return given
    return ["a value that is neither text nor list"]


def _is_metadata(given: object) -> bool:
    return (
        isinstance(given, dict)
        and len(given) <= MOST_METADATA
        and all(isinstance(value, str) and len(value) <= 200 and len(key) <= 60 for key, value in given.items())
    )


def _problems_of_references(references: Mapping[str, str]) -> Iterator[FieldError]:
    if len(references) > MOST_REFERENCES:
        yield FieldError("references", f"Give at most {MOST_REFERENCES} references.")
    for path, text in references.items():
        if not REFERENCE.fullmatch(path):
            message = f"{path[:80]!r} is no path of a reference. Write it like `references/prices.md`: small letters."
            yield FieldError("references", message)
        elif not text.strip() or "\0" in text or len(text.encode("utf-8", "surrogatepass")) > MOST_TEXT:
            yield FieldError("references", f"{path}: write 1 byte to {MOST_TEXT // 1024} KB, and no NUL.")


def _refusal(problems: list[FieldError]) -> InputError:
    return InputError(f"This is no valid SKILL.md: {problems[0].message}", errors=problems)
