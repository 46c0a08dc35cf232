"""Tools for language models."""

from __future__ import annotations

import pytest

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Effect, Service
from integrations.catalog.projections.tool import tool, tool_name, tools
from integrations.catalog.registry import Catalog
from integrations.catalog.tests.post import WRITE, Letter, LetterSend


def test_a_tool_is_lean(post: Service) -> None:
    assert tool(post.operations["send_letter"]) == {
        "name": "post_send_letter",
        "description": "Send a letter.\n\nAt most one at a time.\n\nNot on Sundays.",
        "input_schema": {
            "type": "object",
            "description": "A letter to send.",
            "additionalProperties": False,
            "required": ["to"],
            "properties": {
                "to": {"type": "string", "description": "Who gets it.", "examples": ["ada"]},
                "body": {
                    "type": "string",
                    "description": "What it says.",
                    "examples": ["How are you?"],
                },
                "speed": {
                    "type": "string",
                    "enum": ["slow", "fast"],
                    "default": "slow",
                    "description": "How it travels.",
                },
                "from": {"type": "string", "description": "Who sends it."},
            },
            "examples": [{"to": "ada", "body": "How are you?"}],
        },
        "annotations": {
            "title": "Post: Send letter",
            "readOnlyHint": False,
            "destructiveHint": False,
            "idempotentHint": False,
            "openWorldHint": True,
        },
        "needs_approval": False,
    }


@pytest.mark.parametrize(
    ("effect", "hints", "needs_approval"),
    [
        ("read", (True, False, True), False),
        ("idempotent_write", (False, False, True), False),
        ("write", (False, False, False), False),
        ("destructive", (False, True, False), True),
    ],
)
def test_hints_follow_the_effect(
    post: Service, effect: Effect, hints: tuple[bool, bool, bool], needs_approval: bool
) -> None:
    @post.operation(effect=effect, scopes=[WRITE], price="letter_send", sample={})
    def move_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Move a letter."""
        return Letter(letter_id="1")

    found = tool(post.operations["move_letter"])
    annotations = found["annotations"]

    assert (annotations["readOnlyHint"], annotations["destructiveHint"], annotations["idempotentHint"]) == hints
    assert found["needs_approval"] is needs_approval


def test_tools_lead_back_to_their_operation(post: Service) -> None:
    operation = post.operations["send_letter"]

    assert tools(Catalog([post])) == {"post_send_letter": operation}
    assert tool_name(operation) == "post_send_letter"
