"""Evidence is earned by tests that pass and by nothing else: shown on installed packages, by a pytest of their own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from integrations.catalog.declare import Service
from integrations.catalog.evidence import FILE, Earned, evidence_text, read_evidence
from integrations.catalog.quality import assess
from integrations.catalog.registry import Catalog, load_service, using
from integrations.catalog.tests.packages import install, python_path, run_pytest
from integrations.catalog.written import out_of_date

NAMES = ("passing", "declared", "failing", "skipped", "failing_as_expected", "passing_unexpectedly", "torn")
EARNED = ("accepted_calls", "missing_fields", "refused_calls", "round_trip", "unknown_fields")
OPERATION = '''

@service.operation(effect="read", scopes=[READ], price="profile_read", sample={{"account_id": "a-1", "name": "Ada"}})
def get_{name}(ctx: Ctx, data: AcmeNotesProfileGet) -> AcmeNotesProfile:
    """Show whose account this is.

    Free of charge.
    """
    return AcmeNotesProfile(account_id=ctx.http.request("GET", "/v1/me").json()["id"])
'''
TESTS = """
import pytest
from acme_notes import operations
from acme_notes.models import AcmeNotesProfileGet
from acme_notes.service import service
from integrations.catalog.testing import fake_context
from integrations.catalog.testing.served import served_context

def run(name, context):
    with context as ctx:
        ctx.vendor.will_answer("GET", "/v1/me", {"id": "a-1"})
        getattr(operations, name)(ctx, AcmeNotesProfileGet())

@pytest.fixture
def torn():
    yield
    raise ValueError("in teardown")

def test_passing():
    run("get_passing", served_context(service))

def test_declared():
    run("get_declared", fake_context())

def test_failing():
    run("get_failing", served_context(service))
    assert not "reached"

def test_skipped():
    run("get_skipped", served_context(service))
    pytest.skip("later")

@pytest.mark.xfail(strict=False)
def test_failing_as_expected():
    run("get_failing_as_expected", served_context(service))
    assert not "reached"

@pytest.mark.xfail(strict=False)
def test_passing_unexpectedly():
    run("get_passing_unexpectedly", served_context(service))

def test_torn(torn):
    run("get_torn", served_context(service))
"""
MARKED = """
import pytest

@pytest.mark.shows("sandbox", "get_profile")
@pytest.mark.shows("vendor_errors", "auth", "scope", "not_found", "conflict", "limit", "outage", "refusal")
@pytest.mark.shows("connection", "reconnect", "missing_scope")
@pytest.mark.shows("missing_fields", "optional")
@pytest.mark.shows("scripted_calls", "get_profile")
def test_marked():
    pass
"""
MARKS = """
def pytest_configure(config):
    config.addinivalue_line("markers", "shows(rule, *subjects): counts nothing")
"""


@pytest.fixture
def acme_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A scaffolded service as an installed package, imported here as well; its computed files are current."""
    install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", python_path(tmp_path))
    service = load_service("acme_notes")
    for path, text in out_of_date(service):
        path.write_text(text, encoding="utf-8")
    with using(Catalog([service])):
        yield service
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_notes"]:
        del sys.modules[name]


def only(folder: Path, tests: str) -> None:
    """These tests instead of all that the scaffold has made."""
    for path in (folder / "tests").glob("test_*.py"):
        path.unlink()
    (folder / "tests" / "test_operations.py").write_text(tests, encoding="utf-8")


def recorded(*arguments: str) -> str:
    out = StringIO()
    call_command("services", "record", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_a_test_that_does_not_pass_earns_nothing_and_a_mark_even_less(tmp_path: Path) -> None:
    folder = install(tmp_path)
    with (folder / "operations.py").open("a", encoding="utf-8") as operations:
        operations.writelines(OPERATION.format(name=name) for name in NAMES)
    only(folder, TESTS + MARKED)
    (folder / "tests" / "conftest.py").write_text(MARKS, encoding="utf-8")

    done = run_pytest(tmp_path, str(folder), f"--evidence-to={tmp_path / 'earned.json'}")

    assert "1 failed, 4 passed, 1 skipped, 1 xfailed, 1 xpassed, 1 error" in done.stdout, done.stdout + done.stderr
    earned = json.loads((tmp_path / "earned.json").read_text(encoding="utf-8"))
    assert earned == {"acme_notes": {"round_trip": ["get_passing"], "declared": ["get_declared"]}}


def test_an_empty_test_with_five_marks_leaves_the_service_below_bronze(acme_notes: Service) -> None:
    only(acme_notes.folder, MARKED)
    (acme_notes.folder / "tests" / "conftest.py").write_text(MARKS, encoding="utf-8")

    assert "0 facts, grade none" in recorded()

    assert read_evidence(acme_notes.folder).state == "current"
    assert [finding.rule.name for finding in assess(acme_notes).lacking if finding.rule.step == "bronze"] == ["samples"]


def test_what_the_scaffold_tests_lifts_it_to_bronze_until_a_source_changes(acme_notes: Service) -> None:
    assert assess(acme_notes).grade == "none"

    assert "12 facts, grade bronze" in recorded("acme_notes")

    assert assess(acme_notes).grade == "bronze"
    earned = json.loads((acme_notes.folder / FILE).read_text(encoding="utf-8"))["earned"]
    assert len(earned.pop("refusals")) == 7
    assert earned == {name: ["get_profile"] for name in EARNED}
    with (acme_notes.folder / "operations.py").open("a", encoding="utf-8") as operations:
        operations.write("# another line\n")
    assert assess(acme_notes).grade == "none"


def test_a_whole_run_finds_evidence_that_it_does_not_earn(acme_notes: Service, tmp_path: Path) -> None:
    one = frozenset({"get_profile"})
    claimed: Earned = {"round_trip": one | {"get_more"}, "unknown_fields": one}
    (acme_notes.folder / FILE).write_text(evidence_text(acme_notes.folder, claimed), encoding="utf-8")

    whole = run_pytest(tmp_path, str(acme_notes.folder), "-n", "1")
    part = run_pytest(tmp_path, str(acme_notes.folder), "-k", "account_may_have")

    assert whole.returncode == 1, whole.stdout
    assert "acme_notes: no passing test earns round_trip any more for get_more. " in whole.stdout
    assert "acme_notes: missing_fields is earned and not recorded for get_profile. " in whole.stdout
    assert "unknown_fields" not in whole.stdout
    assert part.returncode == 0, part.stdout


def test_nothing_is_recorded_while_a_test_fails(acme_notes: Service) -> None:
    with (acme_notes.folder / "tests" / "test_operations.py").open("a", encoding="utf-8") as tests:
        tests.write("\n\ndef test_more() -> None:\n    assert not 'reached'\n")

    with pytest.raises(CommandError, match=r"acme_notes: not all tests pass, so nothing is recorded(.|\n)*test_more"):
        recorded("acme_notes")

    assert not (acme_notes.folder / FILE).exists()
