"""`services new` for a whole service: what it writes is tested, linted, recorded and checked as somebody would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from integrations.catalog.tests.packages import ROOT, installed, python_path, run_pytest

FLAGS = (
    "--provider",
    "google",
    "--host",
    "api.acme.example",
    "--operation",
    "list_notes",
    "--operation",
    "search_notes:read",
    "--operation",
    "get_note",
    "--operation",
    "create_note:write",
    "--operation",
    "update_note",
    "--operation",
    "delete_note:destructive",
    "--operation",
    "list_entries",
    "--operation",
    "send_message",
)
OPERATIONS = (
    "get_profile list_notes search_notes get_note create_note update_note delete_note list_entries send_message"
)


def new(*arguments: str) -> str:
    out = StringIO()
    call_command("services", "new", *arguments, stdout=out, no_color=True)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The service `acme_notes`, made with flags."""
    new("acme_notes", *FLAGS, "--into", str(tmp_path))
    return tmp_path / "acme_notes"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in this repository, with the package installed."""
    environment = {**os.environ, "PYTHONPATH": python_path(folder.parent)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_nothing_stays_imported_and_computed_files_are_there(folder: Path) -> None:
    assert [name for name in sys.modules if name.startswith("acme_notes")] == []
    assert str(folder.parent) not in sys.path
    contract = json.loads((folder / "contract.json").read_text(encoding="utf-8"))
    assert sorted(contract) == sorted(OPERATIONS.split())
    effects = {name: each["effect"] for name, each in contract.items()}
    assert (effects["create_note"], effects["update_note"], effects["delete_note"]) == (
        "write",
        "idempotent_write",
        "destructive",
    )
    skill = (folder / "SKILL.md").read_text(encoding="utf-8")
    assert f"allowed-tools: {' '.join(f'acme_notes_{name}' for name in OPERATIONS.split())}\n" in skill


def test_its_tests_pass_and_linters_find_nothing(folder: Path) -> None:
    done = run_pytest(folder.parent, str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    linted = run(folder, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(folder))
    assert linted.returncode == 0, linted.stdout
    typed = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "acme_notes"],
        cwd=folder.parent,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert typed.returncode == 0, typed.stdout


def test_the_check_accepts_it_but_for_what_only_its_author_can_say(folder: Path) -> None:
    installed(folder.parent, "acme_notes")
    current = run(folder, "manage.py", "services", "write", "--check")
    assert (current.returncode, current.stdout) == (0, "Everything is current.\n"), current.stderr
    recorded = run(folder, "manage.py", "services", "record", "acme_notes")
    assert recorded.returncode == 0, recorded.stdout + recorded.stderr

    checked = run(folder, "manage.py", "services", "check", "acme_notes", "--json")

    (report,) = json.loads(checked.stdout)
    assert (checked.returncode, report["grade"]) == (0, "bronze")
    lacking = {each["name"]: [problem["subject"] for problem in each["problems"]] for each in report["lacking"]}
    assert lacking == {
        "idempotency": ["create_note", "send_message"],
        "connection": ["missing_scope", "reconnect"],
        "triggers": [""],
        "templates": [""],
    }


def test_it_says_how_a_package_of_its_own_is_found(tmp_path: Path) -> None:
    said = new("acme_notes", "--into", str(tmp_path))

    assert '[project.entry-points."machina.services"] acme_notes = "acme_notes"' in said
    assert "There is no provider 'acme' yet" in said
    assert len(set(said.splitlines())) == len(said.splitlines())


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--operation", "notes"], "'notes' is no name of an operation"),
        (["--operation", "list_notes:reading"], "'reading' is no effect"),
        (["--operation", "get_note", "--operation", "get_note"], "'get_note' is asked for twice"),
        (["--provider", "Acme Inc"], "'Acme Inc' is no key of a provider"),
        (["--host", "https://api.acme.example/v1"], "is no host; write it without https:// and path"),
    ],
)
def test_a_wrong_flag_is_named_and_nothing_is_written(tmp_path: Path, flags: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        new("acme_notes", *flags, "--into", str(tmp_path))

    assert list(tmp_path.iterdir()) == []


class Person:
    """Answers questions at a terminal, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", self)

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        return self._answers.pop(0)


def test_at_a_terminal_it_asks_until_the_answers_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = ("Google!", "https://acme", "notes", "list_notes:x", "list_notes")
    person = Person(
        monkeypatch, wrong[0], "google", wrong[1], "api.acme.example", *wrong[2:], "list_notes", "create_note", ""
    )

    said = new("acme_notes", "--into", str(tmp_path))

    assert len(person.asked) == 10
    assert "(anthropic, google," in person.asked[0]
    assert "[acme]" in person.asked[0]
    for words in ("'Google!' is no key", "'https://acme' is no host", "'notes' is no name", "'x' is no effect"):
        assert words in said
    assert "'list_notes' is asked for twice" in said
    assert "  create_note: write\n" in said
    contract = json.loads((tmp_path / "acme_notes" / "contract.json").read_text(encoding="utf-8"))
    assert sorted(contract) == ["create_note", "get_profile", "list_notes"]
    assert 'hosts=("api.acme.example",)' in (tmp_path / "acme_notes" / "service.py").read_text(encoding="utf-8")


def test_nothing_typed_is_the_usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch, "", "", "")

    new("acme_notes", "--into", str(tmp_path))

    assert 'provider="acme"' in (tmp_path / "acme_notes" / "service.py").read_text(encoding="utf-8")


def test_nobody_is_asked_where_a_flag_says_something_or_nobody_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(monkeypatch)
    new("acme_notes", "--operation", "get_note", "--into", str(tmp_path))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    new("acme_keep", "--into", str(tmp_path))

    assert person.asked == []
