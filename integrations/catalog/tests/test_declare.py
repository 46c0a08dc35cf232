"""Declaring a service: what the decorators read, and what they refuse."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from integrations.catalog.context import Ctx
from integrations.catalog.declare import DeclarationError, Service
from integrations.catalog.tests.post import EVERYTHING, READ, WRITE, Letter, LetterSend


def test_an_operation_is_read_from_its_function(post: Service) -> None:
    operation = post.operations["send_letter"]

    assert operation.key == "post.send_letter"
    assert operation.label == "Send letter"
    assert operation.summary == "Send a letter."
    assert operation.description == "At most one at a time.\n\nNot on Sundays."
    assert operation.documentation == "Send a letter.\n\nAt most one at a time.\n\nNot on Sundays."
    assert (operation.input_model, operation.output_model) == (LetterSend, Letter)
    assert operation.documentation_url == "https://post.example/docs"


def test_the_decorator_returns_the_function_unchanged(post: Service) -> None:
    def read_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Read a letter."""
        return Letter(letter_id="1")

    declared = post.operation(effect="read", scopes=[READ], price="letter_poll", sample={"letter_id": "1"})(read_letter)

    assert declared is read_letter


def test_a_destructive_operation_needs_approval_and_a_write_does_not(post: Service) -> None:
    @post.operation(effect="destructive", scopes=[WRITE], price="letter_send", sample={})
    def burn_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Burn a letter."""
        return Letter(letter_id="1")

    assert post.operations["burn_letter"].needs_approval
    assert not post.operations["send_letter"].needs_approval


def test_an_effect_that_depends_on_the_input_is_asked_of_the_input(post: Service) -> None:
    @post.operation(
        effect="write",
        effect_of=lambda data: "read" if data.body == "" else "write",
        scopes=[WRITE],
        price="letter_send",
        sample={},
    )
    def post_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Post a letter, or look whether it could be."""
        return Letter(letter_id="1")

    declared = post.operations["post_letter"]
    assert [declared.effect_for(LetterSend(to="Ada", body=body)) for body in ("", "Hello")] == ["read", "write"]
    letter = LetterSend(to="Ada", body="")
    assert post.operations["send_letter"].effect_for(letter) == post.operations["send_letter"].effect


def no_docstring(ctx: Ctx, data: LetterSend) -> Letter:
    return Letter(letter_id="1")


def no_input_model(ctx: Ctx, data: dict[str, str]) -> Letter:
    """Read."""
    return Letter(letter_id="1")


def no_result(ctx: Ctx, data: LetterSend) -> None:
    """Read."""


def too_many(ctx: Ctx, data: LetterSend, more: str) -> Letter:
    """Read."""
    return Letter(letter_id=more)


def Shouted_name(ctx: Ctx, data: LetterSend) -> Letter:  # noqa: N802  # the wrong name is the point
    """Read."""
    return Letter(letter_id="1")


def send_letter(ctx: Ctx, data: LetterSend) -> Letter:
    """Send it again."""
    return Letter(letter_id="1")


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (no_docstring, "post.no_docstring needs a docstring"),
        (no_input_model, "post.no_input_model: annotate 'data' with a pydantic model"),
        (no_result, "post.no_result: annotate the result with a pydantic model"),
        (too_many, "post.too_many takes 3 parameters, expected 2"),
        (Shouted_name, "'Shouted_name' is not a verb_noun name in lower case"),
        (send_letter, "'send_letter' is declared twice"),
    ],
)
def test_a_wrong_declaration_is_refused_and_nothing_is_added(post: Service, function: object, message: str) -> None:
    declare = post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})

    with pytest.raises(DeclarationError, match=message):
        declare(function)  # type: ignore[type-var]  # the wrong type is the point

    assert list(post.operations) == ["send_letter"]


def test_an_operation_may_not_have_the_name_of_a_loader(post: Service) -> None:
    def people(ctx: Ctx, data: LetterSend) -> Letter:
        """List people."""
        return Letter(letter_id="1")

    with pytest.raises(DeclarationError, match="'people' is declared twice"):
        post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})(people)


@pytest.mark.parametrize(
    ("granted", "needed", "missing"),
    [
        ([READ], [READ], ()),
        ([EVERYTHING], [READ, WRITE], ()),
        ([READ], [READ, WRITE], (WRITE,)),
        ([], [READ], (READ,)),
        ([WRITE], [EVERYTHING], (EVERYTHING,)),
        ([READ], [], ()),
    ],
)
def test_a_scope_covers_the_narrower_ones_it_names(
    post: Service, granted: list[str], needed: list[str], missing: tuple[str, ...]
) -> None:
    assert post.missing_scopes(granted, needed) == missing


def test_a_trigger_offers_its_form_and_event_as_operations_do(post: Service) -> None:
    trigger = post.triggers["new_letter"]

    assert issubclass(trigger.input_model, BaseModel)
    assert trigger.output_model is Letter
    assert [node.key for node in post.nodes] == ["post.new_letter", "post.send_letter"]
