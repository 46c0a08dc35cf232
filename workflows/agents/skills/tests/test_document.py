"""What a SKILL.md may say, and how what is wrong in it is told."""

from __future__ import annotations

import time

import pytest

from integrations.errors import InputError
from workflows.agents.skills.document import read_skill

HEAD = "name: plan-meeting\ndescription: Plan a meeting.\n"
GOOD = f'---\n{HEAD}allowed-tools: gmail_send_message gmail_get_message\nmetadata:\n  version: "1.0"\n---\n\n# Plan\n'


def skill(head: str = HEAD, body: str = "Do it.") -> str:
    return f"---\n{head}---\n{body}"


def refused(text: str, references: dict[str, str] | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_skill(text, references)
    return [(each.field, each.message) for each in caught.value.errors]


def test_a_skill_is_read_with_its_tools_in_order() -> None:
    read = read_skill(GOOD, {"references/prices.md": "Prices"})
    assert (read.name, read.description) == ("plan-meeting", "Plan a meeting.")
    assert read.allowed_tools == ("gmail_send_message", "gmail_get_message")
    assert (read.metadata, read.body, read.text) == ({"version": "1.0"}, "# Plan", GOOD)
    assert read.references == {"references/prices.md": "Prices"}


@pytest.mark.parametrize(
    ("head", "tools"),
    [
        ("", None),
        ("allowed-tools:\n", ()),
        ("allowed-tools: a  b a\n", ("a", "b")),
        ("allowed-tools: [a, b]\n", ("a", "b")),
    ],
)
def test_tools_may_be_left_open_be_none_or_be_listed(head: str, tools: tuple[str, ...] | None) -> None:
    assert read_skill(skill(HEAD + head)).allowed_tools == tools


def test_values_stay_the_words_that_were_written() -> None:
    read = read_skill(skill("name: no\ndescription: 12\nmetadata:\n  version: 1.10\n  date: 2031-01-01\n"))
    assert (read.name, read.description, read.metadata) == ("no", "12", {"version": "1.10", "date": "2031-01-01"})


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("# Only text", "text", "It has no front matter."),
        ("---\nname: a\n", "text", "It has no front matter."),
        (skill("- a\n- b\n"), "text", "no names with values"),
        (skill("name: a: b\n"), "text", "no valid YAML in line 2"),
        (skill("name: Plan Meeting\ndescription: x\n"), "name", "'Plan Meeting' is no name."),
        (skill("name: ../../etc\ndescription: x\n"), "name", "'../../etc' is no name."),
        (skill("name: a\n"), "description", "Say in 1 to 1,024 characters"),
        (skill(HEAD + "allowed-tools: gmail.send_message\n"), "allowed-tools", "'gmail.send_message' is no name of a"),
        (skill(HEAD + "allowed-tools: {a: b}\n"), "allowed-tools", "neither text nor list"),
        (skill(HEAD + "metadata: [a]\n"), "metadata", "Give up to 20 names"),
        (skill(HEAD + "model: gpt\n"), "model", "'model' is unknown here."),
        (skill(HEAD + "name: b\n"), "text", "'name' is said twice"),
        (skill(body=""), "text", "Say below the front matter"),
        (skill(body="a\0b"), "text", "no NUL"),
        (skill(body="x" * 65_600), "text", "at most 64 KB"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, field: str, words: str) -> None:
    [(named, message)] = refused(text)
    assert named == field
    assert words in message


def test_everything_wrong_is_said_at_once() -> None:
    wrong = skill("name: A\nallowed-tools: a.b\nmetadata: x\n", body="")
    assert [field for field, _ in refused(wrong)] == ["name", "description", "allowed-tools", "metadata", "text"]


@pytest.mark.parametrize(
    "path",
    [
        "../secrets.md",
        "references/../../x.md",
        "/etc/passwd",
        "references/a.py",
        "references//a.md",
        "references/.env.md",
    ],
)
def test_a_reference_lies_below_references_and_nowhere_else(path: str) -> None:
    [(field, message)] = refused(skill(), {path: "x"})
    assert (field, repr(path) in message) == ("references", True)


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x]\nb: &b [*a, *a]\n" + HEAD,
        "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9) if n else 'x'}]\n" for n in range(12)) + HEAD,
        "[" * 5_000 + "\n",
        "name: !!python/object/apply:os.system ['true']\ndescription: x\n",
    ],
)
def test_front_matter_that_grows_or_makes_objects_is_refused_at_once(head: str) -> None:
    begun = time.process_time()
    assert refused(skill(head))
    assert time.process_time() - begun < 1
