"""Gold: what makes a service a pleasure."""

from __future__ import annotations

import pytest

from integrations.catalog.declare import Service
from integrations.catalog.tests.ladder import add_bad_operation, messages


@pytest.fixture
def with_bad_operation(post: Service) -> Service:
    add_bad_operation(post)
    return post


def test_rule_14_wants_choices_instead_of_ids(with_bad_operation: Service) -> None:
    assert messages(with_bad_operation, "choices") == [
        ("list_bad", "a person would have to paste letter_id; give it a loader of choices"),
        ("list_bad", "hidden names the loader 'nobody', which does not exist"),
    ]


def test_rule_15_wants_triggers(post: Service) -> None:
    assert messages(post, "triggers") == []
    post.triggers.clear()

    assert messages(post, "triggers") == [("", "it has no trigger")]


def test_rule_16_wants_three_fields_first(with_bad_operation: Service) -> None:
    assert messages(with_bad_operation, "forms") == [
        (
            "list_bad",
            "id, letter_id, limit, shoutedName, day, year all stand first; put all but three of them under Options",
        ),
        ("list_bad", "hidden is shown by 'nothing', which is no field of the form"),
    ]


def test_rule_18_wants_complete_samples_and_a_template(post: Service) -> None:
    assert messages(post, "templates") == [
        ("new_letter", "its sample lacks from"),
        ("new_letter", "its sample lacks stamps"),
        ("send_letter", "its sample lacks stamps"),
        ("", "no workflow template in its folder `templates` uses it"),
    ]


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ('{"nodes": [{"type": "post.send_letter"}]}', []),
        ('{"nodes": [{"type": "other.thing"}]}', ["no workflow template in its folder `templates` uses it"]),
        (
            '{"nodes": [{"type": "post.send_letter"}, {"type": "post.gone"}]}',
            ["a template uses 'post.gone', which does not exist"],
        ),
    ],
)
def test_rule_18_reads_the_templates(post: Service, graph: str, expected: list[str]) -> None:
    (post.folder / "templates").mkdir()
    (post.folder / "templates" / "one.json").write_text(graph, encoding="utf-8")

    assert [message for subject, message in messages(post, "templates") if not subject] == expected


def test_rule_19_wants_strict_types_and_known_limits(post: Service) -> None:
    (post.folder / "tests").mkdir()
    for path in ("operations.py", "tests/test_it.py"):
        (post.folder / path).write_text("x = 1  # type: ignore[assignment]\n", encoding="utf-8")

    assert messages(post, "strict") == [
        ("operations", "operations.py ignores a type error"),
        ("", 'SKILL.md has no section "Known limits"'),
    ]
