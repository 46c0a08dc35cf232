"""What is kept of recorded tests, when it counts, and how a difference is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.declare import Service
from integrations.catalog.evidence import FILE, Earned, evidence_text, fingerprint, read_evidence
from integrations.catalog.registry import catalog
from integrations.catalog.testing.recording.drift import drift
from integrations.catalog.tests.ladder import record

EARNED: Earned = {"round_trip": frozenset({"send_letter", "read_letter"}), "paged": frozenset()}

SOURCES = ("service.py", "models/letters.py", "tests/test_it.py", "tests/fixtures/letter.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("first\nsecond\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("service", catalog().installed.values(), ids=lambda each: each.key)
def test_the_evidence_of_every_service_is_that_of_its_sources(service: Service) -> None:
    assert read_evidence(service.folder).state == "current", f"run `manage.py services record {service.key}`"


def test_it_is_sorted_and_small(folder: Path) -> None:
    assert evidence_text(folder, EARNED) == (
        "{\n"
        f'  "sources": "{fingerprint(folder)}",\n'
        '  "earned": {\n    "round_trip": [\n      "read_letter",\n      "send_letter"\n    ]\n  }\n'
        "}\n"
    )


def test_what_is_written_is_read_again(folder: Path) -> None:
    (folder / FILE).write_text(evidence_text(folder, EARNED), encoding="utf-8")
    evidence = read_evidence(folder)

    assert evidence.state == "current"
    assert evidence.of("round_trip") == {"send_letter", "read_letter"}
    assert evidence.of("paged") == frozenset()


@pytest.mark.parametrize("changed", SOURCES)
def test_nothing_counts_once_a_source_has_changed(folder: Path, changed: str) -> None:
    (folder / FILE).write_text(evidence_text(folder, EARNED), encoding="utf-8")
    (folder / changed).write_text("first\nsecond, changed\n", encoding="utf-8")

    assert read_evidence(folder).state == "stale"
    assert read_evidence(folder).of("round_trip") == frozenset()


@pytest.mark.parametrize("added", ["more.py", "tests/test_more.py"])
def test_nothing_counts_once_a_source_is_added_or_gone(folder: Path, added: str) -> None:
    before = fingerprint(folder)
    (folder / added).write_text("", encoding="utf-8")
    assert fingerprint(folder) != before

    (folder / added).unlink()
    assert fingerprint(folder) == before


@pytest.mark.parametrize("name", [FILE, "contract.json", "pricing.toml", "SKILL.md", "PAGE.md", "icon.svg", ".hidden"])
def test_what_says_nothing_of_behaviour_is_no_source(folder: Path, name: str) -> None:
    before = fingerprint(folder)
    (folder / name).write_text("anything", encoding="utf-8")

    assert fingerprint(folder) == before


def test_compiled_files_and_ends_of_lines_are_no_change(folder: Path) -> None:
    before = fingerprint(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "service.pyc").write_bytes(b"compiled")
    (folder / "service.py").write_bytes(b"first\r\nsecond\r\n")

    assert fingerprint(folder) == before


def test_a_line_that_moves_to_another_file_is_a_change(folder: Path) -> None:
    before = fingerprint(folder)
    (folder / "service.py").write_text("first\n", encoding="utf-8")
    (folder / "tests" / "test_it.py").write_text("first\nsecond\nsecond\n", encoding="utf-8")

    assert fingerprint(folder) != before


def test_without_a_file_nothing_is_recorded(folder: Path) -> None:
    assert read_evidence(folder).state == "missing"


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "3", "{}", '{"sources": ""}', '{"sources": "", "earned": []}'])
def test_a_file_that_is_none_counts_nothing(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")

    assert read_evidence(folder).state == "unreadable"
    assert read_evidence(folder).earned == {}


@given(st.sets(st.text(min_size=1)), st.sets(st.text(min_size=1)))
def test_the_text_is_one_for_each_set_of_facts(one: set[str], other: set[str]) -> None:
    folder = Path(__file__).parent / "__snapshots__"
    earned: Earned = {"round_trip": frozenset(one), "declared": frozenset(other)}
    reordered: Earned = {"declared": frozenset(sorted(other)), "round_trip": frozenset(sorted(one, reverse=True))}

    assert evidence_text(folder, earned) == evidence_text(folder, reordered)


def test_a_difference_is_told_with_what_to_do(post: Service) -> None:
    record(post, {"round_trip": frozenset({"send_letter", "read_letter"})})

    assert drift(post, {"round_trip": frozenset({"send_letter"}), "paged": frozenset({"list_letters"})}) == [
        "post: paged is earned and not recorded for list_letters. Run `manage.py services record post`.",
        "post: no passing test earns round_trip any more for read_letter. Run `manage.py services record post`.",
    ]
    assert drift(post, {"round_trip": frozenset({"send_letter", "read_letter"})}) == []


def test_stale_evidence_is_a_difference_and_none_is_not(post: Service) -> None:
    assert drift(post, EARNED) == []

    record(post, EARNED)
    (post.folder / "more.py").write_text("", encoding="utf-8")

    assert drift(post, EARNED) == ["post: evidence.json is stale. Run `manage.py services record post`."]
