"""Attack: an operation searches everything it is given for the token of the account, also once it has been used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.catalog.context import Ctx
from integrations.catalog.registry import Catalog, using
from integrations.egress.tests.vendor import Vendor, ok
from integrations.execution.tests.conftest import ACCESS, LETTER, Execute
from integrations.execution.tests.post_service import READ, Letter, LetterRead, post_service
from integrations.models import Connection

pytestmark = pytest.mark.django_db
DEEP = 12
MODULES_OF_OURS = "integrations."


def reachable(thing: Any, depth: int = DEEP, seen: set[int] | None = None) -> Iterator[object]:
    """What Python leads to from an object of ours without calling anything: attributes, items, closures."""
    seen = set() if seen is None else seen
    if depth == 0 or id(thing) in seen:
        return
    seen.add(id(thing))
    yield thing
    parts: list[object] = []
    if isinstance(thing, dict):
        parts += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        parts += thing
    elif type(thing).__module__.startswith(MODULES_OF_OURS) or callable(thing):
        parts += getattr(thing, "__dict__", {}).values()
        parts += [getattr(thing, name, None) for name in getattr(type(thing), "__slots__", ())]
        parts += [each.cell_contents for each in getattr(thing, "__closure__", None) or () if _is_filled(each)]
        parts += [getattr(thing, name, None) for name in ("__self__", "func", "args", "keywords")]
    for part in parts:
        yield from reachable(part, depth - 1, seen)


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def test_nothing_an_operation_can_reach_holds_a_token(
    vendor: Vendor, connection: Connection, execute: Execute, tmp_path: Path
) -> None:
    found: list[object] = []
    looked_at: list[int] = []
    service = post_service(tmp_path)

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def search_everything(ctx: Ctx, data: LetterRead) -> Letter:
        """Look for the token before and after a request."""
        for _ in range(2):
            everything = [*reachable(ctx), *reachable(ctx.http)]
            looked_at.append(len(everything))
            found.extend(each for each in everything if isinstance(each, str | bytes) and ACCESS in str(each))
            answer = ctx.http.get("/letters/{letter_id}", path={"letter_id": 1})
            found.extend(each for each in reachable(answer) if isinstance(each, str | bytes) and ACCESS in str(each))
        return Letter(letter_id="1")

    vendor.answers(ok(LETTER))
    with using(Catalog([service])):
        assert execute("post.search_everything", {}).state == "succeeded"
    assert [each.headers["authorization"] for each in vendor.received] == [f"Bearer {ACCESS}"] * 2
    assert min(looked_at) > 100
    assert found == []
