"""The folder that `services new` makes works at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.catalog.declare import Service
from integrations.catalog.quality import assess
from integrations.catalog.registry import Catalog, load_service
from integrations.catalog.scaffold import scaffold
from integrations.catalog.written import out_of_date


@pytest.fixture
def acme_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A new service, imported."""
    scaffold("acme_notes", into=tmp_path, package="acme_notes")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield load_service("acme_notes")
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_notes"]:
        del sys.modules[name]


def test_it_needs_only_computed_files_and_tests(acme_notes: Service) -> None:
    for path, text in out_of_date(acme_notes):
        path.write_text(text, encoding="utf-8")

    report = assess(acme_notes, Catalog([acme_notes]))
    lacking = {finding.rule.name: [problem.untested for problem in finding.problems] for finding in report.lacking}

    assert lacking == {
        "samples": [True],
        "vendor_errors": [True] * 7,
        "limits": [True],
        "connection": [True] * 2,
        "missing_fields": [True] * 2,
        "triggers": [False],
        "scripted_calls": [True] * 2,
        "templates": [False],
    }


def test_it_is_named_after_its_key(acme_notes: Service) -> None:
    assert (acme_notes.key, acme_notes.name, acme_notes.provider) == ("acme_notes", "Acme Notes", "acme")
    assert list(acme_notes.operations) == ["get_profile"]


def test_another_provider_may_sign_its_accounts_in(tmp_path: Path) -> None:
    scaffold("google_keep", into=tmp_path, package="google_keep", provider="google")

    assert 'provider="google"' in (tmp_path / "google_keep" / "service.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["", "Acme", "acme-notes", "../acme", "acme notes", "_acme", "1acme"])
def test_a_key_that_is_no_name_is_refused_and_nothing_is_written(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="is no key of a service"):
        scaffold(key, into=tmp_path, package="x")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "acme_notes").mkdir()

    with pytest.raises(ValueError, match="exists already"):
        scaffold("acme_notes", into=tmp_path, package="acme_notes")

    assert list((tmp_path / "acme_notes").iterdir()) == []
