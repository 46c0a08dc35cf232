"""Recording: the tests of a service in a pytest of their own, and what they earned there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from integrations.catalog.declare import Service
from integrations.catalog.evidence import Earned

ROOT = Path(__file__).parents[4]
# A developer's own database and options would make the record another one.
_NOT_PASSED_ON = ("DATABASE_URL", "PYTEST_")


class TestsFailed(Exception):
    """The tests of a service did not all pass, so nothing is recorded; the text is pytest's."""


def run_tests(service: Service) -> Earned:
    """Run all tests in the service's folder and return what the passing ones earned. Raises TestsFailed."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "earned.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
        command += [str(service.folder), f"--evidence-to={target}"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise TestsFailed(done.stdout[-4000:] + done.stderr[-4000:])
        return {
            fact: frozenset(subjects)
            for fact, subjects in json.loads(target.read_text(encoding="utf-8")).get(service.key, {}).items()
        }
