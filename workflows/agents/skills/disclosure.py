"""What a model sees of its skills, piece by piece: names first, a text when it asks, further texts when it asks again.

Pure functions for whoever runs an agent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from integrations.errors import FieldError, InputError
from workflows.agents.skills.document import SkillDocument

LOAD_SKILL = "load_skill"
TOOL_DESCRIPTION = (
    "Read how to do a job before doing it: gives the text of one of your skills. With a reference, one of the further"
    " texts that its text names."
)
INTRODUCTION = (
    "You have skills: instructions for jobs like these. Before such a job call load_skill with the name, and follow"
    " what it says. While a skill is loaded you may only use the tools it allows; loading another one adds its tools."
)


def prompt_part(skills: Sequence[SkillDocument]) -> str:
    """What the system prompt says of them: a line each; empty without any."""
    if not skills:
        return ""
    return "\n".join([INTRODUCTION, "", *(f"- {each.name}: {each.description}" for each in skills)])


def load_skill_tool(skills: Sequence[SkillDocument]) -> dict[str, Any]:
    """The tool as JSON Schema, offered beside the agent's own where it has skills."""
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": [each.name for each in skills], "description": "Name of the skill."},
            "reference": {
                "type": "string",
                "description": "Path of one of its references, for example references/prices.md; empty for its text.",
            },
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    return {"name": LOAD_SKILL, "description": TOOL_DESCRIPTION, "input_schema": schema}


def load_skill(skills: Sequence[SkillDocument], arguments: object) -> tuple[SkillDocument, str]:
    """What a call of the tool gives: which skill, and the text for the model.

    Raises InputError for what the model may correct: another name or reference than there are, other arguments.
    """
    known = {each.name: each for each in skills}
    given = arguments if isinstance(arguments, Mapping) else {}
    unknown = [str(key)[:60] for key in given if key not in ("name", "reference")]
    if unknown or not isinstance(arguments, Mapping):
        raise _wrong("arguments", f"Give name, and reference if you want one, and nothing else: {unknown}.")
    name, reference = given.get("name"), given.get("reference") or ""
    if not isinstance(name, str) or name not in known:
        raise _wrong("name", f"There is no skill {str(name)[:80]!r}. You have: {', '.join(known) or 'none'}.")
    found = known[name]
    return found, reference_text(found, reference) if reference else skill_text(found)


def skill_text(skill: SkillDocument) -> str:
    """Its body, with the paths of its references and the tools that it allows."""
    parts = [skill.body]
    if skill.references:
        paths = "\n".join(f"- {path}" for path in sorted(skill.references))
        parts.append(f"Further texts, by load_skill with reference:\n{paths}")
    if skill.allowed_tools is not None:
        parts.append(f"While this skill is loaded it allows: {', '.join(skill.allowed_tools) or 'no tool'}.")
    return "\n\n".join(parts)


def reference_text(skill: SkillDocument, path: object) -> str:
    """One of its further texts; found by its whole path, never opened by it. Raises InputError."""
    if not isinstance(path, str) or path not in skill.references:
        there = ", ".join(sorted(skill.references)) or "none"
        raise _wrong("reference", f"{skill.name} has no reference {str(path)[:80]!r}. It has: {there}.")
    return skill.references[path]


def usable_tools(offered: Collection[str], loaded: Iterable[SkillDocument]) -> frozenset[str]:
    """The tools that a model may call at this moment, of those that its agent has.

    With nothing loaded, all of them; else those that the loaded skills allow together. A skill without
    ``allowed-tools`` narrows nothing. ``load_skill`` itself is always allowed and is not among them.
    """
    skills = list(loaded)
    if not skills or any(each.allowed_tools is None for each in skills):
        return frozenset(offered)
    allowed = {name for each in skills for name in each.allowed_tools or ()}
    return frozenset(name for name in offered if name in allowed)


def refused_tool(name: str, offered: Collection[str], loaded: Iterable[SkillDocument]) -> InputError | None:
    """Why a call of a tool is refused at this moment, in words for the model; None where it may be called."""
    skills = list(loaded)
    if name in usable_tools(offered, skills):
        return None
    if name not in offered:
        return _wrong("name", f"There is no tool {name[:80]!r} here. There are: {', '.join(sorted(offered))}.")
    told = ", ".join(each.name for each in skills)
    return _wrong("name", f"The loaded skills ({told}) do not allow the tool {name!r}. Load a skill that does.")


def _wrong(field: str, message: str) -> InputError:
    return InputError(message, errors=[FieldError(field, message)])
