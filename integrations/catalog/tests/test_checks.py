"""The system checks that stop a start."""

from __future__ import annotations

import pytest
from django.core.checks import ERROR, INFO, run_checks

from integrations import checks
from integrations.catalog.context import Ctx
from integrations.catalog.declare import DeclarationError, Service
from integrations.catalog.registry import Catalog, using
from integrations.catalog.tests.post import WRITE, Letter, LetterSend


def test_the_shipped_services_have_nothing_to_mend() -> None:
    assert run_checks(tags=[checks.TAG]) == []


def test_a_price_that_is_missing_stops_the_start(post: Service) -> None:
    @post.operation(effect="write", scopes=[WRITE], price="parcel_send", sample={"letter_id": "7"})
    def send_parcel(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a parcel.

        Not on Sundays.
        """
        return Letter(letter_id="1")

    with using(Catalog([post])):
        found = [each for each in run_checks(tags=[checks.TAG]) if each.id == "integrations.S002"]

    assert [(each.level, each.msg) for each in found] == [
        (ERROR, "post.new_letter: its docstring has to say its limits after the first sentence"),
        (ERROR, "post.send_parcel: pricing.toml has no key 'parcel_send'"),
    ]


def test_what_only_a_test_can_show_stops_nothing(post: Service) -> None:
    with using(Catalog([post])):
        found = run_checks(tags=[checks.TAG])

    assert "integrations.S005" not in [each.id for each in found]
    assert not [each for each in found if "services record" in each.msg]


def test_the_higher_steps_are_notes_before_a_deployment(post: Service) -> None:
    with using(Catalog([post])):
        found = run_checks(tags=[checks.TAG], include_deployment_checks=True)

    notes = [each for each in found if each.level == INFO]
    assert (notes[0].id, notes[0].msg) == (
        "integrations.S010",
        "post.send_letter: a write that gets lost can neither be repeated nor found again",
    )


def test_a_package_that_cannot_be_declared_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Catalog:
        raise DeclarationError("acme.service must define `service = Service(…)`, not None")

    monkeypatch.setattr(checks, "catalog", broken)

    (found,) = checks.check_declarations(None)

    assert (found.level, found.id) == (ERROR, "integrations.S000")
    assert "acme.service must define" in found.msg
