"""What a client reads beside calling tools: the customer's connections, and the skills, which are prompts as well."""

from __future__ import annotations

import json

from mcp_types import GetPromptResult, Prompt, PromptMessage, Resource, TextContent

from integrations.errors import NotFound
from integrations.execution.connecting import connected_accounts
from workflows.agents.mcp.caller import Caller
from workflows.agents.skills.disclosure import skill_text
from workflows.agents.skills.registry import KnownSkill, skill, skills

CONNECTIONS = "machina://connections"
SKILLS = "skill://"
JSON, MARKDOWN = "application/json", "text/markdown"


def resources(caller: Caller) -> list[Resource]:
    """Those of the caller's customer; none where no customer is named."""
    if caller.holder is None:
        return []
    accounts = Resource(
        uri=CONNECTIONS,
        name="connections",
        title="Connected accounts",
        description="Which accounts are connected, and what each is allowed to do.",
        mime_type=JSON,
    )
    return [accounts, *(_as_resource(each) for each in skills(caller.holder).values())]


def read(caller: Caller, uri: str) -> tuple[str, str]:
    """The text of a resource and its type. Raises NotFound, InputError where no customer is named."""
    holder = caller.named_holder
    if uri == CONNECTIONS:
        return json.dumps(connected_accounts(caller.actor, holder), ensure_ascii=False), JSON
    name, _, path = uri.removeprefix(SKILLS).partition("/")
    if not uri.startswith(SKILLS) or path not in ("", "SKILL.md"):
        raise NotFound(f"There is no resource {uri[:200]!r}.")
    return skill_text(skill(holder, name).document), MARKDOWN


def prompts(caller: Caller) -> list[Prompt]:
    """One for each skill of the caller's customer."""
    if caller.holder is None:
        return []
    return [Prompt(name=each.name, description=each.description) for each in skills(caller.holder).values()]


def prompt(caller: Caller, name: str) -> GetPromptResult:
    """A skill's text, as if its reader had asked for it. Raises NotFound."""
    known = skill(caller.named_holder, name)
    message = PromptMessage(role="user", content=TextContent(type="text", text=skill_text(known.document)))
    return GetPromptResult(description=known.description, messages=[message])


def _as_resource(known: KnownSkill) -> Resource:
    return Resource(
        uri=f"{SKILLS}{known.name}/SKILL.md",
        name=known.name,
        title=f"Skill: {known.name}",
        description=known.description,
        mime_type=MARKDOWN,
    )
