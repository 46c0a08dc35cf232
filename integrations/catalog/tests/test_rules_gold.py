"""Gold: what makes a service a pleasure."""

from __future__ import annotations

import pytest
from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.evidence import Fact
from integrations.catalog.schema import Input, ui
from integrations.catalog.tests.ladder import UNSEEN, add_bad_operation, messages, record
from integrations.catalog.tests.post import READ, Letter


@pytest.fixture
def with_bad_operation(post: Service) -> Service:
    add_bad_operation(post)
    return post


def test_rule_14_wants_choices_instead_of_ids(with_bad_operation: Service) -> None:
    record(with_bad_operation, {"round_trip": frozenset({"people"})})

    assert messages(with_bad_operation, "choices") == [
        ("list_bad", "a person would have to paste letter_id; give it a loader of choices"),
        ("list_bad", "hidden names the loader 'nobody', which does not exist"),
    ]


class Enclosed(Input):
    """A file to enclose."""

    file_id: str = Field(json_schema_extra=ui(widget="file"))
    """The file."""


def test_rule_14_lets_files_of_earlier_steps_be_picked(post: Service) -> None:
    record(post, {"round_trip": frozenset({"people"})})

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def weigh_file(ctx: Ctx, data: Enclosed) -> Letter:
        """Weigh a file."""
        return Letter(letter_id="1")

    assert messages(post, "choices") == []


@pytest.mark.parametrize("fact", ["round_trip", "local"])
def test_rule_14_wants_loaders_to_be_seen(post: Service, fact: Fact) -> None:
    record(post, {"declared": frozenset({"people"})})
    assert messages(post, "choices") == [("people", UNSEEN.format("load the choices people over real HTTP"))]

    record(post, {fact: frozenset({"people"})})
    assert messages(post, "choices") == []


def test_rule_15_wants_triggers(post: Service) -> None:
    record(post, {"round_trip": frozenset({"new_letter"})})
    words = UNSEEN.format("poll new_letter again from its own checkpoint and be handed an event")
    assert messages(post, "triggers") == [("new_letter", words)]

    record(post, {"polled": frozenset({"new_letter"})})
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
        ("list_bad", "the choices of hidden rest on 'sun', which is no field of the form"),
        ("list_bad", "hidden is told by the zone in 'moon', which is no field of the form"),
    ]


def test_rule_17_wants_calls_of_agents_to_be_seen_accepted_and_refused(post: Service) -> None:
    record(post, {"refused_calls": frozenset({"send_letter"})})
    words = UNSEEN.format("have an agent's call of send_letter accepted by its tool")
    assert messages(post, "scripted_calls") == [("send_letter", words)]

    record(post, {"accepted_calls": frozenset({"send_letter"})})
    words = UNSEEN.format("have a wrong call of an agent refused")
    assert messages(post, "scripted_calls") == [("refused", words)]


def test_rule_18_wants_complete_samples_and_a_template(post: Service) -> None:
    assert messages(post, "templates") == [
        ("new_letter", "its sample lacks from"),
        ("new_letter", "its sample lacks stamps"),
        ("send_letter", "its sample lacks stamps"),
        ("", "no workflow template uses it; put one into its folder `templates`"),
    ]


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ('{"graph": {"nodes": [{"type": "post.send_letter"}]}}', []),
        (
            '{"graph": {"nodes": [{"type": "other.thing"}]}}',
            ["no workflow template uses it; put one into its folder `templates`"],
        ),
        (
            '{"graph": {"nodes": [{"type": "post.send_letter"}, {"type": "post.gone"}]}}',
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
