"""What can be chosen in the forms of agents: skills, models, and the accounts that models are asked with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from integrations.actors import Actor
from integrations.errors import NotFound
from integrations.execution.llm.offered import Offered, offered_accounts, offered_models
from integrations.holders import Holder, require_visible
from workflows.agents.skills.registry import skills

MOST = 100
"""Choices of one answer; whoever looks for another types more of it."""


def choices_of(actor: Actor, holder: Holder, name: str, *, words: str = "") -> list[Offered]:
    """Those that have all the words, as fields name them by ``x-ui.options``. Raises NotFound, also for a holder the
    actor cannot see."""
    require_visible(actor, holder)
    offered = CHOICES.get(name)
    if offered is None:
        raise NotFound(f"There are no choices {name[:80]!r}. There are: {', '.join(CHOICES)}.")
    wanted = words.lower().split()
    return [*islice((each for each in offered(holder) if _has(each, wanted)), MOST)]


def _has(choice: Offered, words: list[str]) -> bool:
    text = f"{choice.value} {choice.label} {choice.detail}".lower()
    return all(word in text for word in words)


def _offered_skills(holder: Holder) -> Iterator[Offered]:
    for each in skills(holder).values():
        yield Offered(value=each.name, label=each.name, detail=each.description)


CHOICES: Mapping[str, Callable[[Holder], Iterator[Offered]]] = {
    "skills": _offered_skills,
    "models": offered_models,
    "model_accounts": offered_accounts,
}
