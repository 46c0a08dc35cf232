"""Writing skills: each save is a new version that never changes, and an earlier one may be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from uuid import UUID

from django.db import IntegrityError, transaction

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.catalog.projections.tool import tools
from integrations.catalog.registry import catalog
from integrations.errors import Conflict, FieldError, InputError, NotFound, PermissionDenied
from integrations.holders import Holder, lock_holder
from workflows.agents.skills.document import SkillDocument, read_skill
from workflows.models import Skill, SkillVersion

LONGEST_NOTE = 1_000
MOST_SKILLS, MOST_VERSIONS = 500, 500
LARGEST = 2_147_483_647


def get_skill(actor: Actor, skill_id: UUID) -> Skill:
    """A written skill. Raises NotFound."""
    found = Skill.objects.visible_to(actor).select_related("customer").filter(pk=skill_id).first()
    if found is None:
        raise NotFound(f"There is no written skill {str(skill_id)!r}. GET /api/v1/skills/ lists them.")
    return found


def get_version(actor: Actor, skill_id: UUID, number: int) -> SkillVersion:
    """One version of a written skill. Raises NotFound."""
    skill = get_skill(actor, skill_id)
    found = skill.versions.filter(number=number).first() if 0 < number <= LARGEST else None
    if found is None:
        raise NotFound(f"The skill {skill.name!r} has no version {number}; it has 1 to {skill.version}.")
    return found


def checked(text: str, references: Mapping[str, str] | None = None) -> SkillDocument:
    """What an operator has written, held against the tools there are. Raises InputError with everything wrong."""
    document = read_skill(text, references)
    problems = [
        FieldError("allowed-tools", f"There is no tool {name!r}.{_meant(name)}")
        for name in document.allowed_tools or ()
        if _claims_a_service(name) and name not in tools(catalog())
    ]
    if problems:
        raise InputError(problems[0].message, errors=problems)
    return document


@transaction.atomic
def create_skill(
    actor: Actor, holder: Holder | None, *, text: str, references: Mapping[str, str] | None = None, note: str = ""
) -> Skill:
    """A new skill with version 1, for a customer's agents, or with None for everybody's.

    Raises InputError, Conflict for a name that is taken there, NotFound, PermissionDenied.
    """
    require_operator(actor)
    document, said = checked(text, references), _checked_note(note)
    customer = None
    if holder is not None and not holder.is_owner:
        customer = lock_holder(holder)
    require_operator(as_of_now(actor))
    if Skill.objects.count() >= MOST_SKILLS:
        raise Conflict(f"There are {MOST_SKILLS} written skills already. Delete one that is not used.")
    try:
        with transaction.atomic():
            skill = Skill.objects.create(name=document.name, customer=customer, created_by=str(actor)[:250])
    except IntegrityError:
        whose = "of this customer" if customer else "for everybody"
        raise Conflict(f"There is a skill {document.name!r} {whose} already. Save a new version of it.") from None
    _add_version(actor, skill, document, note=said)
    after = {"name": skill.name, "version": 1}
    audit.record(actor, "skill.create", skill, customer_id=skill.customer_id, after=after)
    return skill


@transaction.atomic
def save_version(
    actor: Actor,
    skill_id: UUID,
    *,
    text: str,
    references: Mapping[str, str] | None = None,
    note: str = "",
    base: int | None = None,
) -> SkillVersion:
    """The next version, which counts from now on. Saving what is there already changes nothing.

    ``base`` is the number of the version that the writer has seen. Without ``references`` those there are stay. Raises
    InputError, Conflict where somebody has saved since, NotFound, PermissionDenied.
    """
    require_operator(actor)
    said = _checked_note(note)
    skill = _locked(actor, skill_id)
    current = skill.versions.get(number=skill.version)
    document = checked(text, current.references if references is None else references)
    if document.name != skill.name:
        message = f"It is called {skill.name!r}, not {document.name!r}: a skill keeps its name. Make a new one instead."
        raise InputError(message, errors=[FieldError("name", message)])
    if base is not None and base != skill.version:
        raise Conflict(f"The skill {skill.name!r} is at version {skill.version} by now, not {base}. Look at it first.")
    if (current.text, current.references) == (document.text, dict(document.references)):
        return current
    return _next(actor, skill, document, note=said)


@transaction.atomic
def restore_version(actor: Actor, skill_id: UUID, number: int) -> SkillVersion:
    """Go back: an earlier version's text becomes the next version. Raises InputError, NotFound, PermissionDenied."""
    require_operator(actor)
    skill = _locked(actor, skill_id)
    old = get_version(actor, skill_id, number)
    if number == skill.version:
        return old
    return _next(actor, skill, checked(old.text, old.references), note=f"As version {number}")


@transaction.atomic
def switch_skill(actor: Actor, skill_id: UUID, *, is_active: bool) -> Skill:
    """Off, agents have what is below it: the operator's, or the shipped one. Raises NotFound, PermissionDenied."""
    skill = _locked(actor, skill_id)
    if skill.is_active != is_active:
        skill.is_active = is_active
        skill.save(update_fields=["is_active", "updated_at"])
        told = [{"is_active": each} for each in (not is_active, is_active)]
        audit.record(actor, "skill.change", skill, customer_id=skill.customer_id, before=told[0], after=told[1])
    return skill


@transaction.atomic
def delete_skill(actor: Actor, skill_id: UUID) -> None:
    """With all its versions. Raises NotFound, PermissionDenied."""
    skill = _locked(actor, skill_id)
    before = {"name": skill.name, "version": skill.version}
    audit.record(actor, "skill.delete", skill, customer_id=skill.customer_id, before=before)
    skill.delete()


def require_operator(actor: Actor) -> None:
    """Raises PermissionDenied for who may not write skills: a customer's program never may."""
    if not actor.sees_all or not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not write skills. Ask for the group operator.")


def _locked(actor: Actor, skill_id: UUID) -> Skill:
    get_skill(actor, skill_id)
    require_operator(as_of_now(actor))
    found = Skill.objects.select_for_update(of=("self",)).filter(pk=skill_id).first()
    if found is None:
        raise NotFound(f"There is no written skill {str(skill_id)!r}. It has just been deleted.")
    return found


def _next(actor: Actor, skill: Skill, document: SkillDocument, *, note: str) -> SkillVersion:
    if skill.version >= MOST_VERSIONS:
        raise Conflict(f"The skill {skill.name!r} has {MOST_VERSIONS} versions. Make a new one from its text.")
    before, skill.version = skill.version, skill.version + 1
    skill.save(update_fields=["version", "updated_at"])
    made = _add_version(actor, skill, document, note=note)
    told = [{"version": each} for each in (before, skill.version)]
    audit.record(actor, "skill.save", skill, customer_id=skill.customer_id, before=told[0], after=told[1])
    return made


def _add_version(actor: Actor, skill: Skill, document: SkillDocument, *, note: str) -> SkillVersion:
    return skill.versions.create(
        number=skill.version,
        text=document.text,
        references=dict(document.references),
        note=note,
        created_by=str(actor)[:250],
    )


def _claims_a_service(name: str) -> bool:
    """Whether it is named like a tool of a service; others are workflows, agents and servers that we cannot know."""
    return any(name.startswith(f"{key}_") for key in catalog().installed)


def _meant(name: str) -> str:
    close = get_close_matches(name, tools(catalog()), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _checked_note(note: str) -> str:
    cleaned = note.strip()
    if len(cleaned) > LONGEST_NOTE or "\0" in cleaned:
        message = f"Write at most {LONGEST_NOTE:,} characters, and no NUL."
        raise InputError(message, errors=[FieldError("note", message)])
    return cleaned
