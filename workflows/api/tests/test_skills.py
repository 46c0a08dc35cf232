"""Skills and memories over REST: read, written in versions, and nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.memory.remembering import Message, remember
from workflows.agents.skills.writing import create_skill
from workflows.models import Memory, Skill, SkillVersion

SKILLS = "/api/v1/skills/"
RULES = f"{SKILLS}house-rules/"


def text(body: str = "Be brief.", name: str = "house-rules") -> str:
    return f"---\nname: {name}\ndescription: How we write.\nallowed-tools: gmail_send_message\n---\n{body}"


def post(client: APIClient, address: str, **body: Any) -> Any:
    return client.post(address, body, format="json")


def test_shipped_skills_are_listed_and_read(operator_key: APIClient) -> None:
    rows = {each["name"]: each for each in operator_key.get(SKILLS).json()["results"]}
    assert {"gmail-skill", "plan-meeting"} <= {*rows}
    assert (rows["plan-meeting"]["origin"], rows["plan-meeting"]["version"]) == ("shipped", None)
    read = operator_key.get(f"{SKILLS}plan-meeting/").json()
    assert {**read, **rows["plan-meeting"]} == read
    assert [*read["references"]] == ["references/time-zones.md"]
    assert "- references/time-zones.md" in read["preview"]
    assert operator_key.get(f"{SKILLS}nobodys/").status_code == 404


def test_a_skill_is_written_saved_compared_taken_back_switched_off_and_deleted(operator_key: APIClient) -> None:
    made = post(operator_key, SKILLS, text=text(), references={"references/a.md": "A"}, note="First")
    assert (made.status_code, made.json()["name"], made.json()["version"]) == (201, "house-rules", 1)
    saved = post(operator_key, f"{RULES}versions/", text=text("Be kind."), base=1)
    assert (saved.status_code, saved.json()["version"]) == (201, 2)
    assert operator_key.get(RULES).json()["preview"].startswith("Be kind.")
    lines = operator_key.get(f"{RULES}versions/compare?from=1").json()["files"][0]["lines"]
    assert [(each["change"], each["text"]) for each in lines[-2:]] == [("removed", "Be brief."), ("added", "Be kind.")]
    assert operator_key.post(f"{RULES}versions/1/restore").json()["version"] == 3
    assert [each["version"] for each in operator_key.get(f"{RULES}versions/").json()["results"]] == [3, 2, 1]
    assert operator_key.get(f"{RULES}versions/2/").json()["text"] == text("Be kind.")
    assert operator_key.patch(RULES, {"is_active": False}, format="json").json()["is_active"] is False
    assert operator_key.get(RULES).status_code == 404
    assert operator_key.delete(RULES).status_code == 204
    assert (Skill.objects.count(), SkillVersion.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({"text": text("")}, 422, {"text"}),
        ({"text": "x", "note": "y" * 1001}, 422, {"note"}),
        ({"text": text(name="Bad Name"), "references": {"../a": "x"}}, 422, {"name", "references"}),
        ({}, 422, {"text"}),
        ({"text": text(), "customer": "nobody"}, 404, set()),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    operator_key: APIClient, body: dict[str, Any], status: int, fields: set[str]
) -> None:
    answer = post(operator_key, SKILLS, **body)
    assert (answer.status_code, {each["field"] for each in answer.json().get("errors", [])}) == (status, fields)
    assert not Skill.objects.exists()


def test_a_save_over_somebody_elses_is_a_conflict(operator_key: APIClient) -> None:
    post(operator_key, SKILLS, text=text())
    post(operator_key, f"{RULES}versions/", text=text("Second."), base=1)
    assert post(operator_key, f"{RULES}versions/", text=text("Third."), base=1).status_code == 409
    assert post(operator_key, SKILLS, text=text()).status_code == 409


def test_a_customers_program_reads_what_its_agents_have_and_writes_nothing(
    globex_key: APIClient, operator: Actor, globex: Customer, initech: Customer
) -> None:
    create_skill(operator, Holder.customer(globex), text=text())
    create_skill(operator, Holder.customer(initech), text=text(name="theirs"))
    mine = {each["name"]: each["origin"] for each in globex_key.get(SKILLS).json()["results"]}
    assert (mine["house-rules"], "theirs" in mine) == ("customer", False)
    assert globex_key.get(RULES).json()["text"] == text()
    for address in (f"{SKILLS}theirs/", f"{RULES}?customer=initech", f"{RULES}versions/", f"{RULES}versions/1/"):
        assert globex_key.get(address).status_code == 404
    body = {"text": text("Mine."), "customer": "globex", "is_active": False}
    for method, address in (
        ("post", SKILLS),
        ("post", f"{RULES}versions/?customer=globex"),
        ("patch", f"{RULES}?customer=globex"),
        ("delete", f"{RULES}?customer=globex"),
        ("post", f"{RULES}versions/1/restore?customer=globex"),
    ):
        assert getattr(globex_key, method)(address, body, format="json").status_code in (403, 404, 422)
    assert {(each.name, each.version, each.is_active) for each in Skill.objects.all()} == {
        ("house-rules", 1, True),
        ("theirs", 1, True),
    }


def test_a_viewer_reads_and_writes_nothing(vera: APIClient) -> None:
    assert vera.get(SKILLS).status_code == 200
    assert post(vera, SKILLS, text=text()).status_code == 403


def said(holder: Holder, words: str) -> Memory:
    remember(holder, "mail-7", [Message("user", words), Message("assistant", "ok")], run_id=uuid4(), step="s")
    return Memory.objects.get(customer=holder.of)


def test_memories_are_listed_looked_into_and_erased(operator_key: APIClient, globex: Customer) -> None:
    memory = said(Holder.customer(globex), "hello")
    said(Holder.owner(), "own")
    [row] = operator_key.get("/api/v1/memories/?customer=globex&session_key=mail-7").json()["results"]
    assert (row["customer"], row["session_key"], row["messages"], row["has_summary"]) == ("globex", "mail-7", 2, False)
    address = f"/api/v1/memories/{memory.pk}/"
    told = operator_key.get(address).json()["said"]
    assert [(each["role"], each["text"]) for each in told] == [("user", "hello"), ("assistant", "ok")]
    assert operator_key.delete(address).status_code == 204
    assert operator_key.get(address).status_code == 404
    assert Memory.objects.get().customer is None


def test_what_was_said_takes_the_right_to_contents(vera: APIClient) -> None:
    memory = said(Holder.owner(), "canary")
    answer = vera.get(f"/api/v1/memories/{memory.pk}/")
    assert answer.status_code == 200
    assert b"canary" not in answer.content
    assert "lacks the right 'read_content'" in answer.json()["said"][0]["withheld"]
    assert vera.delete(f"/api/v1/memories/{memory.pk}/").status_code == 403


def test_another_customers_memory_is_not_found(globex_key: APIClient, globex: Customer, initech: Customer) -> None:
    theirs, owners = said(Holder.customer(initech), "secret"), said(Holder.owner(), "secret")
    own = said(Holder.customer(globex), "mine")
    assert [each["id"] for each in globex_key.get("/api/v1/memories/").json()["results"]] == [str(own.pk)]
    for memory in (theirs, owners):
        for method in ("get", "delete"):
            assert getattr(globex_key, method)(f"/api/v1/memories/{memory.pk}/").status_code == 404
    assert globex_key.get("/api/v1/memories/?customer=initech").status_code == 404
    assert Memory.objects.count() == 3
