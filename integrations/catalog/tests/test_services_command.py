"""`manage.py services`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from integrations.catalog.declare import Service
from integrations.catalog.projections.skill import BEGIN, END
from integrations.catalog.registry import Catalog, using

SKILL = f"---\nallowed-tools: none\n---\n{BEGIN}\n{END}\n"


@pytest.fixture(autouse=True)
def _only_post(post: Service) -> Iterator[None]:
    (post.folder / "SKILL.md").write_text(SKILL, encoding="utf-8")
    with using(Catalog([post])):
        yield


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("services", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_list_shows_operations_and_triggers() -> None:
    lines = run("list").splitlines()

    assert lines[0] == "post  Post (mail_house)"
    assert lines[1].split() == ["send_letter", "write", "Send", "a", "letter."]
    assert lines[2].split() == ["new_letter", "trigger", "Starts", "with", "each", "letter."]


def test_check_prints_what_lacks_and_fails_below_bronze() -> None:
    out = StringIO()
    with pytest.raises(CommandError, match=r"Below bronze: post\."):
        call_command("services", "check", stdout=out, no_color=True)
    printed = out.getvalue()

    assert printed.startswith("post: none\n")
    assert "  lacks bronze 1: Key, name, provider, colour, icon and documentation address are there.\n" in printed
    assert "    post: it has no icon.svg\n" in printed
    assert "    send_letter: a write that gets lost can neither be repeated nor found again\n" in printed


def test_check_speaks_json() -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("services", "check", "post", "--json", stdout=out)
    (report,) = json.loads(out.getvalue())

    assert (report["service"], report["grade"]) == ("post", "none")
    assert report["lacking"][0] == {
        "rule": 1,
        "name": "facts",
        "step": "bronze",
        "problems": [{"subject": "", "message": "it has no icon.svg"}],
    }


def test_check_names_the_services_there_are() -> None:
    with pytest.raises(CommandError, match=r"There is no service 'pots'\. Services are: post\."):
        run("check", "pots")


def test_write_makes_files_current_and_says_which(post: Service) -> None:
    with pytest.raises(CommandError, match=r"Out of date: .*SKILL.md, .*contract.json, .*PAGE.md"):
        run("write", "--check")
    assert (post.folder / "SKILL.md").read_text(encoding="utf-8") == SKILL

    written = run("write").splitlines()

    assert written == [f"wrote {post.folder / name}" for name in ("SKILL.md", "contract.json", "PAGE.md")]
    assert run("write", "--check") == "Everything is current.\n"


def test_write_finds_a_changed_contract(post: Service) -> None:
    run("write")
    post.operations.pop("send_letter")

    with pytest.raises(CommandError, match=r"contract\.json"):
        run("write", "--check")


def test_the_contract_has_shapes_and_no_words(post: Service) -> None:
    run("write")
    contract = json.loads((post.folder / "contract.json").read_text(encoding="utf-8"))

    assert contract["send_letter"]["effect"] == "write"
    assert contract["send_letter"]["pricing_key"] == "letter_send"
    assert contract["send_letter"]["input"] == {
        "type": "object",
        "additionalProperties": False,
        "required": ["to"],
        "properties": {
            "to": {"type": "string"},
            "body": {"type": ["string", "null"]},
            "speed": {"type": "string", "enum": ["slow", "fast"], "default": "slow"},
            "from": {"type": ["string", "null"]},
        },
    }


def test_new_makes_a_package_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()

    assert f"pytest {target / 'acme_notes'}, then" in run("new", "acme_notes", "--into", str(target))
    assert "from acme_notes.service import" in (target / "acme_notes" / "operations.py").read_text(encoding="utf-8")


def test_new_refuses_a_name_that_is_taken() -> None:
    with pytest.raises(CommandError, match="exists already"):
        run("new", "gmail")


def test_new_says_when_its_provider_has_to_be_made_first(tmp_path: Path) -> None:
    assert "There is no provider 'acme' yet: `manage.py providers new acme` makes it." in run(
        "new", "acme_notes", "--into", str(tmp_path)
    )
    assert "There is no provider" not in run("new", "acme_keep", "--provider", "google", "--into", str(tmp_path))


def test_a_service_without_its_provider_can_be_written_and_fails_the_check(post: Service) -> None:
    with using(Catalog([post], providers=["google"])):
        assert "wrote" in run("write")
        for arguments in (["check"], ["check", "post"]):
            with pytest.raises(CommandError, match="'post' is not offered, because there is no provider 'mail_house'"):
                run(*arguments)
        assert "post" not in run("list")
