"""The guide for skills says what the rules ask for and what is computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from integrations.catalog.declare import Service
from integrations.catalog.projections.skill import BEGIN, END, current
from integrations.catalog.registry import Catalog, using
from integrations.catalog.rules.bronze import _SKILL_KEYS, _SKILL_METADATA
from integrations.catalog.tests.ladder import messages

GUIDE = (Path(__file__).parents[2] / "services" / "GUIDE.md").read_text(encoding="utf-8")
FRONT_MATTER = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0]


def test_its_front_matter_has_all_that_the_rule_asks_for() -> None:
    facts = yaml.safe_load(FRONT_MATTER.split("---")[1])

    assert set(facts) == set(_SKILL_KEYS)
    assert set(facts["metadata"]) == set(_SKILL_METADATA)
    for key in (*_SKILL_KEYS, *_SKILL_METADATA):
        assert f"`{key}`" in GUIDE


def test_a_skill_written_as_it_says_is_accepted(post: Service) -> None:
    assert BEGIN in GUIDE
    assert END in GUIDE
    skill = f"{FRONT_MATTER.rstrip()}\n\n# Post\n\n{BEGIN}\n{END}\n"
    with using(Catalog([post])):
        (post.folder / "SKILL.md").write_text(current(skill, post), encoding="utf-8")

        assert messages(post, "skill") == []
    assert "allowed-tools: post_send_letter\n" in (post.folder / "SKILL.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("missing", [BEGIN, END])
def test_both_markers_have_to_be_there(post: Service, missing: str) -> None:
    skill = f"{FRONT_MATTER.rstrip()}\n{BEGIN}\n{END}\n".replace(missing, "")
    (post.folder / "SKILL.md").write_text(skill, encoding="utf-8")

    with using(Catalog([post])):
        (problem,) = messages(post, "skill")
    assert "needs allowed-tools in its front matter, and the lines" in problem[1]
