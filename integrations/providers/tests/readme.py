"""The package that README.md shows, made from the page itself, so that neither can drift from the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def files() -> Mapping[str, str]:
    """Every block that names a file, by its path."""
    return {path: text for _, path, text in _BLOCK.findall(README.read_text(encoding="utf-8")) if path}


def commands(first: str) -> list[str]:
    """The lines of the shell block that begins with this word, without comments."""
    blocks = (text for kind, path, text in _BLOCK.findall(README.read_text(encoding="utf-8")) if kind == "sh")
    block = next(text for text in blocks if text.startswith(first))
    return [line.partition("  #")[0].strip() for line in block.splitlines()]


@dataclass(frozen=True)
class Package:
    """A folder with the package and the metadata that installing it would write."""

    folder: Path

    def run(self, command: str) -> str:
        """A line of the page, in a process that has the package installed; fails the test where it fails."""
        shell = command.replace(" manage.py", f" {ROOT / 'manage.py'}").replace("python ", f"{sys.executable} ", 1)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(self.folder), str(ROOT)])}
        done = subprocess.run(  # lines of our own page
            shell, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, shell=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def write(self) -> None:
        """What the page says to write over what the scaffolds made."""
        for path, text in files().items():
            target = self.folder / path
            assert target.parent.is_dir(), f"the scaffolds made no folder for {path}"
            target.write_text(text, encoding="utf-8")

    def install(self) -> None:
        """The metadata of `pip install .`, which would need a network for its build."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        metadata = self.folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        metadata.mkdir()
        name, version = project["name"], project["version"]
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        groups = [
            "\n".join([f"[{group}]", *(f"{key} = {value}" for key, value in entries.items())])
            for group, entries in project["entry-points"].items()
        ]
        (metadata / "entry_points.txt").write_text("\n".join(groups) + "\n")
