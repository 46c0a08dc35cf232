"""Service packages as somebody installs them: a scaffolded folder on the path, with an entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from integrations.catalog.planned import planned
from integrations.catalog.scaffold import scaffold

ROOT = Path(__file__).parents[3]


def install(into: Path, key: str = "acme_notes", *operations: str) -> Path:
    """A scaffolded service of Google as an installed package; its folder."""
    scaffold(key, into=into, package=key, provider="google", operations=[planned(each) for each in operations])
    return installed(into, key)


def installed(into: Path, key: str) -> Path:
    """A folder with a service as an installed package."""
    facts = into / f"{key}-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {key}\nVersion: 1.0\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text(f"[machina.services]\n{key} = {key}\n", encoding="utf-8")
    return into / key


def python_path(folder: Path) -> str:
    """Where a process that has the package finds everything."""
    return os.pathsep.join([str(folder), str(ROOT)])


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """This repository's pytest with its plugin, over an installed package."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DATABASE_URL"))}
    environment = inherited | {"PYTHONPATH": python_path(folder)}
    return subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
