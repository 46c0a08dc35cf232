"""A version keeps what its operations were like, and says when they are not any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import create_model
from pytest_django import DjangoAssertNumQueries

from integrations.actors import Actor
from integrations.catalog.registry import Catalog, using
from integrations.catalog.schema import Input, Output
from integrations.errors import Conflict
from workflows.contracts import PUBLISH_ANEW, changed_since, require_compatible
from workflows.models import NodeContract, Workflow
from workflows.tests.desk import Desk, DeskNote
from workflows.tests.published import drawing, node, published

pytestmark = pytest.mark.django_db(transaction=True)
READ = f"desk.read_note has changed since this was published: {{}}. {PUBLISH_ANEW}"


@contextmanager
def another_desk(
    folder: Path, fields: dict[str, Any], output: type[Output] = DeskNote, *, name: str = "read_note"
) -> Iterator[None]:
    """The desk of a later release, with one operation that takes other fields or gives something else."""
    desk = Desk(folder)
    model = create_model("DeskNoteReadLater", __base__=Input, __doc__="What to double.", **fields)

    def read_note(ctx, data):  # type: ignore[no-untyped-def]  # annotated below, with models made here
        """Double a text."""

    read_note.__annotations__ = {"ctx": object, "data": model, "return": output}
    read_note.__name__ = name
    del desk.service.operations["read_note"]
    desk.service.operation(effect="read", scopes=[], price="call", sample={"text": "a"})(read_note)
    with using(Catalog([desk.service])):
        yield


def test_equal_contracts_are_kept_once(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    first = published(operator, workflow, drawing(node("a"), node("b"), node("off", "desk.write_note", disabled=True)))
    second = published(operator, workflow, drawing(node("a")))
    assert [each.node_type for each in NodeContract.objects.all()] == ["desk.read_note"]
    digest = NodeContract.objects.get().hash
    assert (first.contracts, second.contracts) == ({"a": digest, "b": digest}, {"a": digest})


def test_an_operation_that_only_grows_is_run(desk: Desk, operator: Actor, workflow: Workflow, tmp_path: Path) -> None:
    version = published(operator, workflow)
    with another_desk(tmp_path / "later", {"text": (str, ...), "loud": (bool, False)}):
        assert changed_since(version) == []
        require_compatible(version)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": (int, ...)}, "text takes no string any more"),
        ({"text": (str, ...), "to": (str, ...)}, "to is required"),
        ({"words": (str, "")}, "there is no text any more"),
    ],
)
def test_one_that_has_changed_too_much_is_told_and_not_run(
    desk: Desk, operator: Actor, workflow: Workflow, tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    version = published(operator, workflow)
    with another_desk(tmp_path / "later", fields):
        [problem] = changed_since(version)
        assert (problem.node, problem.field, problem.message) == ("read", "type", READ.format(reason))
        with pytest.raises(Conflict, match=f"Version 1 cannot run as it was published. Read: .*{reason}"):
            require_compatible(version)
    assert changed_since(version) == []


def test_an_output_that_gives_less_is_told(desk: Desk, operator: Actor, workflow: Workflow, tmp_path: Path) -> None:
    version = published(operator, workflow)
    less = create_model("DeskNoteLess", __base__=Output, __doc__="Less.", words=(str, ""))
    with another_desk(tmp_path / "later", {"text": (str, ...)}, less):
        assert [each.message for each in changed_since(version)] == [READ.format("it gives no text any more")]


def test_one_that_is_gone_is_told(desk: Desk, operator: Actor, workflow: Workflow, tmp_path: Path) -> None:
    version = published(operator, workflow)
    with another_desk(tmp_path / "later", {}, name="read_other"):
        [problem] = changed_since(version)
        assert problem.message.startswith("There is no desk.read_note any more.")


def test_what_is_known_is_not_asked_again(
    desk: Desk, operator: Actor, workflow: Workflow, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = published(operator, workflow)
    with django_assert_num_queries(1):
        require_compatible(version)
    with django_assert_num_queries(0):
        require_compatible(version)
