"""The ladder: grades and exemptions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from integrations.catalog.quality import RULES, Finding, Report
from integrations.catalog.rules.rule import Problem, Rule, Step
from integrations.catalog.tests.ladder import messages, record, subjects
from integrations.catalog.tests.post import post_service


def test_the_rules_are_those_of_the_ladder_in_order() -> None:
    assert [rule.number for rule in RULES] == list(range(1, 21))
    assert [rule.step for rule in RULES] == ["bronze"] * 6 + ["silver"] * 7 + ["gold"] * 7
    assert len({rule.name for rule in RULES}) == 20


def finding(step: Step, problems: Iterable[Problem] = ()) -> Finding:
    return Finding(Rule(1, "rule", step, "Text.", lambda *_: ()), list(problems), [])


@pytest.mark.parametrize(
    ("lacking", "grade"),
    [
        ([], "gold"),
        (["gold"], "silver"),
        (["silver"], "bronze"),
        (["silver", "gold"], "bronze"),
        (["bronze"], "none"),
        (["bronze", "silver", "gold"], "none"),
    ],
)
def test_the_grade_is_the_highest_step_below_which_nothing_lacks(lacking: list[Step], grade: str) -> None:
    steps: list[Step] = ["bronze", "silver", "gold"]
    report = Report("post", [finding(step, [Problem("lacks")] if step in lacking else []) for step in steps])

    assert report.grade == grade
    assert [each.rule.step for each in report.lacking] == lacking


def test_an_exemption_needs_a_reason_and_takes_one_subject_or_all(tmp_path: Path) -> None:
    one = post_service(tmp_path, exempt={"idempotency:send_letter": "Letters cannot be taken back."})
    other = post_service(tmp_path, exempt={"idempotency": "Nothing can be taken back."})
    empty = post_service(tmp_path, exempt={"idempotency:send_letter": ""})

    assert subjects(one, "idempotency") == []
    assert subjects(other, "idempotency") == []
    assert subjects(empty, "idempotency") == ["send_letter"]


def test_an_exemption_that_nothing_needs_is_found(tmp_path: Path) -> None:
    service = post_service(tmp_path, exempt={"limits": "They are there."})
    record(service, {"refusals": frozenset({"429 rate_limited, retry_after"})})

    assert messages(service, "exempt") == [("limits", "exempt names 'limits', but nothing of it lacks")]
