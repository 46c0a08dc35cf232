"""Which skills a holder's agents have: the operator's own, then what is shipped; by name the nearest one counts."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Q

from integrations.errors import FieldError, InputError, NotFound
from integrations.holders import Holder
from workflows.agents.skills.document import SkillDocument, read_skill
from workflows.agents.skills.shipped import shipped_skills
from workflows.models import SkillVersion

logger = logging.getLogger(__name__)

Origin = Literal["shipped", "operator", "customer"]
"""``customer`` is one that the operator has written for this customer alone."""


@dataclass(frozen=True)
class KnownSkill:
    """A skill as an agent of one holder has it."""

    document: SkillDocument
    origin: Origin
    version: int | None
    """Of one that was written here; None of a shipped one, which changes with the code."""
    skill_id: UUID | None = None
    """Of one that was written here."""

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def description(self) -> str:
        return self.document.description


def skills(holder: Holder) -> Mapping[str, KnownSkill]:
    """All by name, sorted. A customer's own stands for the operator's, and that for a shipped one of its name."""
    found = {name: KnownSkill(document, "shipped", None) for name, document in shipped_skills().items()}
    theirs = Q(skill__customer=None) | Q(skill__customer=holder.customer_id)
    written = SkillVersion.objects.current().filter(theirs, skill__is_active=True)
    for version in sorted(written, key=lambda each: each.skill.customer_id is not None):
        document = document_of(version)
        if document is not None:
            origin: Origin = "operator" if version.skill.customer_id is None else "customer"
            found[version.skill.name] = KnownSkill(document, origin, version.number, version.skill_id)
    return dict(sorted(found.items()))


def skill(holder: Holder, name: str) -> KnownSkill:
    """Raises NotFound, also for one that was written for another customer."""
    found = skills(holder).get(name)
    if found is None:
        raise NotFound(f"There is no skill {name[:80]!r} for {holder}. GET /api/v1/skills/ lists them.")
    return found


def chosen_skills(holder: Holder, names: Iterable[str]) -> tuple[KnownSkill, ...]:
    """Those that an agent was given, each once, in their order. Raises InputError that lists all unknown names."""
    known = skills(holder)
    wanted = [*dict.fromkeys(names)]
    problems = [
        FieldError("skills", f"There is no skill {name[:80]!r}. There are: {', '.join(known)}.")
        for name in wanted
        if name not in known
    ]
    if problems:
        raise InputError(problems[0].message, errors=problems)
    return tuple(known[name] for name in wanted)


def document_of(version: SkillVersion) -> SkillDocument | None:
    """What was stored, read again; None where today's rules refuse it, which then takes no other skill along."""
    try:
        return read_skill(version.text, version.references)
    except InputError:
        logger.exception("skills.unreadable", extra={"skill": str(version.skill_id), "version": version.number})
        return None
