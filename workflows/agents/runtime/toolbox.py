"""The tools of one agent at one moment: those that its skills allow, and of many those that it has searched for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrations.errors import InputError
from integrations.execution.llm.conversation import ToolOffer, ToolResult, ToolWish
from workflows.agents.runtime.entries import Log
from workflows.agents.runtime.searching import MANY, SEARCH_TOOLS, found_tools, names_in, search_offer
from workflows.agents.runtime.tools import Tool
from workflows.agents.skills.disclosure import LOAD_SKILL, load_skill, load_skill_tool, refused_tool, usable_tools
from workflows.agents.skills.document import SkillDocument


@dataclass(frozen=True)
class Toolbox:
    """What was loaded and found is read from the log, so that it holds for whoever goes on with the agent."""

    tools: Mapping[str, Tool]
    skills: Sequence[SkillDocument]
    log: Log
    scope: str

    def offers(self) -> list[ToolOffer]:
        """What the model is told of now."""
        usable = self._usable()
        if len(usable) > MANY:
            found = self._found(usable)
            offers = [search_offer(len(usable)), *(each.offer for name, each in usable.items() if name in found)]
        else:
            offers = [each.offer for each in usable.values()]
        return [*offers, *([ToolOffer(**load_skill_tool(self.skills))] if self.skills else [])]

    def answered(self, wish: ToolWish) -> str | None:
        """What a call of the box's own tools gives; None for one of the agent's. Raises InputError."""
        if wish.name == LOAD_SKILL and self.skills:
            return load_skill(self.skills, wish.arguments)[1]
        usable = self._usable()
        if wish.name == SEARCH_TOOLS and len(usable) > MANY:
            return found_tools(usable, wish.arguments)
        return None

    def tool(self, name: str) -> Tool:
        """Raises InputError, in words for the model, for one that it may not call now."""
        usable = self._usable()
        if len(usable) > MANY:
            if name not in self._found(usable):
                raise InputError(
                    f"You have not found a tool {name[:80]!r}. Find it by {SEARCH_TOOLS} first.", field="name"
                )
        elif (refused := refused_tool(name, [*self.tools], self._loaded())) is not None:
            raise refused
        return self.tools[name]

    def _usable(self) -> dict[str, Tool]:
        names = usable_tools([*self.tools], self._loaded())
        return {name: each for name, each in self.tools.items() if name in names}

    def _found(self, usable: Mapping[str, Tool]) -> frozenset[str]:
        names = {name for _, result in self._called(SEARCH_TOOLS) for name in names_in(result.content)}
        return frozenset(names & usable.keys())

    def _loaded(self) -> list[SkillDocument]:
        """Skills whose text was read so far."""
        by_name = {each.name: each for each in self.skills}
        read = [wish.arguments for wish, _ in self._called(LOAD_SKILL)]
        names = dict.fromkeys(str(each.get("name")) for each in read if isinstance(each, dict))
        return [by_name[name] for name in names if name in by_name]

    def _called(self, name: str) -> Iterator[tuple[ToolWish, ToolResult]]:
        """The calls of a tool that have worked."""
        for (scope, turn, _), answer in self.log.answers.items():
            for index, wish in enumerate(answer.calls, start=1):
                result = self.log.results.get((scope, turn, index))
                if scope == self.scope and wish.name == name and result is not None and not result.is_error:
                    yield wish, result
