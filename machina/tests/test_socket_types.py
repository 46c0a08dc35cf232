"""The editor's TypeScript types follow the socket's models."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from machina.management.commands.socket_types import current_types


def test_the_types_in_the_repository_are_current() -> None:
    call_command("socket_types", check=True)


def test_a_change_of_the_models_is_noticed_and_written(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "frontend" / "src" / "generated" / "socket.ts"
    file.parent.mkdir(parents=True)
    file.write_text("// older")
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="is not current"):
        call_command("socket_types", check=True)
    assert file.read_text() == "// older"
    call_command("socket_types", verbosity=0)
    assert file.read_text() == current_types()
