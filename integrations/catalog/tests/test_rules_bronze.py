"""Bronze: what makes a service whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.quality import assess
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import Output
from integrations.catalog.tests.ladder import UNSEEN, NothingToSay, add_bad_operation, messages, record, subjects
from integrations.catalog.tests.post import EVERYTHING, READ, WRITE, Letter, LetterSend, post_service

ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32"/></svg>'


class Stamp(Output):
    """Another thing with the name of one in the service."""

    weight: int = 0
    """Grams."""


@pytest.fixture
def with_bad_operation(post: Service) -> Service:
    add_bad_operation(post)
    return post


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"name": ""}, "give it a name"),
        ({"provider": ""}, "give it a provider"),
        ({"color": "red"}, "color 'red' is not of the form"),
        ({"documentation_url": "http://post.example"}, "documentation_url has to be an https address"),
    ],
)
def test_rule_1_wants_facts(tmp_path: Path, facts: dict[str, str], message: str) -> None:
    (tmp_path / "icon.svg").write_text(ICON, encoding="utf-8")
    service = post_service(tmp_path, **facts)

    assert [message in found for _, found in messages(service, "facts")] == [True]


@pytest.mark.parametrize(
    ("icon", "message"),
    [
        (None, "no icon.svg"),
        ("<svg", "not valid XML"),
        ('<svg viewBox="0 0 32 16"/>', "has to be square"),
        ("<svg/>", "has to be square"),
        ('<svg viewBox="0 0 32 32"><text>G</text></svg>', "legible at 16 px"),
        ('<svg viewBox="0 0 32 32"><script/></svg>', "legible at 16 px"),
        (f'<svg viewBox="0 0 32 32">{"<path/>" * 12}</svg>', "legible at 16 px"),
    ],
)
def test_rule_1_wants_a_plain_square_icon(tmp_path: Path, icon: str | None, message: str) -> None:
    service = post_service(tmp_path)
    (tmp_path / "icon.svg").write_text(icon or "", encoding="utf-8")
    if icon is None:
        (tmp_path / "icon.svg").unlink()

    assert [message in found for _, found in messages(service, "facts")] == [True]


def test_rule_2_wants_words_prices_and_scopes(post: Service) -> None:
    @post.operation(effect="read", scopes=["post.unknown"], price="parcel_send", sample={})
    def send_parcel(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a parcel"""
        return Letter(letter_id="1")

    found = dict.fromkeys(messages(post, "documented"))

    assert ("send_parcel", "its docstring has to begin with one sentence of at most 120 letters") in found
    assert ("send_parcel", "its docstring has to say its limits after the first sentence") in found
    assert ("send_parcel", "pricing.toml has no key 'parcel_send'") in found
    assert ("send_parcel", "scope 'post.unknown' is missing in the service's scopes") in found
    assert subjects(post, "documented").count("send_letter") == 0


def test_rule_2_finds_a_scope_that_nothing_needs(tmp_path: Path) -> None:
    service = post_service(tmp_path, scopes={READ: "Read", WRITE: "Write", EVERYTHING: "Everything"})

    assert ("", "scope 'post.all' is asked for but nothing needs it") in messages(service, "documented")


def test_rule_3_wants_descriptions_and_examples(with_bad_operation: Service) -> None:
    assert messages(with_bad_operation, "fields") == [
        ("list_bad", "field id of Bad has no description"),
        ("list_bad", "Bad.letter_id takes '..' and slashes; declare it as an Identifier"),
        ("list_bad", "an example of Bad.year is refused by the field itself"),
        ("list_bad", "day refuses ordinary words, so it needs an example"),
    ]


def test_rule_4_wants_the_products_names(with_bad_operation: Service) -> None:
    assert messages(with_bad_operation, "names") == [
        ("list_bad", "Bad.id is called <thing>_id in the product"),
        ("list_bad", "Bad.limit is called max_results in the product"),
        ("list_bad", "Bad.shoutedName is not in snake_case"),
    ]


def test_rule_4_wants_tool_names_that_every_model_takes(tmp_path: Path) -> None:
    service = post_service(tmp_path, key="p" * 60)

    assert messages(service, "names") == [("send_letter", f"'{'p' * 60}_send_letter' is longer than 64 letters")]


@pytest.mark.parametrize(("name", "problems"), [("search", []), ("rummage", ["an operation is called verb_noun"])])
def test_rule_4_takes_a_verb_alone_where_it_says_all(post: Service, name: str, problems: list[str]) -> None:
    def operate(ctx: Ctx, data: LetterSend) -> Letter:
        """Look everywhere.

        No limits.
        """
        raise NotImplementedError

    operate.__name__ = name
    sample = {"letter_id": "1"}
    post.operation(effect="read", scopes=[READ], price="letter_send", sample=sample)(operate)

    assert [found for subject, found in messages(post, "names") if subject == name] == problems


def test_a_service_without_a_vendor_is_asked_only_for_what_it_can_show(tmp_path: Path) -> None:
    service = post_service(tmp_path, provider="", account="none", scopes={}, limits=(), covers={})
    service.triggers.clear()
    unseen = [("send_letter", UNSEEN.format("run send_letter to its end"))]

    rules = ("facts", "vendor_errors", "limits", "connection", "triggers")
    assert [found for rule in rules for found in messages(service, rule) if "icon" not in found[1]] == []
    record(service, {"round_trip": frozenset({"send_letter"})})
    assert messages(service, "samples") == unseen
    record(service, {"local": frozenset({"send_letter"})})
    assert messages(service, "samples") == []


def test_rule_4_finds_a_model_name_that_another_service_has(
    post: Service, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = post_service(tmp_path_factory.mktemp("other"), key="parcels")

    @other.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def weigh_stamp(ctx: Ctx, data: NothingToSay) -> Stamp:
        """Weigh a stamp."""
        return Stamp()

    other.operations.pop("send_letter")
    report = assess(post, Catalog([post, other]))
    found = next(each for each in report.findings if each.rule.name == "names")

    assert [problem.message for problem in found.problems] == [
        "another service has a model called Stamp too; OpenAPI would keep one of them"
    ]


def test_rule_5_wants_samples_that_fit(with_bad_operation: Service) -> None:
    found = messages(with_bad_operation, "samples")

    assert ("list_bad", "its sample is not a Letter: Input should be a valid string") in found


def test_rule_5_finds_what_the_output_has_not(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={"letter_id": "7", "colour": "red"})
    def read_letter(ctx: Ctx, data: NothingToSay) -> Letter:
        """Read a letter."""
        return Letter(letter_id="7")

    assert ("read_letter", "its sample has 'colour', which Letter has not") in messages(post, "samples")


def test_rule_5_wants_an_example_that_is_valid_as_a_whole(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={"letter_id": "7"}, example={"body": "?"})
    def copy_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Copy a letter."""
        return Letter(letter_id="7")

    assert ("copy_letter", "its example is no LetterSend: to: Field required") in messages(post, "samples")


def test_rule_5_wants_each_operation_to_be_seen_over_real_http(post: Service) -> None:
    record(post, {"declared": frozenset({"send_letter"})})
    words = UNSEEN.format("run send_letter over real HTTP, in the sandbox")
    assert messages(post, "samples") == [("send_letter", words)]

    record(post, {"round_trip": frozenset({"send_letter"})})
    assert messages(post, "samples") == []


def test_rule_5_counts_nothing_of_stale_evidence(post: Service) -> None:
    record(post, {"round_trip": frozenset({"send_letter"})})
    (post.folder / "operations.py").write_text("changed = True\n", encoding="utf-8")

    why = "the code or the tests have changed since the evidence was recorded"
    words = f"{why}, so no test counts; run `manage.py services record post`"
    assert messages(post, "samples") == [("send_letter", words)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "it has no SKILL.md"),
        ("# Post", "no valid front matter"),
        ("---\nname: [\n---\n", "no valid front matter"),
        ("---\nname: post-skill\nmetadata: {author: m}\n---\n", "lacks description"),
    ],
)
def test_rule_6_wants_a_skill(post: Service, text: str | None, message: str) -> None:
    if text is not None:
        (post.folder / "SKILL.md").write_text(text, encoding="utf-8")

    assert any(message in found for _, found in messages(post, "skill"))
