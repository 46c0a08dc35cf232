"""What a person reads before he answers: values as people say them, never as programs write them."""

from __future__ import annotations

import pytest

from integrations.holders import Holder
from workflows.agents.approvals.summaries import summary_of


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"to": ["ada@globex.example", "bob@globex.example"]}, "To: ada@globex.example, bob@globex.example"),
        ({"to": []}, "To: nothing"),
        ({"subject": None}, "Subject: nothing"),
        ({"limit": 5}, "limit: 5"),
        ({"colour": {"red": 1, "is_bright": False}}, "colour: red 1, is_bright no"),
        ({"rows": [{"a": 1}]}, 'rows: [{"a": 1}]'),
    ],
)
def test_values_are_said_in_words(given: dict[str, object], said: str) -> None:
    summary = summary_of("gmail.send_message", given, Holder.owner())
    assert summary == f"Gmail: Send message, on the operator's own account. {said}"


def test_a_switch_is_said_by_its_title_and_yes() -> None:
    summary = summary_of("gmail.reply_to_message", {"reply_all": True}, Holder.owner())
    assert summary.endswith("Reply All: yes")
