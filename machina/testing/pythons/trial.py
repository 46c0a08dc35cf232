"""One interpreter's trial: a fresh environment from wheels alone, one start, the tests."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from machina.testing.pythons.interpreters import Interpreter

Steps = dict[str, Sequence[str]]
"""What the environment's python is called with, by the name of the step."""

REPOSITORY = Path(__file__).resolve().parents[3]
FROM_WHEELS = ("-q", "--disable-pip-version-check", "--only-binary", ":all:")
START: Steps = {"start": ("-m", "machina.testing.pythons.start")}
# Whatever asks for a compiler all the same gets one that fails.
NO_COMPILER = {"CC": "false", "CXX": "false"}
# Of the caller's: databases and environments in which this trial must not run.
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")


@dataclass(frozen=True)
class Result:
    """How far an interpreter got: every step it was asked for, or the one that failed."""

    interpreter: Interpreter
    failed_at: str | None = None

    @property
    def breaks_the_promise(self) -> bool:
        return self.failed_at is not None and self.interpreter.promised

    def __str__(self) -> str:
        outcome = "passed" if self.failed_at is None else f"FAILED at: {self.failed_at}"
        beyond = "" if self.interpreter.promised else " (newer than what is promised)"
        return f"{self.interpreter}: {outcome}{beyond}"


def try_start(interpreter: Interpreter, say: Callable[[str], None]) -> Result:
    """Install the product alone, start it until it is ready, and stop it."""
    return _try(interpreter, _install("requirements.txt") | START, say)


def try_everything(interpreter: Interpreter, say: Callable[[str], None], *, workers: int) -> Result:
    """Install the product and what its tests need, start it once, and run the Python tests on SQLite."""
    tests: Steps = {"tests": ("-m", "pytest", "-p", "no:cacheprovider", "-q", "-n", str(workers))}
    return _try(interpreter, _install("requirements-test.txt") | START | tests, say)


def _install(requirements: str) -> Steps:
    return {"install from wheels": ("-m", "pip", "install", *FROM_WHEELS, "-r", requirements)}


def _try(interpreter: Interpreter, steps: Steps, say: Callable[[str], None]) -> Result:
    with tempfile.TemporaryDirectory(prefix="machina-python-", ignore_cleanup_errors=True) as folder:
        python = str(Path(folder) / "bin" / "python")
        commands = {"environment": [str(interpreter.path), "-m", "venv", folder]}
        commands |= {name: [python, *arguments] for name, arguments in steps.items()}
        for name, command in commands.items():
            say(f"{interpreter}: {name}")
            if subprocess.run(command, cwd=REPOSITORY, env=environment(os.environ), check=False).returncode != 0:
                return Result(interpreter, failed_at=name)
    return Result(interpreter)


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without what would lead the trial elsewhere, and without a compiler."""
    return {name: value for name, value in inherited.items() if name not in NOT_OURS} | NO_COMPILER
