"""Skills that operators write: versions, going back, for whom they are, and who may write them."""

from __future__ import annotations

import pytest

from integrations.actors import Actor
from integrations.errors import Conflict, InputError, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import AuditEvent, Customer
from workflows.agents.skills.comparing import compare
from workflows.agents.skills.registry import chosen_skills, skill, skills
from workflows.agents.skills.writing import (
    create_skill,
    delete_skill,
    restore_version,
    save_version,
    switch_skill,
)
from workflows.models import Skill, SkillVersion

OWNER = Holder.owner()


def text(name: str = "house-rules", body: str = "Be brief.", tools: str = "gmail_send_message") -> str:
    return f"---\nname: {name}\ndescription: How we write.\nallowed-tools: {tools}\n---\n{body}"


def test_each_save_is_a_version_and_an_earlier_one_is_taken_back(operator: Actor) -> None:
    made = create_skill(operator, None, text=text(), references={"references/a.md": "A"}, note="First")
    save_version(operator, made.pk, text=text(body="Be kind."), note="Kinder")
    assert (skill(OWNER, "house-rules").document.body, skill(OWNER, "house-rules").version) == ("Be kind.", 2)
    assert skill(OWNER, "house-rules").document.references == {"references/a.md": "A"}
    restored = restore_version(operator, made.pk, 1)
    assert (restored.number, restored.note) == (3, "As version 1")
    assert skill(OWNER, "house-rules").document.body == "Be brief."
    assert [each.number for each in made.versions.all()] == [3, 2, 1]
    actions = AuditEvent.objects.order_by("at").values_list("action", flat=True)
    assert [*actions] == ["skill.create", "skill.save", "skill.save"]


def test_saving_what_is_there_changes_nothing(operator: Actor) -> None:
    made = create_skill(operator, None, text=text())
    assert save_version(operator, made.pk, text=text()).number == 1
    assert SkillVersion.objects.count() == 1


def test_who_saves_over_another_ones_version_is_told(operator: Actor) -> None:
    made = create_skill(operator, None, text=text())
    save_version(operator, made.pk, text=text(body="Second."), base=1)
    with pytest.raises(Conflict, match="is at version 2 by now, not 1"):
        save_version(operator, made.pk, text=text(body="Third."), base=1)
    assert skill(OWNER, "house-rules").document.body == "Second."


def test_the_nearest_of_a_name_counts_and_nobody_has_another_customers(
    operator: Actor, globex: Customer, initech: Customer
) -> None:
    mine, theirs = Holder.customer(globex), Holder.customer(initech)
    general = create_skill(operator, None, text=text("gmail-skill", "Ours."))
    own = create_skill(operator, mine, text=text("gmail-skill", "Globex."))
    create_skill(operator, theirs, text=text("secret-rules"))
    seen = [skill(each, "gmail-skill") for each in (OWNER, mine, theirs)]
    assert [each.document.body for each in seen] == ["Ours.", "Globex.", "Ours."]
    assert [each.origin for each in seen] == ["operator", "customer", "operator"]
    for holder in (OWNER, mine):
        assert "secret-rules" not in skills(holder)
        with pytest.raises(NotFound):
            skill(holder, "secret-rules")
    switch_skill(operator, own.pk, is_active=False)
    assert skill(mine, "gmail-skill").document.body == "Ours."
    delete_skill(operator, general.pk)
    assert (skill(mine, "gmail-skill").origin, skill(mine, "gmail-skill").version) == ("shipped", None)


def test_an_agent_gets_the_skills_that_it_names_or_hears_which_there_are_not(operator: Actor, db: None) -> None:
    create_skill(operator, None, text=text())
    names = ["house-rules", "plan-meeting", "house-rules"]
    assert [each.name for each in chosen_skills(OWNER, names)] == ["house-rules", "plan-meeting"]
    with pytest.raises(InputError) as caught:
        chosen_skills(OWNER, ["fax-skill", "plan-meeting", "telex-skill"])
    assert [each.message.partition("'.")[0] for each in caught.value.errors] == [
        "There is no skill 'fax-skill",
        "There is no skill 'telex-skill",
    ]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (text(tools="gmail_send_mesage"), "allowed-tools", "Did you mean 'gmail_send_message'?"),
        ("# No front matter", "text", "It has no front matter."),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_stored(operator: Actor, given: str, field: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        create_skill(operator, None, text=given)
    assert [(each.field, words in each.message) for each in caught.value.errors] == [(field, True)]
    assert (Skill.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_tools_that_are_no_operations_are_taken_as_they_are(operator: Actor) -> None:
    create_skill(operator, None, text=text(tools="our_workflow crm-server_find"))
    assert skill(OWNER, "house-rules").document.allowed_tools == ("our_workflow", "crm-server_find")


def test_a_skill_keeps_its_name_and_has_it_once(operator: Actor) -> None:
    made = create_skill(operator, None, text=text())
    with pytest.raises(InputError, match="a skill keeps its name"):
        save_version(operator, made.pk, text=text("other-name"))
    with pytest.raises(Conflict, match="for everybody already"):
        create_skill(operator, None, text=text())


def test_viewers_and_customers_programs_write_nothing(
    operator: Actor, viewer: Actor, globex_actor: Actor, globex: Customer
) -> None:
    made = create_skill(operator, Holder.customer(globex), text=text())
    before = AuditEvent.objects.count()
    for actor in (viewer, globex_actor):
        for attempt in (
            lambda a=actor: create_skill(a, Holder.customer(globex), text=text("mine")),
            lambda a=actor: save_version(a, made.pk, text=text(body="Mine.")),
            lambda a=actor: restore_version(a, made.pk, 1),
            lambda a=actor: switch_skill(a, made.pk, is_active=False),
            lambda a=actor: delete_skill(a, made.pk),
        ):
            with pytest.raises((PermissionDenied, NotFound)):
                attempt()
    assert AuditEvent.objects.count() == before
    assert [(each.version, each.is_active) for each in Skill.objects.all()] == [(1, True)]


def test_what_todays_rules_refuse_takes_no_other_along(operator: Actor) -> None:
    made = create_skill(operator, None, text=text())
    create_skill(operator, None, text=text("other-rules"))
    made.versions.update(text="not any more")
    assert "other-rules" in skills(OWNER)
    assert "house-rules" not in skills(OWNER)


def test_two_texts_are_compared_line_by_line() -> None:
    [changed, added] = compare(("a\nb\nc", {}), ("a\nB\nc", {"references/x.md": "X"}))
    assert [(each.kind, each.text) for each in changed.lines] == [
        ("both", "a"),
        ("removed", "b"),
        ("added", "B"),
        ("both", "c"),
    ]
    assert (added.path, [(each.kind, each.text) for each in added.lines]) == ("references/x.md", [("added", "X")])
    assert compare(("a", {}), ("a", {})) == ()
