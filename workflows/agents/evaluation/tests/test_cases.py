"""Cases: read from a folder, drawn as a workflow, and judged by what came of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from integrations.errors import InputError
from workflows.agents.evaluation import cases
from workflows.agents.evaluation.cases import Case, read_cases
from workflows.agents.evaluation.judging import Outcome, judge

FOUND = {"query": "in:inbox", "n": 1}
SEARCH = {"tool": "gmail_search_messages", "arguments": {"query": "in:inbox"}}
EXAMPLES = Path(cases.__file__).parent / "examples"


def case(**fields: Any) -> Case:
    given = {"name": "One", "prompt": "Do it.", "tools": ["gmail.search_messages", "gmail.send_message"]}
    return Case.model_validate({**given, **fields})


def test_the_examples_can_be_read_and_are_drawn_with_their_tools() -> None:
    first, second = read_cases(EXAMPLES)
    graph = first.drawing("sandbox/rules", account_mode="owner")
    assert [each["type"] for each in graph["nodes"]] == [
        "trigger.manual",
        "agent.run",
        "gmail.search_messages",
        "gmail.send_message",
    ]
    ends = [(each["source"], each["source_handle"], each["target"], each["target_handle"]) for each in graph["edges"]]
    assert ends == [
        ("start", "main", "agent", "main"),
        ("tool0", "tool", "agent", "tools"),
        ("tool1", "tool", "agent", "tools"),
    ]
    assert second.expect.calls[0].arguments == {"name": "sort-inbox"}


def test_everything_wrong_with_a_folder_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"name": "x"}, {"name": "y", "prompt": "p", "tools": ["fax.send"]}]')
    (tmp_path / "b.yaml").write_text("name: [")
    (tmp_path / "c.yml").write_text("name: z\nprompt: p\nexpect: {calls: [{tool: gmail_trash_message}]}\nmodel: m\n")
    with pytest.raises(InputError) as caught:
        read_cases(tmp_path)
    assert [each.field for each in caught.value.errors] == ["a.json[0].prompt", "b.yaml", "c.yml[0].model", "y.tools"]


def test_an_expected_call_has_to_be_one_of_the_tools(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: z\nprompt: p\nexpect: {calls: [{tool: gmail_trash_message}]}\n")
    with pytest.raises(InputError, match="'gmail_trash_message' is none of its tools"):
        read_cases(tmp_path)


@pytest.mark.parametrize(
    ("expect", "outcome", "why"),
    [
        ({}, Outcome("succeeded"), []),
        (
            {"calls": [SEARCH]},
            Outcome("succeeded", calls=[("gmail_search_messages", {"query": "in:inbox", "n": 1})]),
            [],
        ),
        (
            {"calls": [SEARCH]},
            Outcome("succeeded", calls=[("gmail_search_messages", {"query": "x"})]),
            ["It did not call gmail_search_messages"],
        ),
        (
            {"never": ["gmail_send_message"]},
            Outcome("succeeded", calls=[("gmail_send_message", {})]),
            ["It called"],
        ),
        ({"output": ["YES"], "not_output": ["no"]}, Outcome("succeeded", "yes, now"), ["The answer has 'no'."]),
        ({"output": ["yes"]}, Outcome("succeeded", "nothing"), ["The answer lacks 'yes'"]),
        ({}, Outcome("failed", reason="Budget used up."), ["The run is failed, not succeeded. Budget used up."]),
        ({"fails": True}, Outcome("failed"), []),
        ({"turns": 2}, Outcome("succeeded", turns=3), ["It took 3 turns, 2 at most"]),
    ],
)
def test_a_case_is_judged(expect: dict[str, Any], outcome: Outcome, why: list[str]) -> None:
    verdict = judge(case(expect=expect), outcome)
    assert verdict.has_passed is (not why)
    assert [told.startswith(start) for told, start in zip(verdict.why, why, strict=True)] == [True] * len(why)


def test_expected_calls_are_made_in_their_order() -> None:
    expect = {"calls": [{"tool": "gmail_search_messages"}, {"tool": "gmail_send_message"}]}
    made: list[tuple[str, dict[str, object]]] = [("gmail_send_message", {}), ("gmail_search_messages", {})]
    assert not judge(case(expect=expect), Outcome("succeeded", calls=made)).has_passed
    assert judge(case(expect=expect), Outcome("succeeded", calls=[*made, made[0]])).has_passed


def test_the_command_sums_up_and_fails_where_a_case_did(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    found = Outcome("succeeded", calls=[("gmail_search_messages", {"query": "in:inbox"})], turns=2, tokens=30)
    outcomes = iter([found, Outcome("succeeded", turns=1, tokens=4, cost=Decimal("0.0012"))])
    monkeypatch.setattr("workflows.management.commands.agent_eval.run_case", lambda *a, **k: next(outcomes))
    with pytest.raises(SystemExit) as ended:
        call_command("agent_eval", str(EXAMPLES), "--no-color")
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert lines[0] == "passed  Searches the mailbox when it is told to  (2 turns, 30 tokens, price unknown)"
    assert lines[1].startswith("FAILED  Reads a skill before it begins")
    assert lines[-1] == ("1 of 2 passed (50 %) with sandbox/rules: 34 tokens, $0.0012 and 1 without a known price")


@pytest.mark.parametrize(("folder", "words"), [("nowhere", "There is no folder"), (".", "There is no case in")])
def test_the_command_says_what_it_cannot_run(tmp_path: Path, folder: str, words: str, db: None) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("agent_eval", str(tmp_path / folder))
