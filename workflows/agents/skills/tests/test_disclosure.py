"""What a model sees of its skills, and which tools it may use meanwhile."""

from __future__ import annotations

import pytest

from integrations.errors import InputError
from workflows.agents.skills.disclosure import (
    load_skill,
    load_skill_tool,
    prompt_part,
    refused_tool,
    usable_tools,
)
from workflows.agents.skills.document import SkillDocument, read_skill

OFFERED = {"gmail_send_message", "gmail_get_message", "slack_post_message"}


def skill(name: str, tools: str | None, references: dict[str, str] | None = None) -> SkillDocument:
    allowed = "" if tools is None else f"allowed-tools: {tools}\n"
    return read_skill(f"---\nname: {name}\ndescription: About {name}.\n{allowed}---\nHow {name} goes.", references)


MAIL = skill("mail", "gmail_get_message gmail_send_message", {"references/tone.md": "Be kind."})
CHAT = skill("chat", "slack_post_message")
OPEN = skill("anything", None)
NONE = skill("thinking", "")


def test_the_prompt_has_names_and_descriptions_and_no_text() -> None:
    part = prompt_part([MAIL, CHAT])
    assert part.splitlines()[-2:] == ["- mail: About mail.", "- chat: About chat."]
    assert "How mail goes" not in part
    assert prompt_part([]) == ""


def test_the_tool_takes_the_names_that_there_are() -> None:
    tool = load_skill_tool([MAIL, CHAT])
    assert tool["name"] == "load_skill"
    assert tool["input_schema"]["properties"]["name"]["enum"] == ["mail", "chat"]
    assert tool["input_schema"]["required"] == ["name"]


def test_a_text_comes_when_it_is_asked_for_and_its_reference_when_that_is() -> None:
    found, text = load_skill([MAIL, CHAT], {"name": "mail"})
    assert found is MAIL
    assert text == (
        "How mail goes.\n\nFurther texts, by load_skill with reference:\n- references/tone.md\n\n"
        "While this skill is loaded it allows: gmail_get_message, gmail_send_message."
    )
    assert load_skill([MAIL], {"name": "mail", "reference": "references/tone.md"}) == (MAIL, "Be kind.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"name": "fax"}, "There is no skill 'fax'. You have: mail."),
        ({"name": ["mail"]}, "You have: mail."),
        ({"name": "mail", "reference": "../chat/SKILL.md"}, "no reference '../chat/SKILL.md'. It has: references/tone"),
        ({"name": "mail", "reference": "references/./tone.md"}, "It has: references/tone.md."),
        ({"name": "mail", "customer": "initech"}, "nothing else: ['customer']"),
        ("mail", "Give name"),
        (None, "Give name"),
    ],
)
def test_a_wrong_call_is_told_so_that_the_model_can_mend_it(arguments: object, words: str) -> None:
    with pytest.raises(InputError) as caught:
        load_skill([MAIL], arguments)
    assert words in caught.value.detail


@pytest.mark.parametrize(
    ("loaded", "usable"),
    [
        ([], OFFERED),
        ([MAIL], {"gmail_get_message", "gmail_send_message"}),
        ([MAIL, CHAT], OFFERED),
        ([NONE], set()),
        ([NONE, CHAT], {"slack_post_message"}),
        ([MAIL, OPEN], OFFERED),
        ([skill("greedy", "gmail_trash_message")], set()),
    ],
)
def test_loaded_skills_narrow_the_tools_and_add_none(loaded: list[SkillDocument], usable: set[str]) -> None:
    assert usable_tools(OFFERED, loaded) == usable


def test_a_refused_tool_says_what_to_do() -> None:
    assert refused_tool("gmail_send_message", OFFERED, [MAIL]) is None
    not_allowed = refused_tool("slack_post_message", OFFERED, [MAIL])
    assert not_allowed is not None
    assert not_allowed.detail == (
        "The loaded skills (mail) do not allow the tool 'slack_post_message'. Load a skill that does."
    )
    unknown = refused_tool("gmail_trash_message", OFFERED, [])
    assert unknown is not None
    assert unknown.detail.startswith("There is no tool 'gmail_trash_message' here.")
