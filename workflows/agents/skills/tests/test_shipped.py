"""The skills that come with the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.catalog.projections.tool import tools
from integrations.catalog.registry import Catalog, catalog, using
from workflows.agents.skills import shipped
from workflows.agents.skills.shipped import shipped_skills

COMBINED = {"plan-meeting", "prepare-day", "sort-inbox", "answer-request"}


def test_every_service_has_a_skill_and_some_combine_them() -> None:
    of_services = {f"{key.replace('_', '-')}-skill" for key in catalog().services}
    assert {*shipped_skills()} == of_services | COMBINED


@pytest.mark.parametrize("name", sorted(COMBINED))
def test_a_combined_skill_allows_tools_of_several_services_that_there_are(name: str) -> None:
    skill = shipped_skills()[name]
    assert skill.allowed_tools is not None
    assert {*skill.allowed_tools} <= {*tools(catalog())}
    assert len({tools(catalog())[each].service.key for each in skill.allowed_tools}) > 1
    assert {*skill.metadata} == {"author", "version", "category", "icon", "color"}


@pytest.mark.parametrize("name", sorted(COMBINED))
def test_a_combined_skill_names_no_tool_that_it_does_not_allow(name: str) -> None:
    skill = shipped_skills()[name]
    named = {each for each in tools(catalog()) if f"`{each}`" in skill.body}
    assert named <= {*(skill.allowed_tools or ())}


def test_further_texts_are_found_beside_a_skill() -> None:
    assert [*shipped_skills()["plan-meeting"].references] == ["references/time-zones.md"]


def test_a_skill_that_cannot_be_read_takes_no_other_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, text in {"broken": "no front matter", "fine": "---\nname: fine\ndescription: Fine.\n---\nDo it."}.items():
        folder = tmp_path / "some_agent" / name
        folder.mkdir(parents=True)
        (folder / "SKILL.md").write_text(text)
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    with using(Catalog([])):
        assert [*shipped_skills()] == ["fine"]
